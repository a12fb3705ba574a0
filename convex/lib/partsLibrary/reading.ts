import type { Warning } from "../validators";
import { attributesOf, subjectsOf, type Attribute, type Subject } from "./labels";
import { isNumber, MM_PER, tokenise, type LengthUnit, type Token } from "./measures";
import { AskBack } from "./types";
import { isNeutral } from "./vocabulary";

/**
 * What a prompt says, and which of it has been used. Families take lengths, counts and words out of a reading;
 * whatever nobody took is reported, so that nothing is dropped in silence.
 */

export type Measure = {
  mm: number;
  /** As typed, for messages. */
  text: string;
  attr: Attribute | null;
  subject: Subject | null;
  /** Nearest part noun before this measure, when its own words name none. */
  near: Subject | null;
  /** The words around it that belong to it. */
  words: string;
  /** Measures joined by "x" or "by" share a group. */
  group: number;
  token: number;
  used: boolean;
};

export type Dim = { value: number; given: boolean };

export type Query = {
  attr?: (Attribute | "none")[];
  subject?: (Subject | "none")[];
  near?: Subject[];
  /** Leaves out what follows such a noun: the depth of a hole is not the body's. */
  notNear?: Subject[];
  words?: RegExp;
  not?: RegExp;
  /** Only the measures from this token on. */
  after?: number;
  before?: number;
};

const BOUNDARY_WORDS = new Set([
  "with",
  "and",
  "having",
  "plus",
  "featuring",
  "including",
  "which",
  "that",
  "has",
  "but",
  "add",
  "cut",
  "drill",
  "then",
  "use",
  "via",
  "while",
]);
const LINK_WORDS = new Set([
  "of",
  "is",
  "are",
  "be",
  "=",
  ":",
  "measures",
  "measuring",
  "at",
  "exactly",
  "about",
  "approximately",
  "approx",
  "only",
  "just",
  "to",
  "by",
  "a",
  "an",
  "the",
  "around",
  "roughly",
]);

export class Reading {
  readonly tokens: Token[];
  readonly measures: Measure[] = [];
  readonly warnings: Warning[] = [];
  /** Words with "§" for a length, "#" for a bare number, "M" for a thread, "°" for an angle, "@" for a coordinate. */
  readonly plain: string;
  private readonly starts: number[] = [];
  private readonly measureAt = new Map<number, Measure>();

  constructor(readonly prompt: string) {
    this.tokens = tokenise(prompt);
    this.readMeasures();
    this.plain = this.writePlain();
    this.coverUnits();
  }

  // ------------------------------------------------------------ lengths

  find(query: Query): Measure[] {
    return this.measures.filter((m) => !m.used && matches(m, query));
  }

  /** First unused measure that fits; marks it used. */
  take(...queries: Query[]): Measure | null {
    for (const query of queries) {
      const found = this.find(query)[0];
      if (found) {
        this.use(found);
        return found;
      }
    }
    return null;
  }

  use(measure: Measure): void {
    measure.used = true;
    const token = this.tokens[measure.token];
    if (token) token.covered = true;
  }

  /** A length by query, or the fallback with a warning that says so. */
  dim(label: string, fallback: number, ...queries: Query[]): Dim {
    const found = this.take(...queries);
    if (found) return { value: positive(found.mm, label), given: true };
    this.assume(`${label} not given: ${formatMm(fallback)}`);
    return { value: fallback, given: false };
  }

  /** Like `dim`, but nothing is assumed when it is missing. */
  maybe(label: string, ...queries: Query[]): number | null {
    const found = this.take(...queries);
    return found === null ? null : positive(found.mm, label);
  }

