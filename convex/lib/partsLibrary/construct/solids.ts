import { half, minus, plus, type Length } from "./expression";
import type { Mention } from "./mentions";
import type { Range, Text } from "./text";

/** What a solid is once it stands in its place, and the words that say where. */

export type Axis = "x" | "y" | "z";

/** Two corners of the box around a solid, in mm and as Python. */
export type Extent = { x0: Length; x1: Length; y0: Length; y1: Length; z0: Length; z1: Length };

export type Solid = {
  noun: string;
  kind: Mention["kind"];
  /** Adjectives that tell it from others of its noun: "upper", "first". */
  adjectives: string;
  mentions: Mention[];
  axis: Axis;
  extent: Extent;
  /** The script line's right-hand side, without what is cut from inside. */
  code: string[];
  /** Hollow inside: cut after everything is joined. */
  cuts: string[];
  round: boolean;
  /** Bore of a tube, in mm. */
  bore: { name: string; mm: number } | null;
  isBoredThrough?: boolean;
};

/** A solid at its own origin, before it stands anywhere. */
export type Shape = {
  round: boolean;
  /** Sizes along the solid's own X, Y and Z; Z is its axis. */
  x: Length;
  y: Length;
  z: Length;
  body: string;
  cuts: (from: string) => string[];
  bore: { name: string; mm: number } | null;
};

/** Raised where the words do not fix the solid; the prompt is then left to the families. */
export class NotBuilt extends Error {}

export const UP = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

/** Words that tell two solids of one noun apart. */
export const TELLING =
  /\b(?:upper|lower|top|bottom|first|second|third|fourth|fifth|last|outer|inner|vertical|horizontal|left|right|front|rear|large|small)\b/g;

export function singular(noun: string): string {
  if (/^(?:boss|bush|axis)$/.test(noun)) return noun;
  return noun.replace(/(ss|sh|x)es$/, "$1").replace(/([^s])s$/, "$1");
}

/** Which way a solid points: "aligned with X", "horizontal along Y". Z where nothing is said. */
export function axisOf(text: Text, ranges: Range[]): Axis {
  const found = text.take(
    /\b(?:aligned |lying |pointing |running |with its axis |its axis is |the axis is |axis is )?(?:(?:with|along) (?:the )?([xyz])(?: axis)?\b|(?:aligned |lying |pointing |with its axis |axis is |its axis is )axis([xyz]))/,
    ranges,
  );
  return (found?.groups[0] ?? found?.groups[1] ?? "z") as Axis;
}

/** Places a shape: its middle in X and Y and its lowest point, the axis turned if it lies. */
export function stand(
  shape: Shape,
  axis: Axis,
  cx: Length,
  cy: Length,
  low: Length,
): Pick<Solid, "extent" | "code" | "cuts"> {
  if (axis === "z") {
    const from = pos(cx, cy, low);
    return {
      extent: {
        x0: minus(cx, half(shape.x)),
        x1: plus(cx, half(shape.x)),
        y0: minus(cy, half(shape.y)),
        y1: plus(cy, half(shape.y)),
        z0: low,
        z1: plus(low, shape.z),
      },
      code: [`${from}${shape.body}`],
      cuts: shape.cuts(from),
    };
  }
  // Along X or Y the shape starts at `low` on that axis, with its middle at cx, cy on the two others.
  const turn = axis === "x" ? "Rot(0, 90, 0) * " : "Rot(-90, 0, 0) * ";
  const from = `${axis === "x" ? pos(low, cx, cy) : pos(cx, low, cy)}${turn}`;
  const [wide, tall] = axis === "x" ? [shape.y, shape.x] : [shape.x, shape.y];
  const along = { from: low, to: plus(low, shape.z) };
  const across = { from: minus(cx, half(wide)), to: plus(cx, half(wide)) };
  const up = { from: minus(cy, half(tall)), to: plus(cy, half(tall)) };
  const [xs, ys] = axis === "x" ? [along, across] : [across, along];
  return {
    extent: { x0: xs.from, x1: xs.to, y0: ys.from, y1: ys.to, z0: up.from, z1: up.to },
    code: [`${from}${shape.body}`],
    cuts: shape.cuts(from),
  };
}

export function pos(x: Length, y: Length, z: Length): string {
  return x.code === "0" && y.code === "0" && z.code === "0" ? "" : `Pos(${x.code}, ${y.code}, ${z.code}) * `;
}

export function around(extents: Extent[]): Extent {
  const least = (key: keyof Extent): Length => extents.map((e) => e[key]).reduce((a, b) => (b.v < a.v - 1e-9 ? b : a));
  const most = (key: keyof Extent): Length => extents.map((e) => e[key]).reduce((a, b) => (b.v > a.v + 1e-9 ? b : a));
  return { x0: least("x0"), x1: most("x1"), y0: least("y0"), y1: most("y1"), z0: least("z0"), z1: most("z1") };
}

/** X and Y that "at X=-25 and X=25, Y=0" names, in mm; null where it names none. */
export function coordinatesOf(
  text: Text,
  ranges: Range[],
): { x: number[]; y: number[]; z: number[]; points: [number, number][] } | null {
  const found = text.takeAll(
    /(?:(?:centered |located |placed |positioned |starting |with (?:its|the|their) centers? |with (?:its|the) axis )*(?:at|on|from|to|and|,) )?@(?: (?:on |along )?(?:the )?axis[xyz])?/,
    ranges,
  );
  if (found.length === 0) return null;
  const out = { x: [] as number[], y: [] as number[], z: [] as number[], points: [] as [number, number][] };
  for (const { values } of found)
    for (const value of values) {
      if (value.kind === "at") out[value.axis].push(...value.values);
      if (value.kind === "point") out.points.push(value.at);
    }
  return out;
}
