import { assumed, BODY, Draft, given, n, type Family } from "../family";
import { formatMm, type Dim, type Query, type Reading } from "../reading";
import { AskBack, type BuiltPart } from "../types";
import { readOuter } from "./plates";

/** Flat parts and bars whose outline is neither a rectangle nor a circle: half and quarter discs, crosses, stars. */

const THICK = (r: Reading, label: string, fallback: number): Dim =>
  r.dim(
    label,
    fallback,
    { attr: ["thickness", "height", "length", "depth", "z"], subject: BODY },
    { attr: ["none"], subject: BODY },
  );

export const discSector: Family = {
  id: "discSector",
  title: "Half or quarter disc",
  names: [
    /(?:half|quarter) (?:round|circle|circular|disc|disk|cylinder|moon)s?(?: (?:bar|rod|plate|disc|disk|profile|stock)s?)?/,
    /semi ?(?:circles?|circular)(?: (?:plate|disc|disk|bar)s?)?/,
    /half (?:pipe|tube)s?/,
    /d (?:section|profile|shaped bar)s?/,
  ],
  example: "Half-round bar 20 mm diameter, 100 mm long",
  exemplars: [
    "quarter circle plate with radius 50 mm and thickness 4 mm",
    "semicircular plate 80 mm diameter, 6 mm thick",
  ],
  build: (r) => {
    const isQuarter = r.says(/\bquarter\b/);
    r.heard(/\b(?:half|quarter|semi|round|semicircular|circular|circle|plate|bar|d)\b/);
    const wall = r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"], words: /\bwall/ });
    const inside = r.diameter("Inner diameter", null, { words: /\b(?:inner|inside|id|internal)\b/ });
    r.heard(/\b(?:pipe|tube|walls?)\b/);
    const diameter = readOuter(r, 60);
    const inner = inside?.value ?? (wall === null ? null : diameter.value - 2 * wall);
    if (inner !== null && (inner <= 0 || inner >= diameter.value))
      throw new AskBack(
        `An inner diameter of ${formatMm(inner)} does not fit an outer one of ${formatMm(diameter.value)}. Which size is right?`,
      );
    const length = THICK(
      r,
      r.says(/\bpipes?\b|\btubes?\b|\bbars?\b|\brods?\b|\bcylinders?\b/) ? "Length" : "Thickness",
      5,
    );
    const name = isQuarter ? "Quarter" : "Half";
    const d = new Draft(r, `${name} disc: flat ${isQuarter ? "sides" : "side"} along the axes, bottom at Z=0`);
    const [o, l] = [d.mm("DIAMETER", "Diameter of the whole circle", diameter), d.mm("LENGTH", "Length", length)];
    const keep = isQuarter
      ? `Rectangle(${o}, ${o}, align=(Align.MIN, Align.MIN))`
      : `Rectangle(2 * ${o}, ${o}, align=(Align.CENTER, Align.MIN))`;
    const hollow = inner === null ? "" : ` - Circle(${d.mm("INNER_DIAMETER", "Inner diameter", inner)} / 2)`;
    d.s.add(`outline = (Circle(${o} / 2)${hollow}) & ${keep}`, `result = extrude(outline, amount=${l})`);
    const half = { value: diameter.value / 2, given: diameter.given };
    d.box(isQuarter ? half : diameter, half, length);
    if (diameter.given && length.given)
      d.volume(((Math.PI * (diameter.value ** 2 - (inner ?? 0) ** 2)) / (isQuarter ? 16 : 8)) * length.value);
    return d.done(`${name} disc Ø${n(diameter.value)} × ${n(length.value)} mm`);
  },
};