  /** A diameter given as diameter or as radius; both at once must agree. */
  diameter(label: string, fallback: number | null, ...queries: Query[]): Dim | null {
    const found: { mm: number; text: string }[] = [];
    for (const query of queries) {
      for (const attr of ["diameter", "radius"] as const) {
        const m = this.find({ ...query, attr: [attr] })[0];
        if (m && !(attr === "radius" && /edge|corner|round|fillet|bend/.test(m.words))) {
          this.use(m);
          found.push({ mm: attr === "radius" ? 2 * m.mm : m.mm, text: m.text });
        }
      }
      if (found.length > 0) break;
    }
    const [first, second] = found;
    if (first && second && Math.abs(first.mm - second.mm) > 1e-6) {
      throw new AskBack(
        `The prompt gives a diameter of ${first.text} and a radius of ${second.text}: these contradict each other. Which one is right?`,
      );
    }
    if (first) return { value: positive(first.mm, label), given: true };
    if (fallback === null) return null;
    this.assume(`${label} not given: ${formatMm(fallback)}`);
    return { value: fallback, given: false };
  }

  /** The unused measures of the first group (80x60x5) with at least `least` members and no dimension words of their own. */
  group(least: number, query: Query = {}): Measure[] | null {
    for (const m of this.measures) {
      const members = this.measures.filter(
        (other) => other.group === m.group && !other.used && (other.attr === null || other.attr === "side"),
      );
      if (
        members[0] === m &&
        members.length >= least &&
        members.every((other) => matches(other, { ...query, attr: undefined }))
      ) {
        return members;
      }
    }
    return null;
  }

  // ------------------------------------------------------------ words

  /** True when the words are there; every place counts as explained. */
  heard(pattern: RegExp): boolean {
    let any = false;
    for (const match of this.plain.matchAll(globalTwin(pattern))) {
      any = true;
      this.coverRange(match.index, match.index + match[0].length, false);
    }
    return any;
  }

  says(pattern: RegExp): boolean {
    return pattern.test(this.plain);
  }

  /** The first bare number inside the words, e.g. /# (?:\w+ )?teeth/. */
  count(pattern: RegExp): number | null {
    for (const match of this.plain.matchAll(globalTwin(pattern))) {
      for (let at = match.index; at < match.index + match[0].length; at++) {
        const index = this.starts.indexOf(at);
        const token = this.tokens[index];
        if (this.plain[at] !== "#" || !isNumber(token)) continue;
        token.covered = true;
        this.coverRange(match.index, match.index + match[0].length, false);
        return token.value;
      }
    }
    return null;
  }

  angle(pattern?: RegExp): number | null {
    const at = pattern ? this.plain.search(pattern) : 0;
    if (at < 0) return null;
    const index = this.tokens.findIndex((t, i) => t.kind === "angle" && !t.covered && (this.starts[i] ?? 0) >= at);
    const token = this.tokens[index];
    if (token?.kind !== "angle") return null;
    token.covered = true;
    return token.degrees;
  }

  /** Unused thread sizes with the words that follow and precede them. */
  threads(): { index: number; size: number; length: number | null; text: string; after: string; before: string }[] {
    return this.tokens.flatMap((t, index) =>
      t.kind === "thread" && !t.covered
        ? [
            {
              index,
              size: t.size,
              length: t.length,
              text: t.text,
              after: this.wordsAfter(index, 4),
              before: this.wordsBefore(index, 4),
            },
          ]
        : [],
    );
  }

  cover(index: number): void {
    const token = this.tokens[index];
    if (token) token.covered = true;
  }

  wordsAfter(index: number, count: number): string {
    return this.wordsFrom(index, 1, count).join(" ");
  }

  wordsBefore(index: number, count: number): string {
    return this.wordsFrom(index, -1, count).reverse().join(" ");
  }

  tokenAt(plainOffset: number): number {
    let found = 0;
    this.starts.forEach((start, i) => {
      if (start <= plainOffset) found = i;
    });
    return found;
  }

  offsetOf(index: number): number {
    return this.starts[index] ?? 0;
  }

  measureOf(index: number): Measure | undefined {
    return this.measureAt.get(index);
  }

  // ------------------------------------------------------------ what is said back

  assume(message: string): void {
    this.warn("assumed", message);
  }

