import type { Draft } from "../family";
import { formatMm } from "../reading";
import { fastener } from "../threads";
import { middle as midpoint, minus, ZERO, type Length } from "./expression";
import type { Mention } from "./mentions";
import { endCenters, faceOf, lineOf, placesOf, readCircle, readRim, readSpread, sideOf } from "./places";
import { readBare, readSizes } from "./sizes";
import { coordinatesOf, NotBuilt, pos, type Axis, type Extent, type Solid } from "./solids";
import { lengthOf, type Range, type Text } from "./text";

/** Makes holes from their words: how wide, how deep, which way, with what at their mouth. */

export type Hole = {
  kind: "hole";
  diameter: Length;
  axis: Axis;
  /** Where, on the two axes across; for Z these are X and Y. */
  places: [Length, Length][];
  /** Drilled from the lowest face up. */
  fromBelow: boolean;
  /** The same places as build123d makes them, with their count as a slider; null where each is written out. */
  pattern: string | null;
  depth: Length | null;
  target: Extent;
  counterbore: { diameter: Length; depth: Length } | null;
  countersink: { diameter: Length; degrees: number } | null;
  /** For "the hole": the same one is not cut twice. */
  mm: number;
};

export type Site = {
  text: Text;
  draft: Draft;
  /** Constants: HOLE_DIAMETER, then HOLE_DIAMETER_2. */
  mm: (name: string, value: number) => Length;
  count: (name: string, value: number) => string;
  /** The solid that the cut goes into, and all of them. */
  target: Solid;
  whole: Extent;
  solids: Solid[];
  /** Through everything, or through the target alone. */
  reach: "whole" | "target";
  assume: (message: string) => void;
};

export const CENTERED =
  /\b(?:(?:exactly |located |placed |positioned )?(?:in|at|through|on|down) (?:the |its )?(?:exact )?(?:center|middle|origin)(?: of (?:the )?(?:top face|top|face|~+|part))?|centered|centrally|central|concentric(?:ally)?|coaxial(?:ly)?|center)\b/;

