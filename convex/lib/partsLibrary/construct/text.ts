import type { Reading } from "../reading";

/**
 * The words of a prompt as one line in which every size is a sign, and every sign can be taken once. What nobody took at
 * the end was not understood. Signs: "§" a length, "#" a bare number, "M" a thread, "°" an angle, "@" a coordinate.
 */

export type Value =
  | { kind: "length"; mm: number; text: string }
  | { kind: "count"; n: number; text: string }
  | { kind: "thread"; size: number; text: string }
  | { kind: "angle"; degrees: number; text: string }
  | { kind: "at"; axis: "x" | "y" | "z"; values: number[]; text: string }
  | { kind: "point"; at: [number, number]; text: string };

export type Taken = { text: string; groups: (string | undefined)[]; values: Value[]; at: number };

/** A piece of the line; pieces may overlap, what one takes is gone for all. */
export type Range = { from: number; to: number };

const SIGNS = /[§#M°@q]/;

export class Text {
  private line: string;
  private readonly values = new Map<number, Value>();
  readonly length: number;

  constructor(r: Reading, rewrite: (plain: string) => string) {
    const found = r.tokens.flatMap((token, i): Value[] => {
      if (token.kind === "number") {
        const measure = r.measureOf(i);
        return [
          measure
            ? { kind: "length", mm: measure.mm, text: token.text }
            : { kind: "count", n: token.value, text: token.text },
        ];
      }
      if (token.kind === "thread") return [{ kind: "thread", size: token.size, text: token.text }];
      if (token.kind === "angle") return [{ kind: "angle", degrees: token.degrees, text: token.text }];
      if (token.kind === "coordinate")
        return [{ kind: "at", axis: token.axis, values: token.values, text: token.text }];
      if (token.kind === "point") return [{ kind: "point", at: token.at, text: token.text }];
      if (token.kind === "quantity") return [{ kind: "count", n: Number.NaN, text: token.text }];
      return [];
    });
    this.line = ` ${rewrite(r.plain.replace(/\n/g, " . ")).replace(/\s+/g, " ").trim()} . `;
    this.length = this.line.length;
    let next = 0;
    [...this.line].forEach((char, at) => {
      // A sign stands alone; an "M" or "q" inside a word is a letter (words are lower case).
      if (!SIGNS.test(char) || (char === "q" && !this.isAlone(at))) return;
      const value = found[next++];
      if (value !== undefined) this.values.set(at, value);
    });
    // A rewrite that loses or doubles a sign would give sizes to the wrong words.
    this.isWhole = next === found.length;
  }

  readonly isWhole: boolean;

  slice(range: Range): string {
    return this.line.slice(range.from, range.to);
  }

  all(): string {
    return this.line;
  }

  valueAt(at: number): Value | undefined {
    return this.values.get(at);
  }

  /** The first match in the ranges, taken out of the line; one that `accepts` refuses stays. */
  take(pattern: RegExp, ranges: Range[], accepts?: (values: Value[]) => boolean): Taken | null {
    for (const range of ranges) {
      const match = pattern.exec(this.slice(range));
      if (match === null) continue;
      const at = range.from + match.index;
      const values: Value[] = [];
      for (let i = at; i < at + match[0].length; i++) {
        const value = this.values.get(i);
        if (value !== undefined) values.push(value);
      }
      if (accepts && !accepts(values)) continue;
      const taken = match[0].replace(/[^ ]/g, "~");
      this.line = this.line.slice(0, at) + taken + this.line.slice(at + taken.length);
      return { text: match[0], groups: match.slice(1), values, at };
    }
    return null;
  }

  /** Takes every match; true when there was one. */
  takeAll(pattern: RegExp, ranges: Range[]): Taken[] {
    const found: Taken[] = [];
    for (let one = this.take(pattern, ranges); one !== null && found.length < 50; one = this.take(pattern, ranges))
      found.push(one);
    return found;
  }

  says(pattern: RegExp, ranges: Range[]): boolean {
    return ranges.some((range) => pattern.test(this.slice(range)));
  }

  /** What nobody took: words and signs, in order. */
  left(ranges: Range[]): string[] {
    return ranges.flatMap((range) =>
      this.slice(range)
        .split(/[\s~.,;:()]+/)
        .filter((word) => word !== ""),
    );
  }

  private isAlone(at: number): boolean {
    return this.line[at - 1] === " " && this.line[at + 1] === " ";
  }
}

/** A length; a bare number that stands where a length must is millimetres. */
export function lengthOf(value: Value | undefined): number | null {
  if (value?.kind === "count") return Number.isFinite(value.n) ? value.n : null;
  return value?.kind === "length" ? value.mm : null;
}

export function countOf(value: Value | undefined): number | null {
  return value?.kind === "count" && Number.isInteger(value.n) ? value.n : null;
}