  /** Takes back what was assumed, once other words turned out to fix it. */
  withdraw(pattern: RegExp): void {
    const at = this.warnings.findIndex(({ code, message }) => code === "assumed" && pattern.test(message));
    if (at >= 0) this.warnings.splice(at, 1);
  }

  notMet(message: string): void {
    this.warn("not_met", message);
  }

  private warn(code: string, message: string): void {
    if (!this.warnings.some((w) => w.message === message)) this.warnings.push({ code, message });
  }

  /** What nobody took: lengths, numbers and words. */
  leftovers(): { lengths: Measure[]; others: string[]; words: string[] } {
    const lengths = this.measures.filter((m) => !m.used);
    const others: string[] = [];
    const words: string[] = [];
    this.tokens.forEach((token, i) => {
      if (token.covered || this.measureAt.has(i)) return;
      if (token.kind === "word") {
        if (!isNeutral(token.text) && !words.includes(token.text)) words.push(token.text);
      } else others.push(token.text);
    });
    return { lengths, others, words };
  }

  // ------------------------------------------------------------ reading

  private readMeasures(): void {
    this.joinNumbers();
    const defaultUnit = this.defaultUnit();
    let near: Subject | null = null;
    let assumedUnit = false;
    for (const segment of this.segments()) {
      const at = segment.filter((i) => this.isLength(i, segment));
      if (at.length === 0) {
        near = subjectsOf(this.textsOf(segment)).at(-1)?.value ?? near;
        continue;
      }
      // The words between the measures: gaps[0] before the first, gaps[k] after the k-th.
      const gaps: string[][] = [[]];
      for (const i of segment) {
        if (at.includes(i)) gaps.push([]);
        else gaps.at(-1)?.push(...this.textsOf([i]));
      }
      const afterScore = at.filter((_, k) => attributesOf(gaps[k + 1] ?? []).length > 0).length;
      const beforeScore = at.filter((_, k) => attributesOf(gaps[k] ?? []).length > 0).length;
      const beforeStyle =
        beforeScore > afterScore ||
        (beforeScore === afterScore &&
          beforeScore > 0 &&
          (endsWithAttribute(gaps[0] ?? []) || this.labelFollowsGroup(at, gaps)));
      const nearAt = at.map(
        (_, k) =>
          gaps
            .slice(0, k + 1)
            .flatMap((words) => subjectsOf(words, attributesOf(words)))
            .at(-1)?.value ?? near,
      );
      const rows = at.map((i, k) =>
        this.label(i, gaps[k] ?? [], gaps[k + 1] ?? [], gaps[k + 2], k, at.length, beforeStyle),
      );
      // "12 mm diameter by 4 mm deep counterbore": the last of a group names the part for all.
      for (let k = rows.length - 2; k >= 0; k--) {
        const [row, next] = [rows[k], rows[k + 1]];
        if (row && next && this.isJoined(at[k + 1] ?? -1)) row.subject ??= next.subject;
      }
      let group = -1;
      rows.forEach((row, k) => {
        const index = at[k] ?? 0;
        const token = this.tokens[index];
        if (!isNumber(token)) return;
        if (!this.isJoined(index) || group < 0) group = this.measures.length;
        const subject =
          row.subject ?? (/\beach\b|\bwhose\b/.test(row.words) || this.opensParenthesis(segment) ? near : null);
        const scale = row.attr === "module" ? 1 : MM_PER[token.unit ?? defaultUnit ?? "mm"];
        if (token.unit === null && defaultUnit === null && row.attr !== "module") assumedUnit = true;
        const measure: Measure = {
          mm: Math.round(token.value * scale * 1e6) / 1e6,
          text: token.text,
          attr:
            token.prefix === "ø"
              ? row.attr === "pcd"
                ? "pcd"
                : "diameter"
              : token.prefix === "r"
                ? "radius"
                : row.attr,
          subject,
          near: nearAt[k] ?? near,
          words: row.words,
          group,
          token: index,
          used: false,
        };
        // A group shares "side", "spacing" or "edge" words; "x 5 deep" belongs to the last alone.
        this.measures.push(measure);
        this.measureAt.set(index, measure);
      });
      near = subjectsOf(this.textsOf(segment)).at(-1)?.value ?? near;
    }
    this.shareGroupWords();
    if (assumedUnit) this.assume("No unit given: millimetres");
  }

