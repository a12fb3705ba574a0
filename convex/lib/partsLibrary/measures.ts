import { normalise } from "./normalise";

/** Cuts a prompt into words, numbers, lengths, thread sizes, coordinates and punctuation. Lengths come out in mm. */

export type Token =
  | { kind: "word"; text: string; covered: boolean }
  | { kind: "stop"; text: string; covered: true }
  | {
      kind: "number";
      text: string;
      value: number;
      unit: LengthUnit | null;
      prefix: "ø" | "r" | null;
      spelled: boolean;
      covered: boolean;
      joined: boolean;
    }
  | { kind: "angle"; text: string; degrees: number; covered: boolean }
  | { kind: "thread"; text: string; size: number; length: number | null; pitch: number | null; covered: boolean }
  | { kind: "coordinate"; text: string; axis: "x" | "y" | "z"; values: number[]; covered: boolean }
  | { kind: "point"; text: string; at: [number, number]; covered: boolean }
  | { kind: "quantity"; text: string; covered: boolean };

export type LengthUnit = "mm" | "cm" | "m" | "in" | "ft" | "um";

export const MM_PER: Record<LengthUnit, number> = { mm: 1, cm: 10, m: 1000, in: 25.4, ft: 304.8, um: 0.001 };

const UNIT_WORDS: [RegExp, LengthUnit][] = [
  [/^(?:mm|millimet(?:er|re)s?|mil(?:l)?s?)\b/, "mm"],
  [/^(?:cm|centimet(?:er|re)s?)\b/, "cm"],
  [/^(?:µm|um|microns?)\b/, "um"],
  [/^(?:m|met(?:er|re)s?)\b/, "m"],
  [/^(?:inch(?:es)?|ins?)\b/, "in"],
  [/^(?:feet|foot|ft)\b/, "ft"],
];

const NUMBER_WORDS: Record<string, number> = {
  one: 1,
  single: 1,
  two: 2,
  both: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  dozen: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  eighteen: 18,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
};

