import type { Draft } from "../family";
import { half, type Length } from "./expression";
import type { Mention } from "./mentions";
import { readBare, readSizes, type Sizes } from "./sizes";
import { NotBuilt, singular, UP, type Extent, type Shape } from "./solids";
import { lengthOf, type Range, type Text } from "./text";

/** The shape of one solid from its words: which body, how large, what is hollow in it. */

/** The constants of one solid: BASE_LENGTH, HUB_DIAMETER. A single solid has no prefix. */
export class Names {
  private readonly used = new Map<string, number>();

  constructor(
    private readonly draft: Draft,
    private readonly alone: boolean,
  ) {}

  prefix(noun: string): string {
    if (this.alone) return "";
    const base = singular(noun).toUpperCase().replace(/ /g, "_");
    const count = (this.used.get(base) ?? 0) + 1;
    this.used.set(base, count);
    return count === 1 ? `${base}_` : `${base}_${count}_`;
  }

  mm(prefix: string, name: string, value: number): Length {
    const words = `${prefix}${name}`.toLowerCase().replace(/_/g, " ").trim();
    const label = words.charAt(0).toUpperCase() + words.slice(1);
    return { v: value, code: this.draft.mm(`${prefix}${name}`, label, value) };
  }
}

/** Everything that says how large; "total" is left for whoever joins solids. */
export function sizesOf(text: Text, mentions: Mention[]): Sizes & { bare: number | null } {
  const sizes = readSizes(
    text,
    mentions.flatMap((m) => [m.range, ...m.more]),
  );
  const bare = mentions.map((m) => readBare(text, m.before)).find((mm) => mm !== null) ?? null;
  if (sizes.twice) throw new NotBuilt("one size given twice");
  return { ...sizes, bare };
}