  /** "40x40 mm height 50 mm": a word behind a group that stands alone belongs to the next measure. */
  private labelFollowsGroup(at: number[], gaps: string[][]): boolean {
    const last = at.length - 1;
    return (
      last >= 2 &&
      attributesOf(gaps.at(-1) ?? []).length === 0 &&
      attributesOf(gaps[last] ?? []).length > 0 &&
      this.isJoined(at[last - 1] ?? -1) &&
      !this.isJoined(at[last] ?? -1)
    );
  }

  private label(
    index: number,
    before: string[],
    after: string[],
    afterNext: string[] | undefined,
    k: number,
    count: number,
    beforeStyle: boolean,
  ): { attr: Attribute | null; subject: Subject | null; words: string } {
    const beforeAttrs = attributesOf(before);
    let own = after;
    // "40 mm and a height of 20 mm" without a boundary word: the tail of the words belongs to the next measure.
    if (afterNext !== undefined && isLinked(after)) {
      const hits = attributesOf(after);
      const last = hits.at(-1);
      if (last && (hits.length > 1 || last.to >= after.length - 2)) own = after.slice(0, last.from);
    }
    const handed = afterNext === undefined ? null : handedOver(after, afterNext);
    if (handed !== null) own = after.slice(0, handed);
    const takesOver = k > 0 && handedOver(before, after) !== null;
    const edge = attributesOf(own).find((hit) => hit.value === "edge");
    // Where the words stand in front of their sizes, what follows belongs to the next size.
    if (!edge) own = beforeStyle && k < count - 1 ? [] : beforePreposition(own);
    const afterAttrs = attributesOf(own);
    // "3 mm thick circular plate of 90 mm diameter": the word in front belongs to the size before.
    const isNamedBehind = k > 0 && attributesOf(own).length > 0 && !closesWith(before, beforeAttrs.at(-1));
    const linked = takesOver || (isLinked(before) && beforeAttrs.length > 0 && !isNamedBehind);
    const first = k === 0;
    const useBefore = (linked || beforeStyle) && beforeAttrs.length > 0;
    let attr: Attribute | null;
    if (edge) attr = "edge";
    else if (useBefore) attr = beforeAttrs.at(-1)?.value ?? null;
    else
      attr =
        afterAttrs[0]?.value ??
        (first && closesWith(before, beforeAttrs.at(-1)) ? (beforeAttrs.at(-1)?.value ?? null) : null);
    // "long in X", "wide (Y)": the axis says more than the word.
    const axis = afterAttrs.find(
      (hit) => (hit.value === "x" || hit.value === "y" || hit.value === "z") && hit.from <= 4,
    );
    // "a 15 mm through hole along Z": the axis is the hole's, not the size's.
    const anyAxis = axis ?? afterAttrs.find(({ value }) => value === "x" || value === "y" || value === "z");
    const nounFirst =
      anyAxis !== undefined && attr === anyAxis.value && subjectsOf(own.slice(0, anyAxis.from)).length > 0;
    if (nounFirst) attr = null;
    else if (axis && attr !== "edge") attr = axis.value;
    if ((attr === "thickness" || attr === "height") && axis?.value === "z") attr = "z";
    const afterSubjects = subjectsOf(own, afterAttrs);
    const beforeSubjects = subjectsOf(before, beforeAttrs);
    const takesAfter = !(beforeStyle || linked) || k === count - 1;
    const subject =
      (useBefore
        ? (beforeSubjects.at(-1)?.value ?? (takesAfter ? afterSubjects[0]?.value : undefined))
        : takesAfter
          ? afterSubjects[0]?.value
          : undefined) ??
      (first || useBefore ? beforeSubjects.at(-1)?.value : undefined) ??
      null;
    const tail = useBefore && !takesAfter ? [] : own;
    const words = `${(first || useBefore ? before : []).join(" ")} § ${tail.join(" ")}`;
    return { attr, subject, words };
  }

