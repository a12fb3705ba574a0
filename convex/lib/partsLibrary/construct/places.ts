import { half, middle as midpoint, minus, number, plus, ZERO, type Length } from "./expression";
import { NotBuilt, type Axis, type coordinatesOf, type Extent, type Solid } from "./solids";
import { countOf, lengthOf, type Range, type Text } from "./text";

/** Where holes and openings are: on a circle, in a row or grid, near the edges, at coordinates. */

/** "on a 55 mm bolt circle", "PCD 120 mm": the diameter. */
export function readCircle(text: Text, ranges: Range[]): number | null {
  const found =
    text.take(
      /(?:,? ?(?:arranged |located |placed |spaced |positioned |distributed |equally spaced |evenly spaced |evenly distributed )*(?:on|in|around|at|with) )?(?:an? |the )?§ (?:diameter )?(?:(?:bolt|pitch|hole|mounting) )*(?:circle(?: diameter)?|pcd|bcd)/,
      ranges,
    ) ??
    text.take(
      /(?:on|with|at)? ?(?:an? |the )?(?:(?:(?:bolt|pitch|hole) )*circle(?: diameter)?|pcd|bcd) (?:(?:of|is|=|:|with) )*(?:an? )?(?:diameter )?(?:of )?§(?: (?:in )?diameter)?/,
      ranges,
    ) ??
    text.take(/(?:on|in|around) an? (?:circle|ring) (?:of |with )?(?:an? )?§ (?:in )?(?:diameter)/, ranges);
  return found === null ? null : lengthOf(found.values[0]);
}

export type Spread =
  | { kind: "row"; step: number; along: "x" | "y" | null }
  | { kind: "grid"; nx: number; ny: number; dx: number; dy: number }
  | { kind: "rectangle"; dx: number; dy: number };

/** "30 mm apart", "3 x 2 grid spaced 40 mm", "at 48 x 32 mm centers". */
export function readSpread(text: Text, ranges: Range[]): Spread | null {
  const grid = text.take(
    /(?:(?:arranged |placed )?(?:in|on|as) )?(?:an? )?# (?:× |by )# (?:rectangular )?(?:grid|array|pattern|matrix)(?: of)?/,
    ranges,
  );
  if (grid) {
    const [nx, ny] = [countOf(grid.values[0]), countOf(grid.values[1])];
    const pair =
      text.take(
        /(?:with |at |spaced )*(?:an? )?§ (?:pitch|spacing|apart|spaced) (?:axisx|in x) (?:and |, )?(?:an? )?§ (?:(?:pitch|spacing|apart) )?(?:axisy|in y)/,
        ranges,
      ) ?? text.take(/(?:with |at |spaced |spacing )*§ (?:× |by )§ (?:spacing|pitch|apart|centers)/, ranges);
    const one =
      pair ??
      text.take(
        /(?:with |at |and )*(?:an? )?(?:(?:spaced|spacing|pitch) (?:of |is )*§|§ (?:spacing|pitch|apart|between (?:hole )?centers|center to center))(?: (?:in|between) (?:both directions|centers|x and y|each direction))?(?: (?:apart|between centers))?(?: (?:in )?both directions)?/,
        ranges,
      );
    const dx = lengthOf(one?.values[0]);
    const dy = lengthOf(one?.values[1]) ?? dx;
    if (nx === null || ny === null || dx === null || dy === null) throw new NotBuilt("grid without a pitch");
    return { kind: "grid", nx, ny, dx, dy };
  }
  const pair = text.take(
    /(?:,? ?(?:at|on|with|in) )?(?:an? )?§ (?:× |by )§ (?:rectangular |square )?(?:spacing|pitch|apart|centers|pattern|grid|hole pattern|bolt pattern)/,
    ranges,
  );
  if (pair) return { kind: "rectangle", dx: lengthOf(pair.values[0])!, dy: lengthOf(pair.values[1])! };
  const square = text.take(/(?:(?:at|on|in|with) )?(?:an? )?§ square (?:spacing|pattern|pitch|grid)/, ranges);
  if (square) return { kind: "rectangle", dx: lengthOf(square.values[0])!, dy: lengthOf(square.values[0])! };
  const row = text.take(
    /(?:(?:located|placed|spaced|positioned|drilled|and|at|with|,) )*(?:an? )?(?:§ (?:apart|spacing|pitch|(?:between|on|at|from) (?:(?:hole|their|the) )?centers?(?: to center)?|center to center|center distance)|(?:spaced|spacing of|pitch of|centers?) § ?(?:apart|between (?:hole )?centers)?)(?: (?:from each other|center to center))?( (?:along|in|on) (?:the )?(?:x|y|length|width|center ?line|long axis)(?: axis)?\b| axis[xy])?/,
    ranges,
  );
  if (!row) return null;
  const way = row.groups[0] ?? "";
  return {
    kind: "row",
    step: lengthOf(row.values[0])!,
    along: /y\b|width/.test(way) ? "y" : /x\b/.test(way) ? "x" : null,
  };
}

