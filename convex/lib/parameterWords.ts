import { labelFromValues } from "./titles";
import type { Parameter, ParameterValue } from "./validators";

/** Reads a very plain change of one named parameter (`make the holes 6 mm`, `10 mm longer`, `20 % wider`, `twice as thick`). Pure. */

export type WordChange = { values: Record<string, ParameterValue>; label: string };

/** What people call a dimension besides its label; each line is one meaning. */
const synonyms: readonly (readonly string[])[] = [
  ["thickness", "thick", "thicker", "thinner", "thicken"],
  ["width", "wide", "wider", "narrower", "widen"],
  ["length", "long", "longer", "shorter", "lengthen", "shorten"],
  ["height", "high", "tall", "taller", "higher", "lower"],
  ["depth", "deep", "deeper"],
  ["hole", "holes", "bore", "bores"],
  ["diameter", "diameters"],
  ["radius", "radii"],
  ["edge", "edges"],
  ["tooth", "teeth"],
  ["count", "number"],
];

/** Words of a plain change that name nothing. A prompt with any other word is not plain. */
const plainWords = new Set(
  "please can could you make set change let the a an it its this that them all to be at of is are should now with into by mm millimetre millimetres millimeter millimeters deg degree degrees each instead and size sized".split(
    " ",
  ),
);

const growing = /\b(?:longer|wider|thicker|taller|higher|deeper|bigger|larger|increase|raise|lengthen|widen|thicken)\b/;
const shrinking = /\b(?:shorter|narrower|thinner|lower|smaller|reduce|decrease|shorten)\b/;
const attributive =
  /\bthe (?:longer|wider|thicker|taller|higher|deeper|bigger|larger|shorter|narrower|thinner|lower|smaller)\b/;
/** Say only which way a size goes; the other words of direction name a size as well. */
const directionWords = /\b(?:bigger|larger|smaller|increase|raise|reduce|decrease)\b|\bby\b|\bthan (?:before|now)\b/g;
const factors = /\b(?:(twice|double)|(?:half|halve))\b(?: as\b)?/g;

const UNIT_WORDS: Record<string, number> = { mm: 1, cm: 10 };

/** The change, or null where the words do not fix exactly one parameter and one value within its limits. */
export function changeFromWords(prompt: string, parameters: readonly Parameter[]): WordChange | null {
  const change = amountOf(prompt.toLowerCase().replace(/[.!?]+\s*$/, ""));
  if (change === null) return null;
  const words = change.rest
    .split(/[^a-z]+/)
    .filter((word) => word !== "")
    .map(meaning);
  const named = words.filter((word) => !plainWords.has(word));
  if (named.length === 0) return null;

  const candidates = parameters.filter((parameter) => {
    const own = labelWords(parameter);
    return named.every((word) => own.includes(word));
  });
  // "make the holes 6 mm" fits "Hole diameter" alone, also where a hole depth or distance has the word too.
  const exact = candidates.filter((parameter) => labelWords(parameter).length === new Set(named).size);
  const diameters = candidates.filter((parameter) => labelWords(parameter).includes("diameter"));
  const [parameter, ...others] = exact.length > 0 ? exact : diameters.length > 0 ? diameters : candidates;
  if (parameter === undefined || others.length > 0) return null;

  const before = typeof parameter.value === "number" ? parameter.value : NaN;
  const value = change.apply(before);
  if (!accepts(parameter, value)) return null;
  return {
    values: { [parameter.name]: value },
    label: labelFromValues([{ label: parameter.label, value }]),
  };
}

type Change = { rest: string; apply: (before: number) => number };

/** What is to happen to the parameter, and the words that are left to name it; null where that is in doubt. */
function amountOf(text: string): Change | null {
  if (/\b(?:more|less)\b/.test(text)) return null;
  const numbers = [...text.matchAll(/(?<![\w.])(-?\d+(?:[.,]\d+)?)\s*(mm|cm|°|%|percent\b)?(?![\w.])/g)];
  const scales = [...text.matchAll(factors)];
  const [number] = numbers;
  const [scale] = scales;
  if (numbers.length + scales.length !== 1) return null;
  if (scale !== undefined) {
    const factor = scale[1] === undefined ? 0.5 : 2;
    return { rest: text.replace(scale[0], " "), apply: (before) => rounded(before * factor) };
  }
  if (number === undefined) return null;
  const rest = text.replace(number[0], " ");
  const amount = Number(number[1]?.replace(",", ".")) * (UNIT_WORDS[number[2] ?? ""] ?? 1);
  const isShare = number[2] === "%" || number[2] === "percent";
  const [grows, shrinks] = [growing.test(text), shrinking.test(text)];
  if (isShare && (grows === shrinks || /\b(?:to|of)\s*$/.test(text.slice(0, number.index)))) return null;
  if (!grows && !shrinks) return /\bby\b/.test(text) ? null : { rest, apply: () => amount };
  // "the larger hole 8 mm" tells holes apart and changes none by that much.
  if (amount < 0 || (grows && shrinks) || attributive.test(text)) return null;
  const named = rest.replace(directionWords, " ");
  // "increase the width to 70 mm" names the new size, "10 mm wider" the difference.
  if (/\bto\s*$/.test(text.slice(0, number.index))) return { rest: named, apply: () => amount };
  const sign = grows ? 1 : -1;
  const apply = (before: number) => before + sign * (isShare ? (before * amount) / 100 : amount);
  return { rest: named, apply: (before) => rounded(apply(before)) };
}

/** Without the last digits of binary fractions. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function labelWords({ label, name }: Parameter): string[] {
  return (label || name.replaceAll("_", " "))
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "")
    .map(meaning);
}

function meaning(word: string): string {
  return synonyms.find((line) => line.includes(word))?.[0] ?? word.replace(/(?<=[a-z]{3})s$/, "");
}

function accepts({ unit, min, max }: Parameter, value: number): boolean {
  if (unit === "bool" || unit === "choice" || !Number.isFinite(value)) return false;
  if (unit === "count" && !Number.isInteger(value)) return false;
  return (min === null || value >= min) && (max === null || value <= max);
}