const NUMBER = String.raw`(?:\d+[- ]\d+\/\d+|\d+\/\d+|\d*\.\d+|\d+(?:\.\d+)?)`;
const RE_NUMBER = new RegExp(`^${NUMBER}`);
const RE_THREAD = /^m(\d+(?:\.\d+)?)(?:\s*x\s*(\d+(?:\.\d+)?))?(?:\s*x\s*(\d+(?:\.\d+)?))?(?:\s*mm\b)?/;
const RE_INCH_THREAD = /^(?:(\d+)\/(\d+)|#(\d+))-(\d{2})\b(?:\s*(?:unc|unf))?/;
const RE_COORDINATE = new RegExp(
  // A further number is a further place only where nothing calls it a size: "at Z=0 and 10 mm radius corners".
  `^([xyz])\\s*(?:=|:)\\s*((?:[±+-]?\\s*${NUMBER}(?:\\s*(?:mm|cm|in)\\b)?(?:\\s*(?:,|and|to|or|\\/)\\s*(?=[±+-]?\\s*${NUMBER}(?:\\s*(?:mm|cm|in)\\b)?\\s*(?:$|[.,;:)/]|(?:and|to|or|on|from|along|in|at|for|with|respectively|each|relative|measured|through|the|of)\\b)))?)+)`,
);
const RE_POINT = new RegExp(
  `^\\(\\s*([+-]?${NUMBER})(?:\\s*mm)?\\s*,\\s*([+-]?${NUMBER})(?:\\s*mm)?\\s*(?:,\\s*[+-]?${NUMBER}(?:\\s*mm)?\\s*)?\\)`,
);
const RE_QUANTITY =
  /^(?:kgs?|kilograms?|grams?|g|lbs?|pounds?|newtons?|n|nm|volts?|v|watts?|w|amps?|ah|mah|ml|l|lit(?:er|re)s?|cl|oz|ounces?|psi|bar|mpa|rpm|k|kn|hz|awg|u|%|percent)(?![a-z])/;

/** @throws nothing: whatever cannot be read is a word. */
export function tokenise(prompt: string): Token[] {
  const text = normalise(prompt);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const before = at === 0 ? " " : (text[at - 1] ?? " ");
    const wordStart = !/[a-z]/.test(before);
    let match: RegExpExecArray | null;
    if ((match = /^[ \t"'*#_]+/.exec(rest)) && !RE_INCH_THREAD.test(rest)) {
      at += match[0].length;
      continue;
    }
    if (wordStart && (match = RE_THREAD.exec(rest))) {
      tokens.push(readThread(match));
    } else if ((match = RE_INCH_THREAD.exec(rest))) {
      const size =
        match[3] === undefined
          ? (25.4 * Number(match[1])) / Number(match[2])
          : 25.4 * (0.06 + 0.013 * Number(match[3]));
      tokens.push({
        kind: "thread",
        text: match[0],
        size: round(size),
        length: null,
        pitch: 25.4 / Number(match[4]),
        covered: false,
      });
    } else if (wordStart && (match = RE_COORDINATE.exec(rest))) {
      tokens.push({
        kind: "coordinate",
        text: match[0].trim(),
        axis: match[1] as "x" | "y" | "z",
        values: readSigned(match[2] ?? ""),
        covered: false,
      });
    } else if ((match = RE_POINT.exec(rest))) {
      tokens.push({
        kind: "point",
        text: match[0],
        at: [readNumber(match[1] ?? ""), readNumber(match[2] ?? "")],
        covered: false,
      });
    } else if ((match = /^(?:ø|r(?=\s*\d))\s*(?:=\s*)?(?=\.?\d)/.exec(rest)) && wordStart) {
      const prefix = match[0].startsWith("ø") ? "ø" : "r";
      at += match[0].length + readNumberToken(text.slice(at + match[0].length), tokens, prefix);
      continue;
    } else if (/^-\d/.test(rest) && /[\s(x=]/.test(before)) {
      at += 1 + readNumberToken(text.slice(at + 1), tokens, null);
      const negative = tokens.at(-1)?.text === "×" ? tokens.at(-2) : tokens.at(-1);
      if (isNumber(negative)) {
        negative.value = -negative.value;
        negative.text = `-${negative.text}`;
      }
      continue;
    } else if (RE_NUMBER.test(rest) && (wordStart || before === "x")) {
      at += readNumberToken(rest, tokens, null);
      continue;
    } else if ((match = /^(?:[a-z]+(?:'[a-z]+)?\d*|[a-z]+)/.exec(rest))) {
      const word = match[0];
      const spelled = NUMBER_WORDS[word];
      if (word === "x" && isNumber(tokens.at(-1))) {
        tokens.push({ kind: "word", text: "×", covered: true });
      } else if (spelled !== undefined) {
        tokens.push({
          kind: "number",
          text: word,
          value: spelled,
          unit: null,
          prefix: null,
          spelled: true,
          covered: word === "one" || word === "single" || word === "both",
          joined: false,
        });
        const unit = readUnit(text.slice(at + word.length).replace(/^ +/, ""));
        const last = tokens.at(-1);
        const rest = text.slice(at + word.length).trimStart();
        // "one in each corner" is a place, not an inch.
        const isPlace = unit?.text === "in" && isPreposition(rest.slice(2));
        if (unit && !isPlace && last?.kind === "number" && unit.unit !== "m") {
          last.unit = unit.unit;
          last.text += ` ${unit.text}`;
          at += word.length + (text.slice(at + word.length).match(/^ +/)?.[0].length ?? 0) + unit.text.length;
          continue;
        }
      } else {
        // "x50" after a number: the joiner is glued to the next number.
        tokens.push({ kind: "word", text: word, covered: false });
      }
      at += word.length;
      continue;
    } else {
      match = /^\S/.exec(rest) ?? /^\s/.exec(rest);
      const sign = match?.[0] ?? rest[0] ?? "";
      if (/[,.;:()\n!?=±+/&-]/.test(sign)) tokens.push({ kind: "stop", text: sign, covered: true });
      at += sign.length || 1;
      continue;
    }
    at += match[0].length;
  }
  return tokens;
}

export function isNumber(token: Token | undefined): token is Extract<Token, { kind: "number" }> {
  return token?.kind === "number";
}

function readNumberToken(rest: string, tokens: Token[], prefix: "ø" | "r" | null): number {
  const raw = RE_NUMBER.exec(rest)?.[0] ?? "";
  let used = raw.length;
  let value = readNumber(raw);
  let tail = rest.slice(used);
  let space = /^[ -]*/.exec(tail)?.[0].length ?? 0;
  let after = tail.slice(space);
  let unit: LengthUnit | null = null;
  const degrees = /^(?:deg(?:rees?)?)\b/.exec(after);
  const quantity = RE_QUANTITY.exec(after);
  if (degrees) {
    tokens.push({ kind: "angle", text: `${raw}°`, degrees: value, covered: false });
    return used + space + degrees[0].length;
  }
  const found = readUnit(after);
  if (found && !(found.unit === "in" && found.text === "in" && raw.length > 0 && isPreposition(after.slice(2)))) {
    unit = found.unit;
    used += space + found.text.length;
    const inches = unit === "ft" ? /^\+(\d+(?:\.\d+)?(?:-\d+\/\d+)?) in(?:ch)?\b/.exec(rest.slice(used)) : null;
    if (inches) {
      value += readNumber(inches[1] ?? "0") / 12;
      used += inches[0].length;
    }
  } else if (quantity && !found) {
    tokens.push({ kind: "quantity", text: `${raw} ${quantity[0]}`, covered: false });
    return used + space + quantity[0].length;
  }
  tail = rest.slice(used);
  space = /^ */.exec(tail)?.[0].length ?? 0;
  after = tail.slice(space);
  const text = unit === null ? raw : `${raw} ${unit}`;
  tokens.push({
    kind: "number",
    text: prefix === null ? text : `${prefix === "r" ? "R" : "Ø"}${text}`,
    value,
    unit,
    prefix,
    spelled: false,
    covered: false,
    joined: false,
  });
  // "80x60": the x is glued to both numbers; "4x M3" and "4x holes": it marks a count.
  const glue = /^x(?=\s*[ø.\d])/.exec(after);
  // "4xØ6": a count of round things, unless it goes on from "80x".
  const isCount =
    glue !== null &&
    /^x\s*ø/.test(after) &&
    unit === null &&
    Number.isInteger(value) &&
    value <= 24 &&
    tokens.at(-2)?.text !== "×";
  if (isCount) used += space + 1;
  else if (glue) {
    tokens.push({ kind: "word", text: "×", covered: true });
    used += space + 1;
  } else if (/^x(?=[\s-])/.test(after) || /^x(?=m\d)/.test(after)) {
    used += space + 1;
  }
  return used;
}

function readUnit(rest: string): { unit: LengthUnit; text: string } | null {
  for (const [pattern, unit] of UNIT_WORDS) {
    // "mmx60": the joiner may touch the unit.
    const match = pattern.exec(rest) ?? new RegExp(pattern.source.replace(/\\b$/, "(?=x\\s*\\d)")).exec(rest);
    if (match) return { unit, text: match[0] };
  }
  return null;
}

/** "4 in each corner" is a place, "4 in" a length. */
function isPreposition(rest: string): boolean {
  return /^\s+(?:length|width|height|depth|thickness|each|every|the|a|an|all|total|both|one|line|from|its|row|rows)\b/.test(
    rest,
  );
}

function readThread(match: RegExpExecArray): Token {
  const size = Number(match[1]);
  let pitch: number | null = null;
  let length: number | null = null;
  for (const part of [match[2], match[3]]) {
    if (part === undefined) continue;
    const value = Number(part);
    if (pitch === null && length === null && value <= Math.max(1.5, size * 0.25) && value < 5) pitch = value;
    else length = value;
  }
  return {
    kind: "thread",
    text: match[0].trim().toUpperCase().replace(/X/g, "x").replace(/MM$/, "mm"),
    size,
    length,
    pitch,
    covered: false,
  };
}

function readNumber(raw: string): number {
  const mixed = /^(\d+)[- ](\d+)\/(\d+)$/.exec(raw);
  if (mixed) return Number(mixed[1]) + Number(mixed[2]) / Number(mixed[3]);
  const fraction = /^(\d+)\/(\d+)$/.exec(raw);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  return Number(raw);
}

function readSigned(raw: string): number[] {
  const values: number[] = [];
  for (const match of raw.matchAll(new RegExp(`([±+-]?)\\s*(${NUMBER})\\s*(mm|cm|in)?`, "g"))) {
    const value = readNumber(match[2] ?? "0") * MM_PER[(match[3] ?? "mm") as LengthUnit];
    if (match[1] === "±") values.push(-value, value);
    else values.push(match[1] === "-" ? -value : value);
  }
  return values;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
