import type { Measure, Reading } from "./reading";
import { formatMm } from "./reading";
import type { Script } from "./script";
import { plainNumber } from "./script";
import { fastener } from "./threads";
import { AskBack, type SpecRule } from "./types";

/** Reads groups of holes from a prompt, checks them against the face they sit on, and writes their cuts. */

export type Placement =
  | { kind: "center" }
  | {
      kind: "grid";
      nx: number;
      ny: number;
      dx: number | null;
      dy: number | null;
      edgeX: number | null;
      edgeY: number | null;
    }
  | { kind: "polar"; diameter: number | null }
  | { kind: "points"; points: [number, number][] };

export type HoleGroup = {
  count: number;
  countGiven: boolean;
  diameter: number;
  diameterGiven: boolean;
  threaded: boolean;
  depth: number | null;
  counterbore: { diameter: number; depth: number } | null;
  countersink: { diameter: number; angle: number } | null;
  placement: Placement;
  central: boolean;
  /** The token of the word "hole", for families that ask where it belongs. */
  token: number;
  /** Which way it goes; only a face that has `sides` has other ways than Z. */
  axis: "x" | "y" | "z";
};

/** The face that the holes go through: half sizes in mm, and how much material lies below. */
export type Face = {
  shape: "rect" | "round";
  length: number;
  width: number;
  thickness: number;
  noun: string;
  /** Holes may go in from the sides as well: the body is what its three sizes say. */
  sides?: boolean;
};

type Mention = {
  token: number;
  start: number;
  count: number | null;
  plural: boolean;
  words: string;
  thread: number | null;
  grid: [number, number] | null;
  size: Measure | null;
  measures: Measure[];
};

const HOLE_WORD = /^(?:holes?|bores?|drillings?|perforations?|counterbores?|countersinks?)$/;
const NOT_A_MENTION =
  /^(?:spacing|pitch|distance|diameters?|size|sizes|circle|pattern|centers?|separation|radius|position|positions)$/;
const STOPPERS = new Set([
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
  "on",
  "at",
  "in",
  "from",
  "for",
  "to",
  "is",
  "are",
  "there's",
  "around",
  "by",
  "into",
  "then",
  "contains",
  "needs",
  "make",
  "put",
  "place",
  "mm",
]);

const SIDEWAYS =
  /\bhorizontal(?:ly)?\b|\bsideways\b|\bcross drilled\b|\b(?:from|through|in|into|on) (?:the |both |each |one )?(?:sides?|front|back|left side|right side)\b(?! edge)|\b(?:side|front|end) (?:face|wall)s?\b|\baxis[xy]\b/;

const ALONG_Y =
  /\bfront to (?:the )?(?:back|rear)\b|\bback to (?:the )?front\b|\b(?:from|through|into) (?:the |its )?(?:front|back|rear)\b(?! (?:edge|to|left|right))|\b(?:in|on|of) (?:the |its )?(?:front|back|rear) (?:face|side)\b|\b(?:through|across) (?:the |its )?(?:full |whole |entire )?width\b|\baxisy\b|\balong y\b/;
const ALONG_X =
  /\bside to side\b|\bleft to right\b|\b(?:from|through|into) (?:the |both |one |its )?(?:left |right )?(?:sides?|ends?)\b(?! (?:edge|to))|\b(?:in|on|of) (?:the |one |its )?(?:left |right |end )?(?:side |end )?faces?\b(?<=(?:side|end|left|right) faces?)|\baxisx\b|\balong x\b/;
const ALONG_LONGEST = /\bend to end\b|\blengthwise\b|\bthrough (?:the |its )?(?:full |whole |entire )?length\b/;
const LEVEL = /\bhorizontal(?:ly)?\b|\bsideways\b|\bcross (?:drilled|holes?|bores?)\b|\btransverse\b/;
/** Where holes sit, which says nothing of the way they go: "20 mm from the end", "spaced 40 mm apart along the length". */
const WHERE =
  /§ (?:in )?from (?:the |each |both |either |one )?(?:\w+ )?(?:ends?|sides?|edges?|front|back|left|right)\b|\b(?:spaced|apart|row|line|every|evenly|distributed)\b[^,.;]*?\b(?:along|across|horizontal(?:ly)?|axis[xy])\b(?: (?:the |its )?(?:full |whole |entire )?(?:length|width|[xy]))?/g;

/** Which way the holes of these words go through a block. */
function axisOf(r: Reading, face: Face, span: string): "x" | "y" | "z" {
  const words = span.replace(WHERE, "§");
  const { length, width, thickness } = face;
  const longest = thickness >= Math.max(length, width) ? "z" : length >= width ? "x" : "y";
  for (const [axis, pattern] of [
    ["y", ALONG_Y],
    ["x", ALONG_X],
    [longest, ALONG_LONGEST],
  ] as const) {
    if (!pattern.test(words)) continue;
    r.heard(pattern);
    return axis;
  }
  if (!LEVEL.test(words)) return "z";
  r.heard(LEVEL);
  r.assume(`Direction of the level hole not given: through the shorter side, ${formatMm(Math.min(length, width))}`);
  return width <= length ? "y" : "x";
}

/** The face that a group goes into, seen from where the drill comes. */
export function faceOf(group: Pick<HoleGroup, "axis">, top: Face): Face {
  if (group.axis === "y") return { ...top, width: top.thickness, thickness: top.width };
  if (group.axis === "x") return { ...top, length: top.thickness, thickness: top.length };
  return top;
}

/** The names of that face for the script: cutters are made along Z from 0 on, then turned to enter at -Y or +X. */
export function namesOf(group: Pick<HoleGroup, "axis">, top: FaceNames): FaceNames {
  const { length, width, thickness } = top;
  if (group.axis === "y")
    return {
      ...top,
      width: thickness,
      thickness: width,
      top: width,
      center: `Pos(0, ${width} / 2, ${thickness} / 2) * Rot(90, 0, 0)`,
    };
  if (group.axis === "x")
    return {
      ...top,
      length: thickness,
      thickness: length,
      top: length,
      center: `Pos(-${length} / 2, 0, ${thickness} / 2) * Rot(0, 90, 0)`,
    };
  return top;
}