export type Rim = {
  each: boolean;
  from: "edges" | "ends" | "left" | "right" | "top" | "bottom" | "front" | "rear";
  mm: number;
};

/** "8 mm from each edge", "10 mm from the ends", "15 mm from the left side". */
export function readRim(text: Text, ranges: Range[]): Rim[] {
  const rims = text.takeAll(
    /(?:(?:the )?(?:hole )?centers? (?:of (?:the |each )?holes? )?(?:is|are|being)? ?)?(?:(?:located|placed|positioned|inset|set|,|and|with|at|is|are) )*§ (?:in )?(?:away )?(?:from (?:(?:its|the|each|both|all|their) )*(?:# )?(?:(?:adjacent|nearest|outer|plate|two) )*(edges?|sides?|ends?|corners?|left|right|top|bottom|front|rear|back)(?: (?:edges?|sides?|faces?|ends?|surface))?(?: of (?:the )?~*)?|inset)/,
    ranges,
  );
  return rims.map(({ text: found, groups, values }) => {
    const word = groups[0] ?? "edges";
    const from = /^(?:edge|side|corner)/.test(word)
      ? "edges"
      : /^end/.test(word)
        ? "ends"
        : word === "back"
          ? "rear"
          : (word as Rim["from"]);
    return { from, mm: lengthOf(values[0])!, each: /\b(?:each|both)\b/.test(found) };
  });
}

export type FaceBox = { x0: Length; x1: Length; y0: Length; y1: Length };

export function faceOf(e: Extent): FaceBox {
  return e;
}

/** The side that a level hole enters: its width, and Z upwards. */
export function sideOf(e: Extent, axis: Axis): FaceBox {
  return axis === "x" ? { x0: e.y0, x1: e.y1, y0: e.z0, y1: e.z1 } : { x0: e.x0, x1: e.x1, y0: e.z0, y1: e.z1 };
}

export function placesOf(q: {
  circle: number | null;
  spread: Spread | null;
  rim: Rim[];
  coordinates: ReturnType<typeof coordinatesOf>;
  corners: boolean;
  centered: boolean;
  count: number | null;
  face: FaceBox;
  axis: Axis;
  target: Solid;
  mm: (name: string, value: number) => Length;
}): [Length, Length][] {
  const { circle, spread, rim, coordinates, corners, face, axis, target, mm } = q;
  // "a hole 10 mm from each end" is two.
  const count = q.count === null && rim[0]?.from === "ends" && rim[0].each ? 2 : q.count;
  const [cx, cy] = [midpoint(face.x0, face.x1), midpoint(face.y0, face.y1)];
  const said = [circle !== null, spread !== null, coordinates !== null].filter(Boolean).length;
  if (said > 1) throw new NotBuilt("holes placed in two ways");
  if (circle !== null) {
    if (count === null || axis !== "z" || rim.length > 0 || corners) throw new NotBuilt("bolt circle");
    const d = mm("BOLT_CIRCLE", circle);
    return Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count;
      const [c, s] = [Math.cos(angle), Math.sin(angle)].map((v) => (Math.abs(v) < 1e-12 ? 0 : v)) as [number, number];
      return [plus(cx, scaled(d, c / 2)), plus(cy, scaled(d, s / 2))];
    });
  }
  if (coordinates) {
    const [first, second] =
      axis === "z" ? (["x", "y"] as const) : axis === "x" ? (["y", "z"] as const) : (["x", "z"] as const);
    const third = axis;
    if (coordinates[third].some((v) => v !== 0)) throw new NotBuilt("place along the hole");
    const pairs: [number | null, number | null][] =
      coordinates.points.length > 0 && axis === "z"
        ? [...coordinates.points]
        : crossed(coordinates[first], coordinates[second], count);
    if (rim.length > 0 || corners) throw new NotBuilt("holes placed in two ways");
    if (pairs.length !== (count ?? 1) && !(count === null && pairs.length > 0))
      throw new NotBuilt("as many places as holes");
    return pairs.map(([x, y]) => [x === null ? cx : number(x), y === null ? cy : number(y)]);
  }
  const width = face.x1.v - face.x0.v;
  const depth = face.y1.v - face.y0.v;
  const inset = rim.find(({ from }) => from === "edges");
  const ends = rim.find(({ from }) => from === "ends");
  if (spread?.kind === "rectangle" || spread?.kind === "grid") {
    const [nx, ny] = spread.kind === "grid" ? [spread.nx, spread.ny] : [2, 2];
    if (rim.length > 0 || (count !== null && count !== nx * ny)) throw new NotBuilt("grid");
    const [dx, dy] = [mm("SPACING_X", spread.dx), mm("SPACING_Y", spread.dy)];
    return range(nx).flatMap((i) =>
      range(ny).map((j): [Length, Length] => [
        plus(cx, scaled(dx, i - (nx - 1) / 2)),
        plus(cy, scaled(dy, j - (ny - 1) / 2)),
      ]),
    );
  }
  if (spread?.kind === "row") {
    if (count === null || count < 2 || rim.length > 0 || corners) throw new NotBuilt("row");
    const step = mm("SPACING", spread.step);
    const alongX = spread.along === "x" || (spread.along === null && width >= depth - 1e-9);
    if ((count - 1) * spread.step >= (alongX ? width : depth)) throw new NotBuilt("row too long");
    return range(count).map((i): [Length, Length] => {
      const shift = scaled(step, i - (count - 1) / 2);
      return alongX ? [plus(cx, shift), cy] : [cx, plus(cy, shift)];
    });
  }
  if ((corners || inset) && count === 4 && inset && rim.length === 1 && !target.round) {
    const e = mm("EDGE_DISTANCE", inset.mm);
    if (2 * inset.mm >= Math.min(width, depth)) throw new NotBuilt("edge distance");
    return [face.x0, face.x1].flatMap((x, i) =>
      [face.y0, face.y1].map((y, j): [Length, Length] => [
        i === 0 ? plus(x, e) : minus(x, e),
        j === 0 ? plus(y, e) : minus(y, e),
      ]),
    );
  }
  if (ends && count === 2 && rim.length === 1 && !corners) {
    const e = mm("END_DISTANCE", ends.mm);
    return width >= depth
      ? [
          [plus(face.x0, e), cy],
          [minus(face.x1, e), cy],
        ]
      : [
          [cx, plus(face.y0, e)],
          [cx, minus(face.y1, e)],
        ];
  }
  if (rim.length > 0 && rim.length <= 2 && (count ?? 1) === 1 && !corners) {
    let [x, y]: Length[] = [cx, cy];
    for (const { from, mm: value } of rim) {
      const e = mm("EDGE_DISTANCE", value);
      if (from === "left") x = plus(face.x0, e);
      else if (from === "right") x = minus(face.x1, e);
      else if (from === "bottom" || from === "front") y = plus(face.y0, e);
      else if (from === "top" || from === "rear") y = minus(face.y1, e);
      else throw new NotBuilt("which edge");
    }
    return [[x!, y!]];
  }
  if (rim.length > 0 || corners) throw new NotBuilt("holes at corners without a distance");
  if ((count ?? 1) === 1) return [[cx, cy]];
  throw new NotBuilt("holes without places");
}