/** The shape of a solid at its own origin, standing on Z = 0. */
export function shapeOf(
  text: Text,
  mentions: Mention[],
  sizes: Sizes & { bare: number | null },
  names: Names,
  base: Extent | null,
): Shape {
  const { noun, kind } = mentions[0]!;
  const ranges = mentions.map((m) => m.range);
  const { by, group, bare } = sizes;
  const need = (...values: (number | null | undefined)[]): number => {
    const found = values.find((value) => value !== null && value !== undefined);
    if (found === undefined || found === null || !(found > 0)) throw new NotBuilt(`${noun} lacks a size`);
    return found;
  };
  const used = new Set<string>();
  const pick = (...keys: (keyof typeof by)[]): number | undefined => {
    for (const key of keys)
      if (by[key] !== undefined && !used.has(key)) {
        used.add(key);
        return by[key];
      }
    return undefined;
  };
  const prefix = names.prefix(noun);
  const allUsed = (groupUsed: number, bareUsed: boolean): void => {
    for (const key of Object.keys(by)) if (!used.has(key)) throw new NotBuilt(`${noun}: ${key} unused`);
    if (group.length > groupUsed) throw new NotBuilt(`${noun}: sizes in a row unused`);
    if (bare !== null && !bareUsed) throw new NotBuilt(`${noun}: size without a word`);
  };
  const polygon = /\b(hexagonal|hex|octagonal|pentagonal)\b/;
  const poly = text.takeAll(polygon, ranges)[0]?.groups[0];
  if (kind === "prism" && poly === undefined && !text.says(/\brectangular|\bsquare/, ranges))
    throw new NotBuilt("which prism");
  if (poly !== undefined) {
    const sides = poly.startsWith("hex") ? 6 : poly.startsWith("oct") ? 8 : 5;
    const flats = pick("flats") ?? (sides === 6 && by.side !== undefined ? pick("side")! * Math.sqrt(3) : undefined);
    if (sides === 5) throw new NotBuilt("pentagon");
    const across = need(flats);
    const height = need(pick("height", "length", "thickness", "z", "depth"));
    const inner = pick("inner");
    allUsed(0, false);
    const [f, h] = [names.mm(prefix, "ACROSS_FLATS", across), names.mm(prefix, "HEIGHT", height)];
    const corners = across / Math.cos(Math.PI / sides);
    const bore = inner === undefined ? null : { name: names.mm(prefix, "BORE", inner).code, mm: inner };
    const isEven = sides === 8;
    return {
      round: false,
      x: isEven ? f : { v: corners, code: `${f.code} / 0.8660254038` },
      y: f,
      z: h,
      body: `extrude(RegularPolygon(${f.code} / 2, ${sides}, major_radius=False${isEven ? ", rotation=22.5" : ""}), amount=${h.code})`,
      cuts: (from) => (bore ? [`${from}Cylinder(${bore.name} / 2, ${h.code}, ${UP})`] : []),
      bore,
    };
  }
  const isRoundBox =
    kind === "box" && group.length === 0 && by.x === undefined && (by.diameter !== undefined || by.outer !== undefined);
  if (isRoundBox) text.takeAll(/\b(?:round|circular)\b/, ranges);
  switch (isRoundBox ? "cylinder" : kind) {
    case "sphere":
    case "hemisphere": {
      const d = names.mm(prefix, "DIAMETER", need(pick("diameter", "outer"), bare));
      allUsed(0, true);
      const isHalf = kind === "hemisphere";
      return {
        round: true,
        x: d,
        y: d,
        z: isHalf ? half(d) : d,
        body: isHalf
          ? `Sphere(${d.code} / 2, arc_size1=0, align=(Align.CENTER, Align.CENTER, Align.MIN))`
          : `Sphere(${d.code} / 2, ${UP})`,
        cuts: () => [],
        bore: null,
      };
    }
    case "cone": {
      const big = names.mm(prefix, "BOTTOM_DIAMETER", need(pick("big", "diameter"), bare));
      const top = pick("small");
      const h = names.mm(prefix, "HEIGHT", need(pick("height", "length", "z")));
      allUsed(0, true);
      const small = top === undefined ? null : names.mm(prefix, "TOP_DIAMETER", top);
      return {
        round: true,
        x: big,
        y: big,
        z: h,
        body: `Cone(${big.code} / 2, ${small ? `${small.code} / 2` : "0"}, ${h.code}, ${UP})`,
        cuts: () => [],
        bore: null,
      };
    }
    case "cylinder":
    case "tube":
    case "cup": {
      if (kind !== "tube" && by.big !== undefined && by.small !== undefined) {
        const [big, small] = [
          names.mm(prefix, "BIG_DIAMETER", pick("big")!),
          names.mm(prefix, "SMALL_DIAMETER", pick("small")!),
        ];
        const h = names.mm(prefix, "LENGTH", need(pick("length", "height", "z")));
        allUsed(0, false);
        const wide = big.v >= small.v ? big : small;
        return {
          round: true,
          x: wide,
          y: wide,
          z: h,
          body: `Cone(${big.code} / 2, ${small.code} / 2, ${h.code}, ${UP})`,
          cuts: () => [],
          bore: null,
        };
      }
      if (kind === "tube" && (group.length > 0 || by.side !== undefined)) {
        if (
          text.takeAll(/\b(?:square|rectangular)\b|\b(?:cross )?section\b/, ranges).length === 0 &&
          by.side === undefined
        )
          throw new NotBuilt("which sizes of a ring");
        const wall = need(pick("wall", "thickness"));
        const [a, b] = by.side !== undefined ? [pick("side"), by.side] : group;
        const [l, w] = [names.mm(prefix, "WIDTH", need(a)), names.mm(prefix, "DEPTH", need(b))];
        const t = names.mm(prefix, "WALL", wall);
        const h = names.mm(prefix, "LENGTH", need(pick("length", "height", "z", "x", "y")));
        allUsed(by.side !== undefined ? 0 : 2, false);
        if (2 * t.v >= Math.min(l.v, w.v)) throw new NotBuilt("wall too thick");
        return {
          round: false,
          x: l,
          y: w,
          z: h,
          body: `Box(${l.code}, ${w.code}, ${h.code}, ${UP})`,
          cuts: (from) => [`${from}Box(${l.code} - 2 * ${t.code}, ${w.code} - 2 * ${t.code}, ${h.code}, ${UP})`],
          bore: null,
        };
      }
      if (
        group.length > 0 ||
        text.says(
          /\b(?:square|rectangular)\b/,
          mentions.map((m) => m.before),
        )
      )
        return boxShape(text, ranges, noun, sizes, names, prefix, base, need, pick, allUsed);
      const wall = pick("wall");
      const isHollow = kind !== "cylinder" || text.take(/\bhollow\b/, ranges) !== null || wall !== undefined;
      let outer = pick("outer", "diameter") ?? (isHollow && by.inner !== undefined ? undefined : (bare ?? undefined));
      const usesBare = outer === bare && bare !== null;
      let inner = pick("inner");
      if (kind === "cup") text.take(/\bopen(?: at the)? top(?:ped)?\b/, ranges);
      const floor = kind === "cup" ? (pick("floor") ?? wall) : undefined;
      const thickness = by.thickness;
      if (
        isHollow &&
        kind === "tube" &&
        inner === undefined &&
        wall === undefined &&
        outer !== undefined &&
        thickness !== undefined &&
        (by.height ?? by.length ?? by.width) !== undefined
      )
        inner = outer - 2 * pick("thickness")!;
      if (
        outer === undefined &&
        inner !== undefined &&
        wall === undefined &&
        thickness !== undefined &&
        (by.height ?? by.length ?? by.width) !== undefined
      )
        outer = inner + 2 * pick("thickness")!;
      if (outer === undefined && inner !== undefined && wall !== undefined) outer = inner + 2 * wall;
      if (inner === undefined && outer !== undefined && wall !== undefined) inner = outer - 2 * wall;
      const od = names.mm(prefix, "DIAMETER", need(outer));
      const h = names.mm(prefix, "HEIGHT", need(pick("height", "length", "thickness", "z", "width", "depth", "total")));
      allUsed(0, usesBare);
      if (inner !== undefined && !(inner > 0 && inner < od.v)) throw new NotBuilt("bore does not fit");
      const id = inner === undefined ? null : names.mm(prefix, "BORE", inner);
      const bottom = floor === undefined ? null : names.mm(prefix, "FLOOR", floor);
      if (kind === "cup" && (id === null || bottom === null)) throw new NotBuilt("cup without a wall");
      return {
        round: true,
        x: od,
        y: od,
        z: h,
        body: `Cylinder(${od.code} / 2, ${h.code}, ${UP})`,
        cuts: (from) =>
          id === null
            ? []
            : [
                bottom === null
                  ? `${from}Cylinder(${id.code} / 2, ${h.code}, ${UP})`
                  : `${from}Pos(0, 0, ${bottom.code}) * Cylinder(${id.code} / 2, ${h.code} - ${bottom.code}, ${UP})`,
              ],
        bore: id === null || bottom !== null ? null : { name: id.code, mm: id.v },
      };
    }
    default:
      return boxShape(
        text,
        ranges,
        noun,
        sizes,
        names,
        prefix,
        base,
        need,
        pick,
        allUsed,
        text.takeAll(/\bopen(?: at the)? top(?:ped)?\b|\bhollow\b/, ranges).length > 0 || kind === "tray",
      );
  }
}