  /** "80x60x5 spacing" and "60 x 40 mm apart": one word for the whole group. */
  private shareGroupWords(): void {
    for (const m of this.measures) {
      const members = this.measures.filter((other) => other.group === m.group);
      const last = members.at(-1);
      if (!last || last === m) continue;
      if (m.attr === null && (last.attr === "spacing" || last.attr === "edge" || last.attr === "pitch"))
        m.attr = last.attr;
      m.subject ??= last.subject;
      if (m.subject === null && m.attr === null) m.near = last.near;
      const head = members[0];
      if (head && head !== m && m.subject === null) m.subject = head.subject;
    }
    for (const m of this.measures) {
      const head = this.measures.find((other) => other.group === m.group);
      if (head && head !== m) m.subject ??= head.subject;
    }
  }

  private joinNumbers(): void {
    let last: Extract<Token, { kind: "number" }> | null = null;
    let joined = false;
    for (const token of this.tokens) {
      if (isNumber(token)) {
        if (last !== null && joined) token.joined = true;
        last = token;
        joined = false;
      } else if (token.kind === "word" && (token.text === "×" || token.text === "by")) joined = last !== null;
      else if (token.kind === "word" && joined) joined = token.text === "a" || token.text === "about";
      else if (token.kind === "stop") [last, joined] = [null, false];
    }
    // "3x2 array", "4x5 grid of holes", "3x3 holes": counts, not lengths.
    this.tokens.forEach((token, i) => {
      if (!isNumber(token) || !token.joined || token.unit !== null || token.prefix !== null) return;
      const words = this.wordsFrom(i, 1, 3).join(" ");
      const head = this.previousNumber(i);
      if (!head || head.unit !== null || head.joined || head.value > 30 || token.value > 30) return;
      if (/^(?:\w+ )?(?:array|grid|matrix|pattern|holes)\b/.test(words)) token.joined = false;
    });
    // "4x5mm holes": a count and a size.
    this.tokens.forEach((token, i) => {
      if (!isNumber(token) || !token.joined || token.unit === null) return;
      const head = this.previousNumber(i);
      const next = this.wordsFrom(i, 1, 3).join(" ");
      if (
        head &&
        head.unit === null &&
        !head.joined &&
        Number.isInteger(head.value) &&
        head.value <= 24 &&
        /^(?:\w+ )?holes\b/.test(next) &&
        this.tokens.indexOf(head) === i - 2
      ) {
        const after = this.tokens.slice(i + 1).find((t) => isNumber(t));
        if (!(isNumber(after) && after.joined)) token.joined = false;
      }
    });
  }

  private previousNumber(index: number): Extract<Token, { kind: "number" }> | null {
    for (let i = index - 1; i >= 0; i--) {
      const token = this.tokens[i];
      if (isNumber(token)) return token;
      if (token?.kind === "stop") return null;
    }
    return null;
  }

  private isJoined(index: number): boolean {
    const token = this.tokens[index];
    return isNumber(token) && token.joined;
  }

  private isLength(index: number, segment: number[]): boolean {
    const token = this.tokens[index];
    if (!isNumber(token)) return false;
    if (token.unit !== null || token.prefix !== null || token.joined) return true;
    const next = this.tokens.slice(index + 1).find((t) => isNumber(t) || t.kind === "stop");
    if (isNumber(next) && next.joined) return true;
    if (token.spelled) return false;
    const position = segment.indexOf(index);
    const after = this.textsOf(segment.slice(position + 1, position + 4));
    if (attributesOf(after).some((hit) => hit.from === 0) && !/^(?:sides?|round)$/.test(after[0] ?? "")) return true;
    if (after[0] === "units" || after[0] === "unit") return true;
    if (/^(?:outside|inside)$/.test(after[0] ?? "")) return true;
    if (after[0] === "in" && attributesOf(after.slice(1)).some((hit) => hit.from === 0)) return true;
    const before = this.textsOf(segment.slice(0, position));
    while (before.length > 0 && LINK_WORDS.has(before.at(-1) ?? "")) before.pop();
    const last = attributesOf(before).at(-1);
    const counted = subjectsOf(after).length > 0 || after[0] === "x";
    // "bore 32", "wall 3" at the end of a phrase.
    const isLast = after.length === 0 || /^(?:all|around|thick|everywhere)$/.test(after[0] ?? "");
    if (isLast && /^(?:bore|wall|web|flange|base|floor|lid|fillet|chamfer)$/.test(before.at(-1) ?? "")) return true;
    return (
      last !== undefined &&
      last.to === before.length &&
      !counted &&
      last.value !== "side" &&
      last.value !== "spacing" &&
      last.value !== "edge"
    );
  }