/** One in the middle and one near each end of the longer side. */
export function lineOf(face: FaceBox, distance: Length): [Length, Length][] {
  const [cx, cy] = [midpoint(face.x0, face.x1), midpoint(face.y0, face.y1)];
  const alongX = face.x1.v - face.x0.v >= face.y1.v - face.y0.v;
  return alongX
    ? [
        [plus(face.x0, distance), cy],
        [cx, cy],
        [minus(face.x1, distance), cy],
      ]
    : [
        [cx, plus(face.y0, distance)],
        [cx, cy],
        [cx, minus(face.y1, distance)],
      ];
}

/** The two centres of rounded ends. */
export function endCenters(e: Extent, count: number | null): [Length, Length][] {
  if (count !== 2) throw new NotBuilt("holes in the ends");
  const shift = half(minus(minus(e.x1, e.x0), minus(e.y1, e.y0)));
  const mid = midpoint(e.y0, e.y1);
  return [
    [minus(ZERO, shift), mid],
    [shift, mid],
  ];
}

/** X and Y of several places: each with each where their counts multiply to the holes, else one by one. */
export function crossed(xs: number[], ys: number[], count: number | null): [number | null, number | null][] {
  if (xs.length === 0) return ys.map((y) => [null, y]);
  if (ys.length === 0) return xs.map((x) => [x, null]);
  if (xs.length === ys.length && xs.length === count) return xs.map((x, i) => [x, ys[i]!]);
  return xs.flatMap((x) => ys.map((y): [number, number] => [x, y]));
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

export function scaled(a: Length, factor: number): Length {
  if (Math.abs(factor) < 1e-12) return ZERO;
  const f = String(Math.round(Math.abs(factor) * 1e9) / 1e9);
  const code = f === "0.5" ? `${a.code} / 2` : f === "1" ? a.code : `${a.code} * ${f}`;
  return { v: a.v * factor, code: factor < 0 ? `-${code}` : code };
}