/** Reads every group of holes that no family has taken yet. `fallbackDiameter` stands in, with a warning, where no size is given. */
export function readHoles(r: Reading, face: Face, fallbackDiameter: number): HoleGroup[] {
  const found = findMentions(r);
  const single = describedSingly(r, found);
  const mentions = single?.mentions ?? found;
  const groups: HoleGroup[] = [];
  const placed = single === null ? placedBefore(r, mentions) : null;
  if (placed !== null) {
    const [place, holes] = placed;
    const group = readGroup(r, holes, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, face, fallbackDiameter, null);
    refine(r, group, place, holes.start, face);
    check(group, faceOf(group, face));
    return [group];
  }
  mentions.forEach((mention, i) => {
    const end = mentions[i + 1]?.start ?? Number.POSITIVE_INFINITY;
    const previous = groups.at(-1);
    if (previous && (single ? !single.first.has(mention) : isAnaphor(r, mention))) {
      refine(r, previous, mention, end, face);
      return;
    }
    const next = mentions.slice(i + 1).find((later) => (single ? single.first.has(later) : !isAnaphor(r, later)));
    const reach = next?.start ?? Number.POSITIVE_INFINITY;
    groups.push(readGroup(r, mention, end, reach, face, fallbackDiameter, previous?.placement ?? null));
  });
  for (const group of groups) check(group, faceOf(group, face));
  checkOverlap(groups);
  return groups;
}

/** "Holes 8 mm from the edges, 80 x 60 x 5 mm, 4 holes 5 mm": where they are comes before how many and how large. */
function placedBefore(r: Reading, mentions: Mention[]): [Mention, Mention] | null {
  const [place, holes] = mentions;
  if (place === undefined || holes === undefined || mentions.length !== 2) return null;
  const isBare = place.plural && place.count === null && place.size === null && place.thread === null;
  const own = holeMeasures(r, place.start, holes.start);
  const isPlace = own.length > 0 && own.every(({ attr }) => attr === "edge" || attr === "spacing" || attr === "pcd");
  return isBare && isPlace && holes.plural && holes.count !== null ? [place, holes] : null;
}

