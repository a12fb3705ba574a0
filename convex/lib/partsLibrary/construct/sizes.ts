import { lengthOf, type Range, type Text } from "./text";

/** Reads the sizes in the words of one mention: "40 mm outer diameter", "wall thickness of 3 mm", "60 x 40 x 5 mm". */

export type SizeKey =
  | "outer"
  | "inner"
  | "diameter"
  | "wall"
  | "floor"
  | "length"
  | "width"
  | "height"
  | "thickness"
  | "depth"
  | "flats"
  | "corners"
  | "side"
  | "x"
  | "y"
  | "z"
  | "total"
  | "big"
  | "small"
  | "radius"
  | "bare";

export type Sizes = { group: number[]; by: Partial<Record<SizeKey, number>>; twice: boolean };

type Label = { key: SizeKey; words: string; factor?: number };

/** Longer labels first: "outer diameter" before "diameter". */
const LABELS: readonly Label[] = [
  { key: "total", words: "(?:high|tall|long|wide) (?:overall|in total)" },
  { key: "outer", words: "(?:outer|outside|external) dia(?:meter)?|od|across outside" },
  { key: "outer", words: "(?:outer|outside|external) radius", factor: 2 },
  { key: "inner", words: "(?:inner|inside|internal|bore|hole) dia(?:meter)?|id" },
  { key: "inner", words: "(?:inner|inside|internal|bore) radius", factor: 2 },
  {
    key: "big",
    words:
      "(?:bottom|base|lower|large end|larger end|big end) dia(?:meter)?|dia(?:meter)? at the (?:base|bottom|large end|big end)|at the (?:big|large|larger|wide|thick) end|at the (?:bottom|base)",
  },
  {
    key: "small",
    words:
      "(?:top|upper|small end|tip) dia(?:meter)?|dia(?:meter)? at the (?:top|tip|small end)|at the (?:small|smaller|narrow|thin) end|at the (?:top|tip)",
  },
  { key: "big", words: "(?:bottom|base|lower) radius", factor: 2 },
  { key: "small", words: "(?:top|upper) radius", factor: 2 },
  {
    key: "corners",
    words: "corner radi(?:us|i)|radius (?:at|on|in) (?:the |each |all )?(?:# )?corners?|radius corners",
  },
  { key: "diameter", words: "diameters?|dia|across(?! (?:the )?(?:flats|corners))" },
  { key: "radius", words: "radius|radii" },
  { key: "wall", words: "wallthickness" },
  { key: "floor", words: "floorthickness" },
  { key: "flats", words: "across (?:the )?flats|af" },
  {
    key: "side",
    words:
      "per side|(?:side|edge) lengths?|(?:on|along) (?:a|each) side|sides?|square(?! (?:through )?(?:hole|opening|pocket|boss|post|plate|block|bar|base|cutout|window))",
  },
  { key: "length", words: "(?:(?:outer|outside|external) )?(?:long|lengths?)" },
  { key: "width", words: "(?:(?:outer|outside|external) )?(?:wide|widths?)" },
  { key: "height", words: "(?:(?:outer|outside|external) )?(?:tall|high|heights?)" },
  { key: "thickness", words: "thick|thickness(?:es)?" },
  { key: "depth", words: "deep|depths?" },
  { key: "x", words: "axisx" },
  { key: "y", words: "axisy" },
  { key: "z", words: "axisz" },
  { key: "outer", words: "outside|outer" },
  { key: "inner", words: "inside|inner" },
];

const ANY_LABEL = LABELS.map(({ words }) => words).join("|");
const AXIS = "(?: (?:of |in )?axis([xyz])\\b)?";
/** Compiled once: "diameter of §", "§ diameter", "diameter §". */
const PATTERNS = LABELS.map((label) => ({
  label,
  linked: new RegExp(
    `\\b(?:${label.words})${AXIS} (?:(?:of|is|are|be|being|=|:|exactly|must|should|about|measures) )+(?:exactly )?§`,
  ),
  behind: new RegExp(`§ (?:in |(?:nominal|uniform) )?(?:${label.words})\\b${AXIS}`),
  front: new RegExp(`\\b(?:${label.words})${AXIS} §`),
}));
const LABEL_BEHIND = new RegExp(`§ (?:in )?(?:${ANY_LABEL})\\b`);
const LABEL_IN_FRONT = new RegExp(`\\b(?:${ANY_LABEL}) §`);

/** Takes the sizes out of the ranges. Sizes of holes' places ("8 mm from each edge") must be taken before. */
export function readSizes(text: Text, ranges: Range[]): Sizes {
  const sizes: Sizes = { group: [], by: {}, twice: false };
  const put = (label: Label, mm: number | null, axis?: string): void => {
    if (mm === null) return;
    let key: SizeKey = label.key;
    if (axis !== undefined && ["length", "width", "height", "thickness", "depth"].includes(key)) key = axis as SizeKey;
    let value = mm * (label.factor ?? 1);
    if (key === "radius") [key, value] = ["diameter", mm * 2];
    if (sizes.by[key] !== undefined && sizes.by[key] !== value) sizes.twice = true;
    sizes.by[key] = value;
  };
  // "60 x 40 x 5 mm", "60 mm by 40 mm".
  const group = text.take(
    /§ (?:× |by )§(?! (?:axis|long|wide|tall|high|thick|deep))(?: (?:× |by )§)?(?! axis)/,
    ranges,
  );
  if (group) sizes.group = group.values.flatMap((value) => lengthOf(value) ?? []);
  if (!text.says(/§/, ranges)) return sizes;
  // With a linking word the label stands in front: "diameter of 40 mm", "thickness: 5".
  for (const { label, linked } of PATTERNS)
    for (const found of text.takeAll(linked, ranges)) put(label, lengthOf(found.values[0]), found.groups[0]);
  // Left to right: "50 mm diameter 40 mm tall" has its labels behind, "diameter 50, height 40" in front.
  const first = (pattern: RegExp): number =>
    ranges.map((range) => text.slice(range).search(pattern)).find((at) => at >= 0) ?? -1;
  const [behind, front] = [first(LABEL_BEHIND), first(LABEL_IN_FRONT)];
  const sides =
    behind >= 0 && (front < 0 || behind < front) ? (["behind", "front"] as const) : (["front", "behind"] as const);
  for (const side of sides)
    for (const pattern of PATTERNS)
      for (const found of text.takeAll(pattern[side], ranges))
        put(pattern.label, lengthOf(found.values[0]), found.groups[0]);
  return sizes;
}

/** A size without any word of its own, right in front of the noun: "a 30 mm core". */
export function readBare(text: Text, before: Range): number | null {
  const found = text.take(/§(?= (?:[a-z]+ )*$|$| *$)/, [before]);
  return found === null ? null : lengthOf(found.values[0]);
}
