import { answerFromPartsLibrary } from "./partsLibrary/partsLibrary";
import type { Kind, SpecRule } from "./validators";

/**
 * Checkable rules out of words: what a prompt fixes beyond doubt, and what a person types into a row of the checks.
 * A rule read wrongly would send a good part to repair, so everything in doubt is left out. Pure.
 */

const NUMBER = String.raw`(\d+(?:[.,]\d+)?)`;
const UNIT = String.raw`(mm|cm|m|inch(?:es)?|in|")?`;
const COUNT = String.raw`(\d+|one|a|an|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen)`;

const SIDE = String.raw`(any|\d+(?:[.,]\d+)?)`;
const BOX = new RegExp(`${SIDE}\\s*${UNIT}\\s*[x×]\\s*${SIDE}\\s*${UNIT}\\s*[x×]\\s*${SIDE}\\s*${UNIT}`, "gi");
const HOLES = new RegExp(
  `\\b${COUNT}\\s*(?:[x×]\\s*)?(?:(?:through|round|mounting|drilled)[\\s-]+){0,2}(?:[øØ⌀]|dia(?:meter)?\\.?\\s*)?\\s*${NUMBER}\\s*(mm)?(?:\\s+(?:diameter|dia|wide|through|mounting|round|bolt|screw))*\\s+holes?\\b`,
  "gi",
);
const WALL = new RegExp(
  `${NUMBER}\\s*mm(?:\\s+thick)?\\s+walls?\\b|\\bwalls?(?:\\s+thickness)?\\s*(?:of|is|=|:)?\\s*${NUMBER}\\s*mm`,
  "gi",
);
const MASS = new RegExp(`\\b(?:mass|weigh(?:s|t|ing)?)\\b[^\\d]{0,20}${NUMBER}\\s*(kg|g|grams?)\\b`, "gi");
const VOLUME = new RegExp(
  `\\bvolume\\b[^\\d]{0,12}${NUMBER}\\s*(mm³|mm3|cm³|cm3|ml|litres?|liters?|l)(?![a-z0-9])`,
  "gi",
);
const SOLIDS = new RegExp(`\\b${COUNT}\\s+solids?\\b`, "gi");

/** Densities in g/cm³ as handbooks give them, alloys of the kind that shops keep. */
const DENSITIES: [RegExp, number][] = [
  [/\balumini?um\b/i, 2.7],
  [/\bstainless\b/i, 7.9],
  [/\bsteel\b/i, 7.85],
  [/\bbrass\b/i, 8.5],
  [/\bcopper\b/i, 8.96],
  [/\btitanium\b/i, 4.43],
  [/\bpla\b/i, 1.24],
  [/\bpetg\b/i, 1.27],
  [/\babs\b/i, 1.04],
  [/\b(nylon|pa ?12)\b/i, 1.01],
];

/** What rises above or cuts into the box that the three numbers name, so that the whole part may be larger. */
const NOT_THE_WHOLE =
  /\b(boss(es)?|stand-?offs?|handles?|knobs?|feet|foot|tabs?|flanges?|lids?|pins?|posts?|lugs?|legs?|ears?|stems?|pocket|cut-?out|window|opening|cavity|inner|inside|internal|interior|holds?|fits?|for an?)\b/i;

/** The rules of a first prompt. The parts library's reading is taken where it had to assume nothing. */
export function specFromPrompt(prompt: string): SpecRule[] {
  const answer = answerFromPartsLibrary(prompt);
  const read = readRules(prompt);
  const box = NOT_THE_WHOLE.test(prompt) ? [] : read.filter(({ kind }) => kind === "bbox");
  const others = read.filter(({ kind }) => kind !== "bbox");
  if (answer.kind !== "part" || answer.warnings.length > 0) return [...(box.length === 1 ? box : []), ...others];
  // The library's own volume says how the library would build it: another right part may differ.
  const known = answer.spec.filter(({ kind }) => kind === "bbox" || kind === "holes");
  return [...known, ...others.filter((rule) => !known.some(({ kind }) => kind === rule.kind))];
}

/** The rules of a follow-up: of its sizes nobody knows whether they are the whole part's, so few are sure. */
export function specFromFollowUp(prompt: string): SpecRule[] {
  return readRules(prompt).filter(({ kind }) => kind === "mass" || kind === "volume");
}