function boxShape(
  text: Text,
  ranges: Range[],
  noun: string,
  { by, group, bare }: Sizes & { bare: number | null },
  names: Names,
  prefix: string,
  base: Extent | null,
  need: (...values: (number | null | undefined)[]) => number,
  pick: (...keys: (keyof Sizes["by"])[]) => number | undefined,
  allUsed: (groupUsed: number, bareUsed: boolean) => void,
  open = false,
): Shape {
  let [x, y, z]: (number | undefined)[] = [pick("x"), pick("y"), pick("z")];
  let usesBare = false;
  const isTall = by.height !== undefined || by.thickness !== undefined || by.depth !== undefined || z !== undefined;
  if (
    group.length === 0 &&
    by.length === undefined &&
    by.width !== undefined &&
    by.depth !== undefined &&
    by.height !== undefined
  )
    [x, y, z] = [pick("width"), pick("depth"), pick("height")];
  else if (group.length === 2 && by.length !== undefined && !isTall) [x, y, z] = [pick("length"), group[0], group[1]];
  else if (group.length === 0 && by.side !== undefined && by.length !== undefined && !isTall) {
    // "square section 12 mm, 200 mm long": the bar lies.
    const square = pick("side");
    [x, y, z] = [pick("length"), square, square];
  } else if (group.length >= 2) {
    if (x !== undefined || y !== undefined) throw new NotBuilt("sizes twice");
    [x, y] = group;
    z ??= group[2];
  }
  if (
    base !== null &&
    group.length === 0 &&
    by.thickness !== undefined &&
    by.height !== undefined &&
    by.width !== undefined
  ) {
    // "a web 6 mm thick, 40 mm wide, 50 mm tall": it stands on edge, along the side that is as wide as it.
    const [thin, wide, tall] = [pick("thickness")!, pick("width")!, pick("height")!];
    const along = [base.x1.v - base.x0.v, base.y1.v - base.y0.v].map((v) => Math.abs(v - wide) < 1e-6);
    if (along[0] === along[1]) throw new NotBuilt("which way the plate stands");
    [x, y, z] = along[0] ? [wide, thin, tall] : [thin, wide, tall];
  }
  const side = pick("side");
  if (side !== undefined) [x, y] = [x ?? side, y ?? side];
  if (/^cubes?$/.test(noun)) {
    if (x === undefined && bare !== null) [x, usesBare] = [bare, true];
    y ??= x;
    z ??= x;
  }
  x ??= pick("length");
  y ??= pick("width");
  z ??= pick("height", "thickness");
  if (z === undefined && bare !== null && !usesBare) [z, usesBare] = [bare, true];
  y ??= pick("thickness", "depth");
  z ??= pick("depth");
  if (x === undefined && base !== null) x = base.x1.v - base.x0.v;
  const rounded = pick("corners");
  const roundEnds = text.takeAll(/\b(?:(?:with|and|,) )*roundends(?: §)?/, ranges);
  const wall = open ? need(pick("wall", "thickness"), by.floor) : undefined;
  const floor = open ? (pick("floor") ?? wall) : undefined;
  if (open && z === undefined) throw new NotBuilt("box without a height");
  allUsed(3, usesBare);
  const [l, w, h] = [
    names.mm(prefix, "LENGTH", need(x)),
    names.mm(prefix, "WIDTH", need(y)),
    names.mm(prefix, "HEIGHT", need(z)),
  ];
  const shell =
    wall === undefined || floor === undefined
      ? null
      : { wall: names.mm(prefix, "WALL", wall), floor: names.mm(prefix, "FLOOR", floor) };
  text.takeAll(/\b(?:square|rectangular)\b/, ranges);
  let body = `Box(${l.code}, ${w.code}, ${h.code}, ${UP})`;
  if (rounded !== undefined) {
    if (shell || roundEnds.length > 0 || 2 * rounded >= Math.min(l.v, w.v)) throw new NotBuilt("rounded corners");
    body = `extrude(RectangleRounded(${l.code}, ${w.code}, ${names.mm(prefix, "CORNER_RADIUS", rounded).code}), amount=${h.code})`;
  }
  if (roundEnds.length > 0) {
    const radii = roundEnds.flatMap(({ values }) => lengthOf(values[0]) ?? []);
    if (shell || l.v <= w.v || radii.some((radius) => Math.abs(radius - w.v / 2) > 1e-6))
      throw new NotBuilt("rounded ends");
    body = `extrude(SlotOverall(${l.code}, ${w.code}), amount=${h.code})`;
  }
  if (/\b(?:bearing|pillow)\b/.test(ranges.map((range) => text.slice(range)).join(" ")))
    throw new NotBuilt("a bearing block lies");
  if (shell && (2 * shell.wall.v >= Math.min(l.v, w.v) || shell.floor.v >= h.v)) throw new NotBuilt("wall too thick");
  return {
    round: false,
    x: l,
    y: w,
    z: h,
    body,
    cuts: (from) =>
      shell
        ? [
            `${from}Pos(0, 0, ${shell.floor.code}) * Box(${l.code} - 2 * ${shell.wall.code}, ${w.code} - 2 * ${shell.wall.code}, ${h.code} - ${shell.floor.code}, ${UP})`,
          ]
        : [],
    bore: null,
  };
}