  private segments(): number[][] {
    const segments: number[][] = [[]];
    this.tokens.forEach((token, i) => {
      const text = token.text;
      if (token.kind === "stop" && !/[=:+/&-]/.test(text)) segments.push([i]);
      else if (token.kind === "word" && BOUNDARY_WORDS.has(text)) segments.push([i]);
      else segments.at(-1)?.push(i);
    });
    return segments;
  }

  private opensParenthesis(segment: number[]): boolean {
    const first = this.tokens[segment[0] ?? -1];
    return first?.kind === "stop" && first.text === "(";
  }

  private textsOf(indices: number[]): string[] {
    return indices.flatMap((i) => {
      const token = this.tokens[i];
      if (token === undefined || (token.kind === "stop" && !/[=:]/.test(token.text))) return [];
      if (token.kind === "number") return ["#"];
      if (token.kind === "thread") return ["M"];
      return token.text === "×" || token.kind === "coordinate" || token.kind === "point" ? [] : [token.text];
    });
  }

  private defaultUnit(): LengthUnit | null {
    const words = this.tokens.map((t) => t.text).join(" ");
    const stated =
      /(?:\bin|\bunits?(?: are| is)?(?: in)?(?: :| =)?|\() (mm|millimet(?:er|re)s?|cm|centimet(?:er|re)s?|inch(?:es)?)\b/.exec(
        words,
      )?.[1];
    if (stated)
      return stated.startsWith("mm") || stated.startsWith("milli") ? "mm" : stated.startsWith("c") ? "cm" : "in";
    const tally = new Map<LengthUnit, number>();
    for (const token of this.tokens)
      if (isNumber(token) && token.unit) tally.set(token.unit, (tally.get(token.unit) ?? 0) + 1);
    // A group takes the unit of its own member: "1 x 2 x 3 in".
    this.tokens.forEach((token, i) => {
      if (!isNumber(token) || token.unit !== null) return;
      const rest = this.tokens.slice(i + 1);
      for (const other of rest) {
        if (other.kind === "stop" || (isNumber(other) && !other.joined)) break;
        if (isNumber(other) && other.unit !== null) {
          token.unit = other.unit;
          break;
        }
      }
    });
    this.tokens.forEach((token, i) => {
      if (!isNumber(token) || token.unit !== null || !token.joined) return;
      token.unit = this.previousNumber(i)?.unit ?? null;
    });
    return [...tally].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  }

  private writePlain(): string {
    let text = "";
    this.tokens.forEach((token, i) => {
      this.starts[i] = text.length;
      const glyph =
        token.kind === "number"
          ? this.measureAt.has(i)
            ? "§"
            : "#"
          : token.kind === "thread"
            ? "M"
            : token.kind === "angle"
              ? "°"
              : token.kind === "coordinate" || token.kind === "point"
                ? "@"
                : token.kind === "quantity"
                  ? "q"
                  : token.text;
      text += `${glyph} `;
    });
    return text;
  }

  private coverUnits(): void {
    // Z=0 only says where the part stands, which is where the library stands every part.
    for (const token of this.tokens) {
      if (token.kind === "coordinate" && token.axis === "z" && token.values.every((v) => v === 0)) token.covered = true;
    }
  }

  private coverRange(from: number, to: number, lengths: boolean): void {
    this.tokens.forEach((token, i) => {
      const start = this.starts[i] ?? 0;
      if (start >= from && start < to && (token.kind === "word" || lengths)) token.covered = true;
    });
  }

  private wordsFrom(index: number, step: 1 | -1, count: number): string[] {
    const words: string[] = [];
    for (let i = index + step; i >= 0 && i < this.tokens.length && words.length < count; i += step) {
      const token = this.tokens[i];
      if (token?.kind !== "word") break;
      words.push(token.text);
    }
    return words;
  }
}

const twins = new Map<string, RegExp>();

/** The same pattern with the global flag, compiled once. */
function globalTwin(pattern: RegExp): RegExp {
  let twin = twins.get(pattern.source);
  if (twin === undefined) twins.set(pattern.source, (twin = new RegExp(pattern.source, "g")));
  return twin;
}

export function formatMm(mm: number): string {
  return `${Math.round(mm * 1000) / 1000} mm`;
}

function positive(mm: number, label: string): number {
  if (!(mm > 0)) throw new AskBack(`${label} is ${formatMm(mm)}; it must be more than 0. Which size should it have?`);
  if (mm > 100_000)
    throw new AskBack(
      `${label} is ${formatMm(mm)}; the largest that makes sense here is 100 m. Which size should it have?`,
    );
  return mm;
}

function matches(m: Measure, query: Query): boolean {
  if (query.attr && !query.attr.includes(m.attr ?? "none")) return false;
  if (query.subject && !query.subject.includes(m.subject ?? "none")) return false;
  if (query.near && (m.near === null || !query.near.includes(m.near))) return false;
  if (query.notNear && m.near !== null && query.notNear.includes(m.near)) return false;
  if (query.words && !query.words.test(m.words)) return false;
  if (query.not && query.not.test(m.words)) return false;
  if (query.after !== undefined && m.token < query.after) return false;
  if (query.before !== undefined && m.token >= query.before) return false;
  return true;
}

/** "10 mm bore through the full length": what follows the preposition belongs to another thing. */
function beforePreposition(words: string[]): string[] {
  const at = words.findIndex((word, i) => {
    const next = words[i + 1] ?? "";
    if (/^(?:into|around|along|under|over|inside|behind|against|near)$/.test(word)) return true;
    if (word === "through") return /^(?:the|its|all|both|a|an|each|full|one|center|from|to|it)$/.test(next);
    if (word === "in")
      return !/^(?:diameter|thickness|height|length|width|depth|radius|from|dia|size|total)$/.test(next);
    if (word === "on") return !/^(?:centers?|an?|the|center|each|one)$/.test(next);
    if (word === "from") return true;
    if (word === "at") return true;
    return false;
  });
  return at < 0 ? words : words.slice(0, at);
}

/**
 * "four 4 mm holes inset 6 mm": the word right before the next size belongs to that one, when a noun closes this size
 * and the next has no word of its own behind it. Where it starts among `words`; null when nothing is handed over.
 */
function handedOver(words: string[], wordsAfterNext: string[]): number | null {
  const hits = attributesOf(words);
  const last = hits.at(-1);
  if (last === undefined || last.from === 0 || !closesWith(words, last)) return null;
  if (attributesOf(wordsAfterNext).length > 0) return null;
  const nouns = subjectsOf(words.slice(0, last.from));
  return nouns.length > 0 ? last.from : null;
}

function isLinked(words: string[]): boolean {
  return words.length > 0 && /^(?:of|is|are|=|:|be|exactly|measures|measuring|spaced)$/.test(words.at(-1) ?? "");
}

function endsWithAttribute(words: string[]): boolean {
  return closesWith(words, attributesOf(words).at(-1));
}

function closesWith(words: string[], hit: { to: number } | undefined): boolean {
  if (!hit) return false;
  return words.slice(hit.to).every((word) => LINK_WORDS.has(word));
}