export const cross: Family = {
  id: "cross",
  title: "Cross-shaped plate",
  names: [
    /(?:cross|plus|x) (?:shaped )?(?:plate|bracket|piece|part|solid|body|block|bar)s?/,
    /cross(?:es)?/,
    /plus signs?/,
  ],
  example: "Cross-shaped plate 80 x 80 mm, arms 20 mm wide, 5 mm thick",
  exemplars: ["plus-shaped plate 60 x 60 mm with 15 mm wide arms, 4 mm thick"],
  build: (r) => {
    r.heard(/\b(?:cross|plus|shaped|arms?|plate)\b/);
    const bars = r.says(/\b(?:bars?|beams?|strips?)\b/) ? r.group(3, {}) : null;
    const group = bars ?? r.group(2, {});
    const [across = null, along = null, deep = null] = group?.map((m) => (r.use(m), m.mm)) ?? [];
    if (bars !== null && across !== null && along !== null && deep !== null) {
      r.count(/# (?:\w+ )*?(?:§ × § × § )?(?:bars|beams|strips)\b/);
      r.heard(/\b(?:bars|beams|strips|intersecting|crossing|crossed)\b/);
      return crossOf(r, given(across), given(across), given(along), given(deep));
    }
    const arm = r.maybe(
      "Arm width",
      { attr: ["width", "none", "thickness"], subject: ["arm"] },
      { attr: ["width"], near: ["arm"] },
    );
    const size = across ?? r.maybe("Size", { attr: ["length", "width", "side", "none"], subject: BODY });
    const thickness = r.dim("Thickness", 5, { attr: ["thickness", "height"], subject: [...BODY, "arm"] });
    const x: Dim = size === null ? assumed(80) : given(size);
    const y: Dim = along === null ? x : given(along);
    if (size === null) r.assume("Size not given: 80 mm");
    const a: Dim = arm === null ? assumed(Math.round(Math.min(x.value, y.value) / 4)) : given(arm);
    if (arm === null) r.assume(`Arm width not given: ${formatMm(a.value)}`);
    if (a.value >= Math.min(x.value, y.value))
      throw new AskBack(
        `Arms of ${formatMm(a.value)} are not narrower than a cross of ${formatMm(Math.min(x.value, y.value))}. Which size is right?`,
      );
    return crossOf(r, x, y, a, thickness);
  },
};

function crossOf(r: Reading, x: Dim, y: Dim, arm: Dim, thickness: Dim): BuiltPart {
  const d = new Draft(r, "Cross: arms along X and Y, bottom at Z=0");
  const [l, w, b, t] = [
    d.mm("LENGTH", "Length", x),
    d.mm("WIDTH", "Width", y),
    d.mm("ARM", "Arm width", arm),
    d.mm("THICKNESS", "Thickness", thickness),
  ];
  d.s.add(`outline = Rectangle(${l}, ${b}) + Rectangle(${b}, ${w})`, `result = extrude(outline, amount=${t})`);
  d.box(x, y, thickness);
  if (x.given && y.given && arm.given && thickness.given)
    d.volume((x.value * arm.value + y.value * arm.value - arm.value ** 2) * thickness.value);
  return d.done(`Cross ${n(x.value)} × ${n(y.value)} × ${n(thickness.value)} mm`);
}

/** A star polygon {5/2} has its inner corners at 0.382 of the outer radius: (3 − √5) / 2. */
const PENTAGRAM = (3 - Math.sqrt(5)) / 2;

export const star: Family = {
  id: "star",
  title: "Star",
  names: [/(?:\w+ pointed |# point(?:ed)? )?stars?(?: (?:plate|shape|ornament)s?)?/],
  example: "Five-pointed star 60 mm outer diameter, 5 mm thick",
  exemplars: ["star with 6 points, 80 mm outer diameter, 40 mm inner diameter, 4 mm thick"],
  build: (r) => {
    const points = r.count(/# (?:point(?:ed|s)?)/) ?? 5;
    r.heard(/\b(?:stars?|points?|pointed|plate|shape|tips?)\b/);
    const inner = r.diameter("Inner diameter", null, { words: /\b(?:inner|inside)\b/ });
    const outer = readOuter(r, 60, "Outer diameter");
    const thickness = THICK(r, "Thickness", 5);
    const i: Dim = inner ?? assumed(Math.round(outer.value * PENTAGRAM * 100) / 100);
    if (inner === null) r.assume(`Inner diameter not given: ${formatMm(i.value)}`);
    if (points < 3 || points > 60) throw new AskBack(`A star of ${points} points is not made here. How many, 3 to 60?`);
    if (i.value >= outer.value)
      throw new AskBack(
        `The inner diameter of ${formatMm(i.value)} is not smaller than the outer diameter of ${formatMm(outer.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Star, one point along +Y, bottom at Z=0");
    const [o, b, t] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", outer),
      d.mm("INNER_DIAMETER", "Inner diameter", i),
      d.mm("THICKNESS", "Thickness", thickness),
    ];
    const c = d.s.count("POINTS", points, "Points", 3, 60);
    d.s.add(
      `corners = [`,
      `    Vector(0, (${o} if k % 2 == 0 else ${b}) / 2).rotate(Axis.Z, 180 * k / ${c}) for k in range(2 * ${c})`,
      `]`,
      `result = extrude(make_face(Polyline(*corners, close=True)), amount=${t})`,
    );
    d.box(null, null, thickness);
    if (outer.given && i.given && thickness.given)
      d.volume(points * (outer.value / 2) * (i.value / 2) * Math.sin(Math.PI / points) * thickness.value);
    return d.done(`Star Ø${n(outer.value)} × ${n(thickness.value)} mm, ${points} points`);
  },
};

export const frame: Family = {
  id: "frame",
  title: "Frame",
  names: [/(?:rectangular|square|flat|picture|photo|open|window|plain) frames?/, /rectangular rings?/],
  example: "Rectangular frame 120 x 90 mm outside, 10 mm wide bars, 8 mm thick",
  exemplars: [
    "square frame 100 mm outside, 80 mm inside, 5 mm thick",
    "picture frame 200 x 150 mm, 20 mm wide, 6 mm thick",
  ],
  build: (r) => {
    r.heard(/\b(?:frames?|bars?|all round|border|opening|rails?|inside|outside)\b/);
    const isInner = /\b(?:inner|inside|internal|opening|clear)\b/;
    const sides = (query: Query): [number, number] | null => {
      const pair = r.group(2, query);
      if (pair) {
        for (const m of pair.slice(0, 2)) r.use(m);
        return [pair[0]?.mm ?? 0, pair[1]?.mm ?? 0];
      }
      const side = r.take({ ...query, attr: ["side", "none"] });
      return side === null ? null : [side.mm, side.mm];
    };
    const all: Query["subject"] = [...BODY, "border", "cutout"];
    const inner = sides({ subject: all, words: isInner });
    const third = r.group(3, { subject: all })?.[2] ?? null;
    if (third) r.use(third);
    const thickness =
      third?.mm ?? r.maybe("Thickness", { attr: ["thickness", "height", "depth"], subject: [...BODY, "border"] });
    const bar = r.maybe("Bar width", { attr: ["width"], subject: all }, { attr: ["none"], subject: ["border", "rib"] });
    const outer = sides({ subject: all, not: isInner });
    const wide = bar ?? (inner && outer ? (outer[0] - inner[0]) / 2 : 10);
    const high = inner && outer ? (outer[1] - inner[1]) / 2 : wide;
    const size: [number, number] = outer ?? (inner ? [inner[0] + 2 * wide, inner[1] + 2 * high] : [120, 90]);
    if (!outer && !inner) r.assume("Size not given: 120 mm × 90 mm");
    if (bar === null && !(inner && outer)) r.assume("Width of the bars not given: 10 mm");
    if (thickness === null) r.assume("Thickness not given: 5 mm");
    if (!(wide > 0 && high > 0) || 2 * wide >= size[0] || 2 * high >= size[1])
      throw new AskBack(
        `Bars of ${formatMm(wide)} do not leave an opening in a frame of ${formatMm(size[0])} × ${formatMm(size[1])}. Which size is right?`,
      );
    const isGiven = (outer ?? inner) !== null;
    const [x, y, z]: Dim[] = [
      { value: size[0], given: isGiven },
      { value: size[1], given: isGiven },
      thickness === null ? assumed(5) : given(thickness),
    ];
    const d = new Draft(r, "Frame, bottom at Z=0");
    const [l, w, t, b] = [
      d.mm("LENGTH", "Length", x!),
      d.mm("WIDTH", "Width", y!),
      d.mm("THICKNESS", "Thickness", z!),
      d.mm("BAR", "Width of the bars", wide),
    ];
    const c = high === wide ? b : d.mm("BAR_Y", "Width of the long bars", high);
    d.s.add(`result = extrude(Rectangle(${l}, ${w}) - Rectangle(${l} - 2 * ${b}, ${w} - 2 * ${c}), amount=${t})`);
    d.box(x!, y!, z!);
    if (isGiven && z!.given && (bar !== null || (inner && outer)))
      d.volume((size[0] * size[1] - (size[0] - 2 * wide) * (size[1] - 2 * high)) * z!.value);
    return d.done(`Frame ${n(size[0])} × ${n(size[1])} × ${n(z!.value)} mm`);
  },
};

/** DIN 6885 form A has both ends round, form B has none. */
export const parallelKey: Family = {
  id: "parallelKey",
  title: "Parallel key",
  names: [
    /(?:parallel|feather|machine|square) keys?(?! (?:ring|ways?|seats?|slots?))/,
    /keys?(?= § (?:×|by) § (?:×|by) §)/,
  ],
  example: "Parallel key 8 x 7 x 40 mm with rounded ends",
  exemplars: ["feather key 6x6x25", "machine key 10 mm wide, 8 mm high, 50 mm long, square ends"],
  build: (r) => {
    const isRound = r.heard(/\bround(?:ed)? ends?\b|\bends? rounded\b|\bform a\b/);
    const isSquare = r.heard(/\b(?:square|flat|straight) ends?\b|\bform b\b/);
    r.heard(/\bkeys?\b|\b(?:parallel|feather|machine)\b/);
    const all: Query["subject"] = [...BODY, "keyway"];
    const group = r.group(3, { subject: all });
    for (const m of group ?? []) r.use(m);
    const [w0 = null, h0 = null, l0 = null] = group?.map(({ mm }) => mm) ?? [];
    const size = (value: number | null, label: string, or: number, attrs: NonNullable<Query["attr"]>): Dim =>
      value === null ? r.dim(label, or, { attr: attrs, subject: all }) : given(value);
    const width = size(w0, "Width", 8, ["width"]);
    const height = size(h0, "Height", 7, ["height", "thickness"]);
    const length = size(l0, "Length", 40, ["length"]);
    if (!isRound && !isSquare) r.assume("Ends not given: square");
    if (isRound && length.value <= width.value)
      throw new AskBack(
        `A key ${formatMm(length.value)} long has no room for round ends ${formatMm(width.value)} wide. Which size is right?`,
      );
    const d = new Draft(r, "Parallel key, length along X, bottom at Z=0");
    const [w, h, l] = [
      d.mm("WIDTH", "Width", width),
      d.mm("HEIGHT", "Height", height),
      d.mm("LENGTH", "Length", length),
    ];
    d.s.add(`result = extrude(${isRound ? `SlotOverall(${l}, ${w})` : `Rectangle(${l}, ${w})`}, amount=${h})`);
    d.box(length, width, height);
    if (width.given && height.given && length.given) {
      const round = (Math.PI / 4 - 1) * width.value ** 2;
      d.volume((length.value * width.value + (isRound ? round : 0)) * height.value);
    }
    return d.done(`Key ${n(width.value)} × ${n(height.value)} × ${n(length.value)} mm`);
  },
};

export const trapezoid: Family = {
  id: "trapezoid",
  title: "Trapezoidal block or plate",
  names: [/(?:isosceles )?trapez(?:oid(?:al)?|ium)s?(?: (?:block|prism|plate|bar|solid|piece|spacer)s?)?/],
  example: "Trapezoidal block 100 mm at the bottom, 60 mm at the top, 40 mm high, 30 mm deep",
  exemplars: ["trapezoid plate, bottom 80 mm, top 50 mm, height 40 mm, thickness 5 mm"],
  build: (r) => {
    r.heard(/\b(?:isosceles|bottom|top|lower|upper|parallel|sides?|base|edges?|blocks?|plate|prism)\b/);
    const all: Query["subject"] = [...BODY, "block"];
    const named = (label: string, words: RegExp): number | null => {
      const [found] = r
        .find({ subject: all, attr: ["none", "width", "length", "side"] })
        .filter(
          (m) =>
            words.test(m.words) || words.test(/^\S+ ([a-z ]*)/.exec(r.plain.slice(r.offsetOf(m.token)))?.[1] ?? ""),
        );
      if (found === undefined) return null;
      r.use(found);
      if (!(found.mm > 0))
        throw new AskBack(`${label} is ${formatMm(found.mm)}; it must be more than 0. Which size should it have?`);
      return found.mm;
    };
    const low = named("The bottom", /\b(?:bottom|base|lower|long(?:er)?)\b/);
    const high = named("The top", /\b(?:top|upper|short(?:er)?)\b/);
    if (low === null || high === null)
      throw new AskBack("A trapezoid has two parallel sides. How long are the lower and the upper one?");
    const height = r.dim("Height", 40, { attr: ["height"], subject: all });
    const depth = r.dim(
      "Depth",
      10,
      { attr: ["depth", "thickness", "length", "width"], subject: all },
      { attr: ["none"], subject: all },
    );
    const d = new Draft(r, "Trapezoid: parallel sides along X, upright in Z, depth along Y");
    const [b, t, h, w] = [
      d.mm("BOTTOM", "Bottom", low),
      d.mm("TOP", "Top", high),
      d.mm("HEIGHT", "Height", height),
      d.mm("DEPTH", "Depth", depth),
    ];
    d.s.add(
      `side = make_face(Polyline((-${b} / 2, 0), (${b} / 2, 0), (${t} / 2, ${h}), (-${t} / 2, ${h}), close=True))`,
      `result = Pos(0, ${w} / 2, 0) * extrude(Plane.XZ * side, amount=${w})`,
    );
    d.box(given(Math.max(low, high)), depth, height);
    if (height.given && depth.given) d.volume(((low + high) / 2) * height.value * depth.value);
    return d.done(`Trapezoid ${n(low)}/${n(high)} × ${n(height.value)} × ${n(depth.value)} mm`);
  },
};

export const outlineFamilies = [discSector, cross, star, frame, parallelKey, trapezoid];