export function readHole(site: Site, mentions: Mention[], count: number | null): Hole {
  const { text, target, mm } = site;
  const ranges = mentions.map((m) => m.range);
  const leads = mentions.flatMap((m) => (m.lead ? [m.lead] : []));
  const everywhere = [...ranges, ...leads];
  // "one in the center and one 15 mm from each end": three of one size.
  const threeInLine =
    count !== 3
      ? null
      : text.take(
          /,? ?(?:with )?# (?:in|at) (?:the )?(?:center|middle),? (?:and )?(?:# )?(?:others? )?§ from (?:each|both|the) (?:# )?ends?/,
          everywhere,
        );
  const circle = readCircle(text, everywhere);
  const spread = readSpread(text, everywhere);
  const rim = readRim(text, everywhere);
  const coordinates = coordinatesOf(text, everywhere);
  const sink = /^counterbore/.test(mentions[0]!.noun) ? { bore: null, sink: null } : readCounter(text, ranges);
  const way = readAxis(text, everywhere);
  const axis = way === "long" ? longest(target.extent) : way;
  const thread = text.take(/\bM(?: (?:clearance|tapped|threaded|screw|bolt|through))*/, ranges);
  const sizes = readSizes(text, ranges);
  const bare = mentions.map((m) => readBare(text, m.before)).find((value) => value !== null) ?? null;
  const size =
    sizes.by.diameter ??
    sizes.by.inner ??
    bare ??
    lengthOf(
      text.take(/(?<=\b(?:bore|hole)s?) (?:of |is |= )?§(?= (?:[~,.]|and|with|on|in|at|through)|$| *$)/, ranges)
        ?.values[0],
    );
  if (sizes.twice || sizes.group.length > 0) throw new NotBuilt("hole with too many sizes");
  for (const key of Object.keys(sizes.by))
    if (!["diameter", "inner", "depth"].includes(key)) throw new NotBuilt(`hole: ${key}`);
  if (sizes.by.diameter !== undefined && bare !== null) throw new NotBuilt("hole: two sizes");
  const diameter = thread ? threadSize(site, thread.text, thread.values[0]) : size;
  if (diameter === null || !(diameter > 0)) throw new NotBuilt("hole without a size");
  text.takeAll(/\b(?:(?:down|measured|in|into) )*(?:from|into|in|on) (?:the )?top(?: face| surface)?\b/, everywhere);
  text.takeAll(
    /\b(?:all the way )?through(?: (?:everything|it all|all|both|it))?\b(?: vertically)?|\bblind\b|\bvertically\b/,
    ranges,
  );
  const fromBelow =
    text.takeAll(
      /\b(?:(?:goes|going|drilled|cut|up|running) )*(?:from|into|in|on) (?:the )?(?:bottom|underside|below|bottom face)\b(?! of)/,
      everywhere,
    ).length > 0;
  const inEnds = text.take(
    /(?:,? ?(?:# )?(?:at|in|near) (?:each|both|the|either) ends? ?)?(?:,? ?(?:each )?(?:concentric(?:ally)?|coaxial|centered) (?:with|on|in) (?:the |each |an )*(?:(?:round(?:ed)? )?(?:ends?|end arcs?)|roundends)|at the centers? of (?:the |each )(?:(?:round(?:ed)? )?ends?|roundends))/,
    everywhere,
  );
  text.takeAll(/\b(?:from |into )?(?:the )?bottom of (?:the )?(?:~|pocket|recess|counterbore)/, everywhere);
  const centered = text.takeAll(CENTERED, everywhere).length > 0;
  const corner = text.take(
    /(?:, )?(?:# )?\b(?:at|in|near) (?:(?:each|the|all|every|its) )*(?:# )?corners?(?: of (?:the )?~*)?|\bcorner\b/,
    everywhere,
  );
  const corners = corner !== null;
  if (corner && (count ?? 1) === 1 && /\b(?:each|all|every)\b|#/.test(corner.text)) count = 4;
  const face = axis === "z" ? faceOf(target.extent) : sideOf(target.extent, axis);
  const places = threeInLine
    ? lineOf(face, mm("END_DISTANCE", lengthOf(threeInLine.values.find((v) => v.kind === "length"))!))
    : inEnds
      ? endCenters(target.extent, count)
      : placesOf({ circle, spread, rim, coordinates, corners, centered, count, face, axis, target, mm });
  const name = /^bore/.test(mentions[0]!.noun) ? "BORE" : "HOLE";
  const d = mm(`${name}_DIAMETER`, diameter);
  const depth = sizes.by.depth === undefined ? null : mm(`${name}_DEPTH`, sizes.by.depth);
  const isEven = circle !== null && places.length > 1 && isCentered(target.extent);
  return {
    kind: "hole",
    diameter: d,
    axis,
    places,
    fromBelow,
    pattern: isEven
      ? `PolarLocations(${mm("BOLT_CIRCLE", circle).code} / 2, ${site.count(`${name}_COUNT`, places.length)})`
      : null,
    depth,
    target: target.extent,
    counterbore: sink.bore && {
      diameter: mm("COUNTERBORE_DIAMETER", sink.bore.diameter),
      depth: mm("COUNTERBORE_DEPTH", sink.bore.depth),
    },
    countersink: sink.sink && { diameter: mm("COUNTERSINK_DIAMETER", sink.sink.diameter), degrees: sink.sink.degrees },
    mm: diameter,
  };
}

function threadSize(
  site: Site,
  words: string,
  value: { kind: string; size?: number; text: string } | undefined,
): number {
  if (value?.kind !== "thread" || value.size === undefined) throw new NotBuilt("thread");
  if (/tapped|threaded/.test(words)) throw new NotBuilt("threads are for the families");
  const row = fastener(value.size);
  site.assume(`${value.text} holes as clearance holes, medium fit: ${formatMm(row.clearance)}`);
  return row.clearance;
}

function readCounter(
  text: Text,
  ranges: Range[],
): { bore: { diameter: number; depth: number } | null; sink: { diameter: number; degrees: number } | null } {
  const bore =
    text.take(
      /(?:(?:with|and|,) )*(?:an? )?§ (?:diameter )?(?:round )?counterbores? (?:(?:,|and|to|is|cut) )*§ deep/,
      ranges,
    ) ??
    text.take(
      /(?:(?:with|and|,) )*(?:an? )?§ (?:diameter )?(?:(?:by|×|,|and) )?§ deep counterbores?(?: (?:from|on|at) the top)?(?: (?:around|on|at|for) (?:every|each)(?: hole| one)?)?/,
      ranges,
    ) ??
    text.take(
      /counterbore(?:d|s)? (?:(?:is|to|of|with|from the top|an?) )*§ (?:in )?(?:diameter )?(?:(?:by|×|,|and|is cut|to) )*§ (?:deep|down|depth)/,
      ranges,
    );
  const sink =
    text.take(
      /(?:(?:with|and|,) )*(?:an? )?countersinks? (?:(?:each|every|hole|one|from|the|top|to|of|is|are|with|an?|both|them|it) )*§ (?:in )?(?:diameter )?(?:(?:at|,|and|with|an?) )*°(?: angle)?/,
      ranges,
    ) ??
    text.take(
      /(?:(?:with|and|,|each) )*(?:an? )?§ (?:diameter )?(?:(?:by|×|,|and) )?° countersinks?(?: (?:from|on|at) the top)?/,
      ranges,
    );
  const angle = sink?.values.find((v) => v.kind === "angle");
  const [a, b] = bore?.values.flatMap((v) => lengthOf(v) ?? []) ?? [];
  return {
    bore: a !== undefined && b !== undefined ? { diameter: a, depth: b } : null,
    sink:
      sink && angle?.kind === "angle"
        ? { diameter: lengthOf(sink.values.find((v) => v.kind === "length"))!, degrees: angle.degrees }
        : null,
  };
}

/** Which way a hole goes; "long" where it goes through the length. */
export function readAxis(text: Text, ranges: Range[]): Axis | "long" {
  const found = text.take(
    /\b(?:horizontal(?:ly)? )?(?:(?:going |running |drilled )?(?:along|through) (?:the )?([xyz])(?: axis| direction)?\b|axis([xyz])\b)/,
    ranges,
  );
  if (found) return (found.groups[0] ?? found.groups[1]) as Axis;
  if (
    text.take(
      /\b(?:lengthwise|end to end|through (?:the |its )?(?:(?:full|entire|whole) )?length|along (?:the |its )(?:full |entire |whole )?length)\b/,
      ranges,
    )
  )
    return "long";
  if (text.take(/\b(?:horizontally )?(?:from )?front to (?:the )?(?:back|rear)\b/, ranges)) return "y";
  if (text.take(/\b(?:horizontally )?(?:from )?(?:side to side|left to right)\b/, ranges)) return "x";
  if (text.says(/\bhorizontal|\bcross hole|\bsideways|\btransverse/, ranges))
    throw new NotBuilt("which way the hole goes");
  text.take(/\bvertical(?:ly)?\b/, ranges);
  return "z";
}

function isCentered(e: Extent): boolean {
  return Math.abs(e.x0.v + e.x1.v) < 1e-9 && Math.abs(e.y0.v + e.y1.v) < 1e-9;
}

function longest(e: Extent): Axis {
  const sizes: [Axis, number][] = [
    ["x", e.x1.v - e.x0.v],
    ["y", e.y1.v - e.y0.v],
    ["z", e.z1.v - e.z0.v],
  ];
  return sizes.reduce((a, b) => (b[1] > a[1] + 1e-9 ? b : a))[0];
}

/** The lines that cut a hole; `top` gives the highest face above a place. */
export function writeHole(
  hole: Hole,
  whole: Extent,
  reach: Site["reach"],
  top: (x: number, y: number) => Length,
): string[] {
  const r = `${hole.diameter.code} / 2`;
  const e = reach === "whole" ? whole : hole.target;
  const lines: string[] = [];
  const places = hole.places;
  if (hole.axis !== "z") {
    const [from, to] = hole.axis === "x" ? [e.x0, e.x1] : [e.y0, e.y1];
    if (hole.depth !== null) throw new NotBuilt("blind hole from the side");
    const length = minus(to, from);
    const turn = hole.axis === "x" ? "Rot(0, 90, 0)" : "Rot(90, 0, 0)";
    const mid = midpoint(from, to);
    for (const [a, b] of places)
      lines.push(
        `part -= ${hole.axis === "x" ? pos(mid, a, b) : pos(a, mid, b)}${turn} * Cylinder(${r}, ${length.code})`,
      );
    return lines;
  }
  const tops = places.map(([x, y]) => (reach === "target" ? hole.target.z1 : top(x.v, y.v)));
  const z1 = tops[0]!;
  if (tops.some((t) => Math.abs(t.v - z1.v) > 1e-9)) throw new NotBuilt("holes from different heights");
  const length = hole.depth ?? minus(hole.depth === null && reach === "whole" ? z1 : e.z1, e.z0);
  if (hole.depth !== null && hole.depth.v >= z1.v - whole.z0.v - 1e-9) throw new NotBuilt("hole deeper than the part");
  if (hole.fromBelow && (hole.depth === null || hole.counterbore || hole.countersink))
    throw new NotBuilt("hole from below");
  const low = hole.fromBelow ? whole.z0 : minus(z1, length);
  const name = "hole";
  lines.push(
    `${name} = ${pos(ZERO, ZERO, low)}Cylinder(${r}, ${length.code}, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
  );
  if (hole.counterbore)
    lines.push(
      `${name} += ${pos(ZERO, ZERO, minus(z1, hole.counterbore.depth))}Cylinder(${hole.counterbore.diameter.code} / 2, ${hole.counterbore.depth.code}, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
    );
  if (hole.countersink) {
    const tangent = Math.round(Math.tan((hole.countersink.degrees * Math.PI) / 360) * 1e6) / 1e6;
    lines.push(
      `sink = (${hole.countersink.diameter.code} - ${hole.diameter.code}) / 2 / ${tangent}`,
      `${name} += Pos(0, 0, ${z1.code} - sink) * Cone(${r}, ${hole.countersink.diameter.code} / 2, sink, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
    );
  }
  const at = places.map(([x, y]) => `(${x.code}, ${y.code})`).join(", ");
  const single = places.length === 1 && places[0]![0].code === "0" && places[0]![1].code === "0";
  lines.push(single ? `part -= ${name}` : `part -= ${hole.pattern ?? `Locations(${at})`} * ${name}`);
  return lines;
}
