import { assumed, BODY, Draft, given, n, type Family } from "../family";
import { formatMm, type Dim, type Reading } from "../reading";
import { AskBack } from "../types";
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
    const diameter = readOuter(r, 60);
    const length = THICK(r, r.says(/\bbars?\b|\brods?\b|\bcylinders?\b/) ? "Length" : "Thickness", 5);
    const name = isQuarter ? "Quarter" : "Half";
    const d = new Draft(r, `${name} disc: flat ${isQuarter ? "sides" : "side"} along the axes, bottom at Z=0`);
    const [o, l] = [d.mm("DIAMETER", "Diameter of the whole circle", diameter), d.mm("LENGTH", "Length", length)];
    const keep = isQuarter
      ? `Rectangle(${o}, ${o}, align=(Align.MIN, Align.MIN))`
      : `Rectangle(2 * ${o}, ${o}, align=(Align.CENTER, Align.MIN))`;
    d.s.add(`outline = Circle(${o} / 2) & ${keep}`, `result = extrude(outline, amount=${l})`);
    const half = { value: diameter.value / 2, given: diameter.given };
    d.box(isQuarter ? half : diameter, half, length);
    if (diameter.given && length.given)
      d.volume(((Math.PI * diameter.value ** 2) / (isQuarter ? 16 : 8)) * length.value);
    return d.done(`${name} disc Ø${n(diameter.value)} × ${n(length.value)} mm`);
  },
};

export const cross: Family = {
  id: "cross",
  title: "Cross-shaped plate",
  names: [/(?:cross|plus|x) (?:shaped )?(?:plate|bracket|piece)s?/, /cross(?:es)?/, /plus signs?/],
  example: "Cross-shaped plate 80 x 80 mm, arms 20 mm wide, 5 mm thick",
  exemplars: ["plus-shaped plate 60 x 60 mm with 15 mm wide arms, 4 mm thick"],
  build: (r) => {
    r.heard(/\b(?:cross|plus|shaped|arms?|plate)\b/);
    const group = r.group(2, {});
    const [across = null, along = null] = group?.map((m) => (r.use(m), m.mm)) ?? [];
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
    const d = new Draft(r, "Cross: arms along X and Y, bottom at Z=0");
    const [l, w, b, t] = [
      d.mm("LENGTH", "Length", x),
      d.mm("WIDTH", "Width", y),
      d.mm("ARM", "Arm width", a),
      d.mm("THICKNESS", "Thickness", thickness),
    ];
    d.s.add(`outline = Rectangle(${l}, ${b}) + Rectangle(${b}, ${w})`, `result = extrude(outline, amount=${t})`);
    d.box(x, y, thickness);
    if (x.given && y.given && a.given && thickness.given)
      d.volume((x.value * a.value + y.value * a.value - a.value ** 2) * thickness.value);
    return d.done(`Cross ${n(x.value)} × ${n(y.value)} × ${n(thickness.value)} mm`);
  },
};

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

export const outlineFamilies = [discSector, cross, star];