function findMentions(r: Reading): Mention[] {
  const mentions: Mention[] = [];
  r.tokens.forEach((token, index) => {
    if (token.kind !== "word" || token.covered || !HOLE_WORD.test(token.text)) return;
    const next = r.tokens[index + 1];
    if (next?.kind === "word" && (NOT_A_MENTION.test(next.text) || HOLE_WORD.test(next.text))) {
      if (!/^(?:pattern|size|diameters?)$/.test(next.text) || mentions.length > 0) return;
    }
    const isModifier = /^counter(?:bore|sink)s?$/.test(token.text);
    if (
      isModifier &&
      (mentions.length > 0 || r.tokens.slice(index).some((t) => t.kind === "word" && /^holes?$/.test(t.text)))
    )
      return;
    let start = index;
    let count: number | null = null;
    let grid: [number, number] | null = null;
    let thread: number | null = null;
    let size: Measure | null = null;
    const words: string[] = [];
    for (let i = index - 1; i >= 0 && index - i < 12; i--) {
      const before = r.tokens[i];
      if (before === undefined || (before.kind === "stop" && before.text !== "-" && before.text !== "/")) break;
      if (before.kind === "word" && STOPPERS.has(before.text) && !isGridBy(r, i)) break;
      if (before.kind === "word" && HOLE_WORD.test(before.text) && !/^counter/.test(before.text)) break;
      if (
        before.kind === "word" &&
        before.text === "of" &&
        !/^(?:array|grid|pattern|pair|row|set|matrix|circle|ring|dozen|#)$/.test(textAt(r, i - 1))
      )
        break;
      if (before.kind === "number") {
        const measure = r.measureOf(i);
        if (measure) {
          if (
            measure.used ||
            (measure.attr !== null &&
              measure.attr !== "diameter" &&
              measure.attr !== "radius" &&
              measure.attr !== "depth" &&
              measure.attr !== "length") ||
            size
          )
            break;
          if (measure.attr === null || measure.attr === "diameter" || measure.attr === "radius") size = measure;
        } else if (!before.covered || before.spelled) {
          if (count === null) count = before.value;
          else if (grid === null && textAt(r, i + 1).match(/^(?:×|x|by)$/)) grid = [before.value, count];
          else break;
        }
      } else if (before.kind === "thread") {
        if (thread === null && !before.covered) thread = i;
      } else if (before.kind === "word") words.unshift(before.text);
      start = i;
    }
    if (grid) count = grid[0] * grid[1];
    const text = words.join(" ");
    if (count === null && (/^(?:no|without|zero)\b/.test(text) || /^(?:no|without)$/.test(textAt(r, start - 1)))) {
      for (let i = start; i <= index; i++) r.cover(i);
      return;
    }
    if (/\bpair\b|\bcouple\b/.test(text)) count = 2;
    if (/\bdozen\b/.test(text) && count === null) count = 12;
    mentions.push({
      token: index,
      start,
      count,
      plural: token.text.endsWith("s"),
      words: text,
      thread,
      grid,
      size,
      measures: [],
    });
  });
  return mentions;
}

/** The "by" of "a 4 by 3 grid": two counts, no sizes. */
function isGridBy(r: Reading, index: number): boolean {
  const isCount = (i: number): boolean => r.tokens[i]?.kind === "number" && r.measureOf(i) === undefined;
  return r.tokens[index]?.text === "by" && isCount(index - 1) && isCount(index + 1);
}

/**
 * "A plate with two holes. The left hole is 4 mm in diameter … The right hole is 8 mm in diameter …": the holes are
 * announced by their number and then described one by one. `first` holds the mention that begins each of them; null where
 * the descriptions do not come to that number.
 */
function describedSingly(r: Reading, mentions: Mention[]): { mentions: Mention[]; first: Set<Mention> } | null {
  const [announced] = mentions;
  const count = announced?.count ?? 0;
  if (announced === undefined || count < 2 || count > 8) return null;
  const hasDiameter = (m: Mention): boolean => {
    const end = mentions[mentions.indexOf(m) + 1]?.start ?? Number.POSITIVE_INFINITY;
    return (
      m.size !== null ||
      m.thread !== null ||
      holeMeasures(r, m.start, end).some((x) => (x.attr === "diameter" || x.attr === "radius") && !isHead(x))
    );
  };
  const isAnnouncement = (m: Mention): boolean => m.plural && m.count === count && !hasDiameter(m);
  if (!isAnnouncement(announced)) return null;
  const rest = mentions.filter((m) => !isAnnouncement(m));
  const first = new Set<Mention>();
  let isComplete = true;
  for (const m of rest) {
    const isNew = /\b(?:a|an|another|second|third|other)\b/.test(`${textAt(r, m.start - 1)} ${m.words}`);
    if (isComplete && (isNew || hasDiameter(m))) {
      first.add(m);
      isComplete = false;
    }
    isComplete ||= hasDiameter(m);
  }
  if (first.size !== count || rest.some((m) => m.plural)) return null;
  for (const m of mentions.filter(isAnnouncement)) for (let i = m.start; i <= m.token; i++) r.cover(i);
  return { mentions: rest, first };
}

function isAnaphor(r: Reading, m: Mention): boolean {
  if (m.size !== null && !/\b(?:each|every|all|the|these|those)\b/.test(m.words)) return false;
  if (m.count !== null && m.count !== 1) return /\b(?:all|the|these|those)\b/.test(m.words);
  if (
    /\b(?:each|every|all|the|these|those|both|its|per|said)\b/.test(m.words) &&
    !/\b(?:center|central|middle)\b/.test(m.words)
  )
    return true;
  const isBore = /^bore/.test(textAt(r, m.token));
  if (
    isBore &&
    /\bthrough\b/.test(`${m.words} ${textAt(r, m.start - 1)}`) &&
    m.count === null &&
    !/\b(?:center|central|a)\b/.test(m.words)
  )
    return true;
  return m.plural && m.count === null && m.thread === null && m.size === null && m.words === "";
}

function readGroup(
  r: Reading,
  m: Mention,
  end: number,
  reach: number,
  top: Face,
  fallbackDiameter: number,
  before: Placement | null,
): HoleGroup {
  const span = r.plain.slice(r.offsetOf(m.start), end === Number.POSITIVE_INFINITY ? undefined : r.offsetOf(end));
  const axis = top.sides === true ? axisOf(r, top, span) : "z";
  const face = faceOf({ axis }, top);
  r.cover(m.token);
  r.tokens.slice(m.start, m.token).forEach((t, k) => {
    if (
      t.kind === "word" &&
      /^(?:screw|bolt|bolts|screws|mounting|mount|pilot|through|clearance|corner|clean|center|central|array|grid|pattern|matrix|drilled|fixing|fastener|small|large|tapped|threaded|blind|row|set|pair|dozen|plain|thread|of|m|cable|wire|attachment|lightening|lightweight|weight|saving|vent|ventilation|drainage|drain|dowel|pin|alignment|locating|hanging|access)$/.test(
        t.text,
      )
    )
      r.cover(m.start + k);
    if (t.kind === "number" && !r.measureOf(m.start + k)) r.cover(m.start + k);
  });
  const size = readDiameter(r, m, span, end, fallbackDiameter, face);
  const corners = readCorners(r, span);
  const named = m.count ?? countAfter(r, m.token);
  let count = named ?? (m.plural ? null : 1);
  let countGiven = named !== null || !m.plural;
  if (
    corners &&
    (count === null || (count === 1 && /(?:each|every|all|per) (?:of )?(?:the |its )?(?:four |# )?corners?/.test(span)))
  ) {
    count = 4;
    countGiven = true;
  }
  if (count === 1 && /(?:at|in|on|near) (?:each|both|either|opposite) (?:of the )?(?:ends?|sides?)/.test(span))
    [count, countGiven] = [2, true];
  const group: HoleGroup = {
    count: count ?? 0,
    countGiven,
    diameter: size.value,
    diameterGiven: size.given,
    threaded: size.threaded,
    depth: null,
    counterbore: null,
    countersink: null,
    placement: { kind: "center" },
    central:
      /\b(?:center|central|centered|middle)\b/.test(m.words) ||
      /^\S* ?(?:in|at|through|on) (?:the |its )?(?:exact )?(?:center|middle)\b/.test(
        span.slice(r.offsetOf(m.token) - r.offsetOf(m.start)),
      ),
    token: m.token,
    axis,
  };
  readDepth(r, group, m.start, end, span);
  if (axis === "z" && SIDEWAYS.test(span)) r.notMet("Holes are made from the top, along Z");
  // Sentences that speak of the same holes later ("counterbore Ø10 × 5 deep") still count.
  readHead(r, group, m, reach, span, face);
  group.placement = readPlacement(r, group, m, end, span, corners, face, before);
  return group;
}

function refine(r: Reading, group: HoleGroup, m: Mention, end: number, face: Face): void {
  const span = r.plain.slice(r.offsetOf(m.start), end === Number.POSITIVE_INFINITY ? undefined : r.offsetOf(end));
  r.cover(m.token);
  const own =
    m.size ??
    holeMeasures(r, m.start, end).find(
      (x) => (x.attr === "diameter" || x.attr === "radius" || x.attr === null) && !isHead(x),
    );
  if (own) {
    r.use(own);
    group.diameter = own.attr === "radius" ? 2 * own.mm : own.mm;
    group.diameterGiven = true;
    dropAssumption(r, group.token);
  }
  readDepth(r, group, m.start, end, span);
  readHead(r, group, m, end, span, face);
  const corners = readCorners(r, span);
  const before = group.placement;
  const next = readPlacement(r, { ...group }, m, end, span, corners, face, null, true);
  group.placement = next.kind === "center" ? before : next;
}

/** The size assumed from a thread or by default gives way to one that is stated later. */
function dropAssumption(r: Reading, token: number): void {
  const at = r.warnings.findIndex(
    (w) => w.code === "assumed" && /^(?:Hole size not given|M[\d.]+ holes? (?:as|made))/.test(w.message) && token >= 0,
  );
  if (at >= 0) r.warnings.splice(at, 1);
}

function readDiameter(
  r: Reading,
  m: Mention,
  span: string,
  end: number,
  fallback: number,
  face: Face,
): { value: number; given: boolean; threaded: boolean } {
  const measure =
    m.size ??
    holeMeasures(r, m.start, end).find((x) => (x.attr === "diameter" || x.attr === "radius") && !isHead(x)) ??
    holeMeasures(r, m.start, end).find(
      (x) => x.attr === null && !isHead(x) && x.group === x.group && x.token > m.token - 6 && x.token < m.token + 6,
    );
  const threadIndex =
    m.thread ??
    r.tokens.findIndex((t, i) => t.kind === "thread" && !t.covered && i > m.start && i < end && i < m.token + 14);
  const thread = threadIndex >= 0 ? r.tokens[threadIndex] : undefined;
  const threaded = /\b(?:tapped|threaded|tap)\b/.test(span.slice(0, 90));
  if (measure) {
    r.use(measure);
    const value = measure.attr === "radius" ? 2 * measure.mm : measure.mm;
    if (!(value > 0))
      throw new AskBack(`The hole size is ${formatMm(value)}; it must be more than 0. Which size should it have?`);
    if (thread?.kind === "thread") {
      r.cover(threadIndex);
      if (threaded) {
        r.heard(/\b(?:tapped|threaded|tap)\b/);
        r.notMet(`Threads are not modelled: the ${thread.text} holes are plain, ${formatMm(value)}`);
      }
    } else if (threaded) {
      r.heard(/\b(?:tapped|threaded|tap)\b/);
      r.notMet(`Threads are not modelled: the holes are plain, ${formatMm(value)}`);
    }
    return { value, given: true, threaded: false };
  }
  if (thread?.kind === "thread") {
    r.cover(threadIndex);
    r.heard(
      /\bM (?:screws?|bolts?|fasteners?|machine screws?|socket head|cap screws?|clearance|hardware)\b|\bclearance\b|\bclear\b/,
    );
    const row = fastener(thread.size);
    if (threaded) {
      r.heard(/\b(?:tapped|threaded|tap|thread)\b/);
      r.notMet(`Threads are not modelled: ${thread.text} holes are tap holes, ${formatMm(row.tapDrill)}`);
      return { value: row.tapDrill, given: false, threaded: true };
    }
    r.assume(`${thread.text} holes as clearance holes, medium fit: ${formatMm(row.clearance)}`);
    return { value: row.clearance, given: false, threaded: false };
  }
  if (threaded) {
    r.heard(/\b(?:tapped|threaded|tap)\b/);
    r.notMet("Threads are not modelled: the holes are plain");
  }
  const value = Math.min(fallback, Math.round(Math.min(face.length, face.width) * 2.5) / 10);
  r.assume(`Hole size not given: ${formatMm(value)}`);
  return { value, given: false, threaded: false };
}

function holeMeasures(r: Reading, start: number, end: number): Measure[] {
  return r.measures.filter(
    (x) =>
      !x.used &&
      x.token >= start &&
      x.token < end &&
      (x.subject === "hole" ||
        x.subject === "bore" ||
        x.subject === "screw" ||
        (x.subject === null && (x.near === "hole" || x.near === "bore" || x.near === "screw"))),
  );
}

function isHead(m: Measure): boolean {
  return m.subject === "counterbore" || m.subject === "countersink";
}

function readDepth(r: Reading, group: HoleGroup, start: number, end: number, span: string): void {
  const depth = r.measures.find(
    (x) =>
      !x.used &&
      x.token >= start &&
      x.token < end &&
      x.attr === "depth" &&
      (x.subject === "hole" ||
        x.subject === "bore" ||
        (x.subject === null && (x.near === "hole" || x.near === "bore"))),
  );
  if (depth) {
    r.use(depth);
    group.depth = depth.mm;
  } else if (/\bblind\b/.test(span)) r.notMet("Depth of the blind holes not given: they go through");
}

function readHead(r: Reading, group: HoleGroup, m: Mention, end: number, span: string, face: Face): void {
  const nominal = Math.max(1.6, group.diameter / 1.1);
  const inSpan = (x: Measure, subject: string): boolean =>
    !x.used &&
    x.token >= m.start &&
    x.token < end &&
    (x.subject === subject || (x.subject === null && x.near === subject));
  const diameterOf = (subject: string): number | null => {
    const found = r.measures.find(
      (x) =>
        inSpan(x, subject) &&
        (x.attr === "diameter" || x.attr === "radius" || (x.attr === null && x.subject === subject)),
    );
    if (!found) return null;
    r.use(found);
    return found.attr === "radius" ? 2 * found.mm : found.mm;
  };
  if (/counterbore|counterbored/.test(span) && group.counterbore === null) {
    r.heard(/\b(?:counterbore[sd]?)\b/);
    const diameter = diameterOf("counterbore");
    const depthMeasure = r.measures.find(
      (x) =>
        inSpan(x, "counterbore") &&
        (x.attr === "depth" || x.attr === "height" || x.attr === "thickness" || x.attr === "length" || x.attr === null),
    );
    if (depthMeasure) r.use(depthMeasure);
    const size = diameter ?? Math.round(nominal * 1.8 * 2) / 2 + 1;
    const depth = depthMeasure?.mm ?? Math.round(Math.min(nominal, face.thickness * 0.6) * 10) / 10;
    if (diameter === null) r.assume(`Counterbore diameter not given: ${formatMm(size)}`);
    if (!depthMeasure) r.assume(`Counterbore depth not given: ${formatMm(depth)}`);
    group.counterbore = { diameter: size, depth };
  }
  if (/countersink|countersunk/.test(span) && group.countersink === null) {
    r.heard(/\b(?:countersinks?|countersunk)\b/);
    const diameter = diameterOf("countersink");
    const angle = r.angle(/countersink|countersunk|°/) ?? 90;
    const limit = group.diameter + 2 * face.thickness * 0.8 * Math.tan((angle * Math.PI) / 360);
    const size = diameter ?? Math.round(Math.min(group.diameter * 1.9, limit) * 10) / 10;
    if (diameter === null) r.assume(`Countersink not given: ${formatMm(size)} wide, ${angle}°`);
    group.countersink = { diameter: size, angle };
  }
}

function readCorners(r: Reading, span: string): boolean {
  const found =
    /\bcorner holes?\b|\b(?:in|at|near|on|to|by|towards?) (?:(?:the|each|every|all|its|of|four|#|both) )*corners?\b|\b(?:each|every|per) corner\b|\bfrom (?:(?:the|each|every|all|its|of) )*corners?\b/.test(
      span,
    );
  if (found)
    r.heard(
      /\bcorner holes?\b|\b(?:in|at|near|on|to|by|towards?|from|per) (?:(?:the|each|every|all|its|of|four|#|both) )*corners?\b|\b(?:each|every) corner\b/,
    );
  return found;
}

function readPlacement(
  r: Reading,
  group: HoleGroup,
  m: Mention,
  end: number,
  span: string,
  corners: boolean,
  face: Face,
  before: Placement | null,
  refining = false,
): Placement {
  const inSpan = (x: Measure): boolean =>
    !x.used && x.token >= m.start && x.token < end && x.subject !== "slot" && x.subject !== "pocket";
  const points = fromCorner(r, readPoints(r, m.start, end, group), face);
  if (points.length > 0) {
    if (group.countGiven && group.count !== points.length && group.count > 0 && !refining) {
      throw new AskBack(
        `The prompt asks for ${group.count} holes and gives ${points.length} positions. How many holes should there be?`,
      );
    }
    group.count = points.length;
    return { kind: "points", points };
  }
  const beside = group.count <= 1 ? readBeside(r, m, end, before) : null;
  if (beside) {
    group.count = 1;
    return { kind: "points", points: [beside] };
  }
  const pcd = r.measures.find((x) => inSpan(x) && (x.attr === "pcd" || x.attr === "pcdRadius"));
  if (pcd) {
    r.use(pcd);
    r.heard(/\b(?:bolt|pitch|hole|mounting) (?:hole )?circle\b/);
    if (group.count === 0) {
      group.count = 4;
      r.assume("Number of holes not given: 4");
    }
    return { kind: "polar", diameter: pcd.attr === "pcdRadius" ? 2 * pcd.mm : pcd.mm };
  }
  const edges = r.measures.filter(
    (x) =>
      inSpan(x) &&
      x.attr === "edge" &&
      (x.subject === null ||
        x.subject === "hole" ||
        x.subject === "bore" ||
        x.subject === "screw" ||
        x.subject === "corner" ||
        // "5 mm from the right edge of the plate"
        x.subject === "plate" ||
        x.subject === "block" ||
        x.subject === "base"),
  );
  const sided = readSided(r, edges, face, span);
  if (sided && group.count <= 1) {
    group.count = 1;
    return { kind: "points", points: [sided] };
  }
  const spacings = r.measures.filter(
    (x) => inSpan(x) && (x.attr === "spacing" || x.attr === "pitch") && x.subject !== "fin",
  );
  for (const used of [...edges, ...spacings]) r.use(used);
  const [step, margin] = [spacings[0]?.mm ?? 0, edges[0]?.mm ?? 0];
  if (group.count === 0 && spacings.length === 1 && edges.length > 0 && step > 0) {
    // "every 50 mm, starting 25 mm from the end": as many as the length holds.
    group.count = Math.floor((Math.max(face.length, face.width) - 2 * margin) / step + 1e-6) + 1;
    group.countGiven = true;
    edges.length = 0;
  }
  if (group.count === 0) {
    group.count = spacings.length === 1 ? 2 : 4;
    if (!refining) r.assume(`Number of holes not given: ${group.count}`);
  }
  const count = group.count;
  m.grid ??= laterGrid(r, m, end);
  if (m.grid) {
    group.count = m.grid[0] * m.grid[1];
    group.countGiven = true;
    const [nx, ny] = m.grid;
    const dx = spacings[0]?.mm ?? null;
    return {
      kind: "grid",
      nx,
      ny,
      dx,
      dy: spacings[1]?.mm ?? dx,
      edgeX: edges[0]?.mm ?? null,
      edgeY: edges[1]?.mm ?? edges[0]?.mm ?? null,
    };
  }
  if (face.shape === "round" && count > 1 && edges.length > 0)
    return { kind: "polar", diameter: face.length - 2 * (edges[0]?.mm ?? 0) };
  if (edges.length > 0 || spacings.length > 0) {
    const along = face.width > face.length ? "y" : "x";
    const isRow = spacings.length === 1 && /\b(?:row|line|inline)\b/.test(span);
    const [nx, ny] = isRow ? (along === "y" ? [1, count] : [count, 1]) : gridOf(count, corners || count === 4, along);
    const longEdge = edges.find((x) => /\blong(?:er)?\b/.test(x.words.split("§")[1] ?? ""));
    const shortEdge = edges.find((x) => /\b(?:short(?:er)?|ends?|left|right)\b/.test(x.words.split("§")[1] ?? ""));
    const edgeOfLength = (shortEdge ?? (longEdge === edges[0] ? edges[1] : edges[0]))?.mm ?? null;
    const edgeOfWidth = (longEdge ?? (shortEdge === edges[0] ? edges[1] : (edges[1] ?? edges[0])))?.mm ?? null;
    const [edgeX, edgeY] =
      face.width > face.length && (longEdge || shortEdge) ? [edgeOfWidth, edgeOfLength] : [edgeOfLength, edgeOfWidth];
    const first = spacings[0]?.mm ?? null;
    const second = spacings[1]?.mm ?? null;
    if (nx === 1 && ny > 1) return { kind: "grid", nx, ny, dx: 0, dy: first, edgeX: null, edgeY };
    if (ny === 1) return { kind: "grid", nx, ny, dx: first, dy: 0, edgeX, edgeY: null };
    return { kind: "grid", nx, ny, dx: first, dy: second ?? (edgeY === null ? first : null), edgeX, edgeY };
  }
  if (count === 1) {
    const isCentral = group.central || /\b(?:center(?:ed)?|central(?:ly)?|middle)\b/.test(span);
    if (!isCentral && !refining && !corners) r.assume("Hole position not given: centred");
    if (corners) r.notMet("Which corner the hole sits in is not clear: it is centred");
    return { kind: "center" };
  }
  if (refining && !corners) return { kind: "center" };
  if (face.shape === "round") {
    r.heard(/\b(?:evenly|equally)\b/);
    return { kind: "polar", diameter: null };
  }
  const [nx, ny] = gridOf(count, corners, face.width > face.length ? "y" : "x");
  return { kind: "grid", nx, ny, dx: nx === 1 ? 0 : null, dy: ny === 1 ? 0 : null, edgeX: null, edgeY: null };
}

/** "Holes: 4 x Ø5.5", "mounting holes (4x)". */
function countAfter(r: Reading, token: number): number | null {
  for (let i = token + 1; i < token + 4; i++) {
    const next = r.tokens[i];
    if (next?.kind === "number" && r.measureOf(i) === undefined && !next.covered && Number.isInteger(next.value)) {
      const following = r.tokens[i + 1];
      if (following?.kind === "word" && !/^(?:x|of|off|pcs|pieces|total|holes)$/.test(following.text)) return null;
      next.covered = true;
      return next.value;
    }
    if (next?.kind !== "stop" || !/[:(=]/.test(next.text)) return null;
  }
  return null;
}

/** "... holes in a 3x2 grid". */
function laterGrid(r: Reading, m: Mention, end: number): [number, number] | null {
  for (let i = m.token; i < Math.min(end, m.token + 14, r.tokens.length - 3); i++) {
    const [a, x, c, word] = r.tokens.slice(i, i + 4);
    if (
      a?.kind !== "number" ||
      c?.kind !== "number" ||
      !/^(?:×|x|by)$/.test(x?.text ?? "") ||
      !/^(?:grid|array|pattern|matrix)$/.test(word?.text ?? "")
    )
      continue;
    if (m.count !== null && m.count !== a.value * c.value)
      throw new AskBack(
        `The prompt asks for ${m.count} holes in a grid of ${a.value} × ${c.value}. How many should there be?`,
      );
    for (let k = i; k < i + 4; k++) r.cover(k);
    return [a.value, c.value];
  }
  return null;
}

/** "5 mm from the right edge": one hole placed from named sides; the other axis is centred. */
function readSided(r: Reading, edges: Measure[], face: Face, span: string): [number, number] | null {
  let x: number | null = null;
  let y: number | null = null;
  const used: Measure[] = [];
  for (const edge of edges) {
    const tail = edge.words.split("§")[1] ?? "";
    const side = /\b(left|right|top|bottom|front|rear|back|short|long)\b/.exec(tail)?.[1];
    if (side === undefined) continue;
    if (side === "left") x = -face.length / 2 + edge.mm;
    else if (side === "right") x = face.length / 2 - edge.mm;
    else if (side === "top" || side === "rear" || side === "back") y = face.width / 2 - edge.mm;
    else if (side === "bottom" || side === "front") y = -face.width / 2 + edge.mm;
    else continue;
    used.push(edge);
  }
  if (x === null && y === null) return null;
  for (const edge of used) r.use(edge);
  if ((x === null || y === null) && !/\bcenter/.test(span))
    r.assume("Hole position given along one direction: centred along the other");
  return [x ?? 0, y ?? 0];
}

function readPoints(r: Reading, start: number, end: number, group: HoleGroup): [number, number][] {
  const points: [number, number][] = [];
  const xs: number[] = [];
  const ys: number[] = [];
  r.tokens.forEach((token, i) => {
    if (i < start || i >= end || token.covered) return;
    if (token.kind === "point") {
      token.covered = true;
      points.push(token.at);
    } else if (token.kind === "coordinate" && token.axis !== "z") {
      token.covered = true;
      (token.axis === "x" ? xs : ys).push(...token.values);
    }
  });
  if (points.length > 0) return points;
  if (xs.length === 0 && ys.length === 0) return [];
  const [px, py] = [xs.length > 0 ? xs : [0], ys.length > 0 ? ys : [0]];
  if (px.length === py.length && group.count === px.length && px.length > 1) return px.map((x, i) => [x, py[i] ?? 0]);
  return px.flatMap((x) => py.map((y): [number, number] => [x, y]));
}

/**
 * Positions as drawings give them, from a corner: none is negative, and as positions from the centre some would lie off
 * the face. Positions that fit both ways are from the centre, the library's own origin.
 */
function fromCorner(r: Reading, points: [number, number][], face: Face): [number, number][] {
  const isFromCorner =
    face.shape === "rect" &&
    points.every(([x, y]) => x >= 0 && y >= 0 && x <= face.length && y <= face.width) &&
    points.some(([x, y]) => x > face.length / 2 || y > face.width / 2);
  if (!isFromCorner) return points;
  r.assume(`Hole positions taken from the lower left corner of the ${face.noun}`);
  return points.map(([x, y]): [number, number] => [x - face.length / 2, y - face.width / 2]);
}

/** "20 mm left of it", "15 mm above the centre": one hole beside the middle, or beside the hole named before. */
function readBeside(r: Reading, m: Mention, end: number, before: Placement | null): [number, number] | null {
  const beside =
    /^(?:to the )?(left|right)(?: of\b| from\b)|^(above|over|below|under|behind|in front of)\b(?! the (?:base|ground|bottom))/;
  for (const x of r.measures) {
    if (x.used || x.token < m.start || x.token >= end) continue;
    const found = beside.exec(r.plain.slice(r.offsetOf(x.token + 1)));
    if (found === null) continue;
    r.use(x);
    r.heard(
      /\b(?:left|right|above|over|below|under|behind|in front)(?: of)?(?: (?:it|that|the|center|hole|middle|first|one))*/,
    );
    const [cx, cy] = before?.kind === "points" && before.points.length === 1 ? (before.points[0] ?? [0, 0]) : [0, 0];
    const word = found[1] ?? found[2] ?? "";
    if (word === "left") return [cx - x.mm, cy];
    if (word === "right") return [cx + x.mm, cy];
    return /above|over|behind/.test(word) ? [cx, cy + x.mm] : [cx, cy - x.mm];
  }
  return null;
}

function gridOf(count: number, square: boolean, along: "x" | "y"): [number, number] {
  const pair = ((): [number, number] => {
    if (count === 4) return [2, 2];
    if (count >= 6 && count % 2 === 0) return [count / 2, 2];
    if (count === 9) return [3, 3];
    return [count, 1];
  })();
  if (!square && count === 4) return [2, 2];
  return along === "y" ? [pair[1], pair[0]] : pair;
}

// ------------------------------------------------------------ checks

/** Fills what is open in the placement from the face, and asks back when a hole does not fit. */
export function settle(r: Reading, group: HoleGroup, top: Face): void {
  const face = faceOf(group, top);
  const p = group.placement;
  const reach = Math.max(group.diameter, group.counterbore?.diameter ?? 0, group.countersink?.diameter ?? 0);
  if (p.kind === "grid") {
    const assumed = (size: number): number =>
      Math.round(Math.min(Math.max(reach * 1.5, Math.min(size * 0.125, 12)), size / 4) * 2) / 2;
    const needX = p.nx > 1 && p.dx === null && p.edgeX === null;
    const needY = p.ny > 1 && p.dy === null && p.edgeY === null;
    if (needX || needY) {
      const inset = assumed(Math.min(needX ? face.length : Infinity, needY ? face.width : Infinity));
      r.assume(`Hole position not given: ${formatMm(inset)} from the edges`);
      if (needX) p.edgeX = inset;
      if (needY) p.edgeY = inset;
    }
    if (p.edgeX !== null && p.nx === 1) p.edgeX = null;
    const spanX = p.nx > 1 ? (p.dx !== null ? p.dx * (p.nx - 1) : face.length - 2 * (p.edgeX ?? 0)) : 0;
    const spanY = p.ny > 1 ? (p.dy !== null ? p.dy * (p.ny - 1) : face.width - 2 * (p.edgeY ?? 0)) : 0;
    if (face.shape === "round" && Math.hypot(spanX, spanY) + reach > face.length)
      throw new AskBack(
        `The holes do not fit: they reach ${formatMm(Math.hypot(spanX, spanY) + reach)} across a ${face.noun} of ${formatMm(face.length)}. Which size is right?`,
      );
    assertInside(spanX, reach, face.length, "length", face.noun);
    assertInside(spanY, reach, face.width, "width", face.noun);
    const steps = [p.nx > 1 ? spanX / (p.nx - 1) : Infinity, p.ny > 1 ? spanY / (p.ny - 1) : Infinity];
    if (Math.min(...steps) <= group.diameter)
      throw new AskBack(
        `Holes of ${formatMm(group.diameter)} only ${formatMm(Math.max(0, Math.min(...steps)))} apart would run into each other. Which spacing or hole size is right?`,
      );
  } else if (p.kind === "polar") {
    if (p.diameter === null) {
      p.diameter = Math.round(face.length * 0.7 * 2) / 2;
      r.assume(`Bolt circle not given: ${formatMm(p.diameter)}`);
    }
    if (p.diameter + reach >= Math.min(face.length, face.width)) {
      throw new AskBack(
        `A ${formatMm(p.diameter)} bolt circle with ${formatMm(reach)} holes does not fit on the ${face.noun} of ${formatMm(Math.min(face.length, face.width))}. Which size is right?`,
      );
    }
    if (group.count > 1 && p.diameter * Math.sin(Math.PI / group.count) <= group.diameter)
      throw new AskBack(
        `${group.count} holes of ${formatMm(group.diameter)} do not fit on a ${formatMm(p.diameter)} bolt circle. Which size is right?`,
      );
  } else if (p.kind === "points") {
    for (const [x, y] of p.points) {
      const outside =
        face.shape === "round"
          ? Math.hypot(x, y) + reach / 2 > face.length / 2
          : Math.abs(x) + reach / 2 > face.length / 2 || Math.abs(y) + reach / 2 > face.width / 2;
      if (outside)
        throw new AskBack(
          `A hole of ${formatMm(reach)} at X=${plainNumber(x)}, Y=${plainNumber(y)} lies off the ${face.noun}. Where should it be?`,
        );
    }
  }
}

function check(group: HoleGroup, face: Face): void {
  if (group.diameter >= Math.min(face.length, face.width)) {
    throw new AskBack(
      `A hole of ${formatMm(group.diameter)} is larger than the ${face.noun} of ${formatMm(Math.min(face.length, face.width))} it should go through. Which size is right?`,
    );
  }
  if (group.counterbore) {
    if (group.counterbore.diameter <= group.diameter)
      throw new AskBack(
        `The counterbore of ${formatMm(group.counterbore.diameter)} is not wider than its hole of ${formatMm(group.diameter)}. Which size is right?`,
      );
    if (group.counterbore.depth >= face.thickness)
      throw new AskBack(
        `The counterbore is ${formatMm(group.counterbore.depth)} deep in a ${face.noun} of ${formatMm(face.thickness)}. Which depth is right?`,
      );
  }
  if (group.countersink) {
    if (group.countersink.diameter <= group.diameter)
      throw new AskBack(
        `The countersink of ${formatMm(group.countersink.diameter)} is not wider than its hole of ${formatMm(group.diameter)}. Which size is right?`,
      );
  }
  if (group.depth !== null && group.depth > face.thickness + 1e-6)
    throw new AskBack(
      `A hole ${formatMm(group.depth)} deep does not fit in a ${face.noun} of ${formatMm(face.thickness)}. Which depth is right?`,
    );
}

function checkOverlap(groups: HoleGroup[]): void {
  if (groups.length > 12)
    throw new AskBack("The prompt lists more kinds of holes than can be told apart. Which holes matter?");
}

function assertInside(span: number, reach: number, size: number, name: string, noun: string): void {
  if (span < 0 || (span === 0 ? reach >= size : span + reach > size + 1e-6)) {
    throw new AskBack(
      `The holes do not fit: they reach ${formatMm(span + reach)} along the ${name} of the ${noun}, which is ${formatMm(size)}. Which size is right?`,
    );
  }
}

// ------------------------------------------------------------ writing

/** Expressions of the face for the script: constants where there are some. */
export type FaceNames = {
  length: string;
  width: string;
  top: string;
  thickness: string;
  body: string;
  bottom?: string;
  center?: string;
};

export function writeHoles(s: Script, groups: HoleGroup[], face: FaceNames): void {
  groups.forEach((group, i) => {
    const names = namesOf(group, face);
    const many = groups.length > 1;
    const prefix = !many
      ? ""
      : group.count === 1 && group.placement.kind === "center"
        ? "CENTER_"
        : i === 0
          ? ""
          : `HOLE_${i + 1}_`;
    const label = (text: string): string =>
      prefix === "" ? text : prefix === "CENTER_" ? `Centre ${lower(text)}` : `${text} ${i + 1}`;
    const name = (text: string): string => `${prefix}${prefix.startsWith("HOLE_") ? text.replace(/^HOLE_/, "") : text}`;
    const diameter = s.mm(name("HOLE_DIAMETER"), group.diameter, label("Hole diameter"));
    const low = names.bottom ?? "0";
    const cutter =
      prefix === "" ? "hole" : `${prefix.toLowerCase()}hole`.replace(/_hole$/, prefix === "CENTER_" ? "_hole" : "");
    const depth = group.depth === null ? null : s.mm(name("HOLE_DEPTH"), group.depth, label("Hole depth"));
    const from = depth === null ? low : `${names.top} - ${depth}`;
    const height = depth ?? names.thickness;
    s.add(`${cutter} = ${at(from)}Cylinder(${diameter} / 2, ${height}, align=(Align.CENTER, Align.CENTER, Align.MIN))`);
    if (group.counterbore) {
      const wide = s.mm(name("COUNTERBORE_DIAMETER"), group.counterbore.diameter, label("Counterbore diameter"));
      const deep = s.mm(name("COUNTERBORE_DEPTH"), group.counterbore.depth, label("Counterbore depth"));
      s.add(
        `${cutter} += ${at(`${names.top} - ${deep}`)}Cylinder(${wide} / 2, ${deep}, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
      );
    }
    if (group.countersink) {
      const wide = s.mm(name("COUNTERSINK_DIAMETER"), group.countersink.diameter, label("Countersink diameter"));
      const half = plainNumber(Math.tan((group.countersink.angle * Math.PI) / 360));
      s.add(
        `${cutter}_sink = (${wide} - ${diameter}) / 2 / ${half}  # depth of the ${group.countersink.angle} degree countersink`,
      );
      s.add(
        `${cutter} += ${at(`${names.top} - ${cutter}_sink`)}Cone(${diameter} / 2, ${wide} / 2, ${cutter}_sink, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
      );
    }
    const places = writePlaces(s, group, names, name, label);
    s.add(
      `${names.body} -= ${names.center ? `${names.center} * ` : ""}${places}${cutter}`.replace(
        /\* (\w+Locations|Locations)/,
        "* $1",
      ),
    );
  });
}

function writePlaces(
  s: Script,
  group: HoleGroup,
  names: FaceNames,
  name: (text: string) => string,
  label: (text: string) => string,
): string {
  const p = group.placement;
  if (p.kind === "center") return "";
  if (p.kind === "points")
    return `Locations(${p.points.map(([x, y]) => `(${plainNumber(x)}, ${plainNumber(y)})`).join(", ")}) * `;
  if (p.kind === "polar") {
    const circle = s.mm(name("BOLT_CIRCLE"), p.diameter ?? 0, label("Bolt circle"));
    const count = s.count(name("HOLE_COUNT"), group.count, label("Hole count"), 1, 48);
    return `PolarLocations(${circle} / 2, ${count}) * `;
  }
  const step = (axis: "X" | "Y", n: number, d: number | null, edge: number | null, size: string): string => {
    if (n === 1) return "0";
    if (d !== null) {
      const same = p.dx === p.dy;
      const constant = same
        ? s.mm(name("HOLE_SPACING"), d, label("Hole spacing"))
        : s.mm(name(`HOLE_SPACING_${axis}`), d, label(`Hole spacing ${axis}`));
      return constant;
    }
    const same = p.edgeX === p.edgeY || p.nx === 1 || p.ny === 1;
    const constant = same
      ? s.mm(name("EDGE_DISTANCE"), edge ?? 0, label("Edge distance"))
      : s.mm(name(`EDGE_DISTANCE_${axis}`), edge ?? 0, label(`Edge distance ${axis}`));
    return n === 2 ? `${size} - 2 * ${constant}` : `(${size} - 2 * ${constant}) / ${n - 1}`;
  };
  return `GridLocations(${step("X", p.nx, p.dx, p.edgeX, names.length)}, ${step("Y", p.ny, p.dy, p.edgeY, names.width)}, ${p.nx}, ${p.ny}) * `;
}

export function holeRules(groups: HoleGroup[]): SpecRule[] {
  const byDiameter = new Map<number, number>();
  for (const group of groups) {
    if (!group.diameterGiven || !group.countGiven) return [];
    byDiameter.set(group.diameter, (byDiameter.get(group.diameter) ?? 0) + group.count);
  }
  // A counterbore as wide as another hole: the count of that size would depend on how it is measured.
  for (const { counterbore } of groups) if (counterbore) byDiameter.delete(counterbore.diameter);
  return [...byDiameter].map(([diameterMm, count]) => ({
    rule: `${count} × Ø${plainNumber(diameterMm)} mm holes`,
    kind: "holes",
    diameterMm,
    count,
  }));
}

/** Volume that the holes take from a face `thickness` deep, in mm³. */
export function holeVolume(groups: HoleGroup[], thickness: number): number {
  let volume = 0;
  for (const g of groups) {
    const r = g.diameter / 2;
    let one = Math.PI * r * r * Math.min(g.depth ?? thickness, thickness);
    if (g.counterbore) one += Math.PI * ((g.counterbore.diameter / 2) ** 2 - r * r) * g.counterbore.depth;
    if (g.countersink) {
      const big = g.countersink.diameter / 2;
      const h = (big - r) / Math.tan((g.countersink.angle * Math.PI) / 360);
      one += (Math.PI * h * (big * big + big * r + r * r)) / 3 - Math.PI * r * r * h;
    }
    volume += one * g.count;
  }
  return volume;
}

function at(z: string): string {
  return z === "0" ? "" : `Pos(0, 0, ${z}) * `;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function textAt(r: Reading, index: number): string {
  const token = r.tokens[index];
  if (token === undefined) return "";
  return token.kind === "number" && r.measureOf(index) === undefined ? (token.spelled ? "#" : "#") : token.text;
}