/** What code is held against: a model gives no rules of its own, and the library's leave out what it cannot make. */
export function rulesFor(
  { kind, base, prompt }: { kind: Kind; base: object | null; prompt: string },
  given: SpecRule[],
  isModels: boolean,
): SpecRule[] {
  if (kind === "app") return [];
  if (base !== null) return given.length > 0 ? given : specFromFollowUp(prompt);
  if (isModels) return given.length > 0 ? given : specFromPrompt(prompt);
  return [...given, ...specFromPrompt(prompt).filter((rule) => rule.kind === "mass" || rule.kind === "wall")];
}

/** Every rule that the words hold, in the order box, holes, wall, mass, volume, solids. */
export function readRules(text: string): SpecRule[] {
  return [
    ...each(BOX, text, (found): SpecRule | null => {
      // "80 x 60 x 5 mm": a unit at the end holds for all.
      const last = found[6] ?? found[4] ?? found[2];
      const size = [1, 3, 5].map((at) =>
        found[at]?.toLowerCase() === "any" ? null : millimetres(found[at], found[at + 1] ?? last),
      );
      return { rule: "Size", kind: "bbox", size, isAnyOrder: true };
    }),
    ...each(HOLES, text, (found): SpecRule | null => {
      const count = countOf(found[1]);
      const diameterMm = millimetres(found[2], "mm");
      return count === null ? null : { rule: `Holes Ø${shown(diameterMm)}`, kind: "holes", diameterMm, count };
    }),
    ...each(WALL, text, (found) => ({ rule: "Wall", kind: "wall", mm: millimetres(found[1] ?? found[2], "mm") })),
    ...each(MASS, text, (found) => ({
      rule: "Mass",
      kind: "mass",
      grams: figure(found[1]) * (found[2]?.toLowerCase() === "kg" ? 1000 : 1),
      density: densityIn(text),
    })),
    ...each(VOLUME, text, (found) => {
      const mm3 = figure(found[1]) * cubicMillimetres(found[2] ?? "");
      return { rule: "Volume", kind: "volume", mm3, tolerance: mm3 * 0.01 };
    }),
    ...each(SOLIDS, text, (found): SpecRule | null => {
      const count = countOf(found[1]);
      return count === null ? null : { rule: "Solids", kind: "solids", count };
    }),
  ];
}

/** A rule in the words that `readRules` reads back. */
export function ruleText(rule: SpecRule): string {
  switch (rule.kind) {
    case "bbox":
      return `${rule.size.map((mm) => (mm === null ? "any" : shown(mm))).join(" × ")} mm`;
    case "holes":
      return `${rule.count} × Ø${shown(rule.diameterMm)} mm holes`;
    case "wall":
      return `wall ${shown(rule.mm)} mm`;
    case "mass": {
      const material = MATERIALS.find(([, density]) => density === rule.density)?.[0];
      return `mass ${shown(rule.grams)} g${material === undefined ? "" : ` ${material}`}`;
    }
    case "volume":
      return `volume ${shown(rule.mm3)} mm³`;
    case "solids":
      return `${rule.count} ${rule.count === 1 ? "solid" : "solids"}`;
    default:
      return rule satisfies never;
  }
}

const MATERIALS: [string, number][] = [
  ["aluminium", 2.7],
  ["stainless steel", 7.9],
  ["steel", 7.85],
  ["brass", 8.5],
  ["copper", 8.96],
  ["titanium", 4.43],
  ["PLA", 1.24],
  ["PETG", 1.27],
  ["ABS", 1.04],
  ["nylon", 1.01],
];

function each(pattern: RegExp, text: string, make: (found: RegExpMatchArray) => SpecRule | null): SpecRule[] {
  return [...text.matchAll(pattern)].flatMap((found) => make(found) ?? []);
}

const WORDS: Record<string, number> = {
  one: 1,
  a: 1,
  an: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  sixteen: 16,
};

function countOf(word: string | undefined): number | null {
  if (word === undefined) return null;
  const count = WORDS[word.toLowerCase()] ?? Number(word);
  return Number.isInteger(count) && count > 0 ? count : null;
}

function figure(text: string | undefined): number {
  return Number((text ?? "").replace(",", "."));
}

function millimetres(text: string | undefined, unit: string | undefined): number {
  const factor = { cm: 10, m: 1000, in: 25.4, inch: 25.4, inches: 25.4, '"': 25.4 }[unit?.toLowerCase() ?? "mm"] ?? 1;
  return figure(text) * factor;
}

function cubicMillimetres(unit: string): number {
  if (/^mm/i.test(unit)) return 1;
  return /^(cm|ml)/i.test(unit) ? 1000 : 1_000_000;
}

function densityIn(text: string): number | null {
  return DENSITIES.find(([word]) => word.test(text))?.[1] ?? null;
}

function shown(value: number): string {
  return String(Math.round(value * 100) / 100);
}
