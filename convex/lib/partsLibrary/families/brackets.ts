import { bearingOf } from "../bearings";
import { assumed, BODY, Draft, given, n, readBox, type Family } from "../family";
import { holeRules, readHoles, settle, writeHoles, type Face, type HoleGroup } from "../holes";
import { formatMm, type Dim, type Measure, type Reading } from "../reading";
import { fastener } from "../threads";
import { AskBack, type BuiltPart } from "../types";
import { prism } from "./objects";
import { block, buildSlab } from "./plates";
import { readBore } from "./round";

/** Brackets, gussets, clips, clamps, bearing blocks, hooks. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

/** Holes for both leaves of a bracket; `base` and `wall` say how many go where. */
type LeafHoles = { group: HoleGroup; base: number; wall: number; xs: number[] | null; z: number | null };

function readLeafHoles(r: Reading, face: Face, height: number): LeafHoles[] {
  const wallZ = r.tokens.flatMap((t, i) =>
    t.kind === "coordinate" && t.axis === "z" && !t.covered ? [{ i, z: t.values[0] ?? 0 }] : [],
  );
  const groups = readHoles(r, { ...face, width: Math.max(face.width, height), shape: "rect" }, 5);
  return groups.map((group) => {
    const after = r.plain.slice(r.offsetOf(group.token), r.offsetOf(group.token) + 70);
    const each =
      /\b(?:each|every|both|per) (?:of the )?(?:leg|side|flange|arm|leaf|face|plate|wing)|\bboth (?:legs|sides|flanges|arms|leaves|faces)/.test(
        after,
      );
    const wall = /\b(?:vertical|upright|wall|flange|back|rear)\b/.test(after.split(/[,.;]/)[0] ?? "");
    const base = /\b(?:base|horizontal|bottom|foot)\b/.test(after.split(/[,.;]/)[0] ?? "");
    r.heard(
      /\b(?:in|on|through) (?:the |each |both |every )*(?:legs?|sides?|flanges?|arms?|leaf|leaves|faces?|base|wall|vertical \w+|horizontal \w+)\b/,
    );
    const z = wallZ.find((c) => c.i > group.token && c.i < group.token + 20) ?? null;
    if (z) r.cover(z.i);
    const xs = group.placement.kind === "points" ? group.placement.points.map((p) => p[0]) : null;
    let inBase = group.count;
    let inWall = 0;
    if (each) inWall = group.count;
    else if (wall && !base) [inBase, inWall] = [0, group.count];
    else if (!base) {
      inWall = Math.floor(group.count / 2);
      inBase = group.count - inWall;
      r.assume(`Which leg the holes sit in was not given: ${inBase} in the base, ${inWall} in the upright`);
    }
    if (each) group.count *= 2;
    return { group, base: inBase, wall: inWall, xs, z: z?.z ?? null };
  });
}

/** "legs 60 mm and 40 mm", "70 mm and 50 mm legs": the "and" keeps the noun from one of the two sizes. */
function otherLeg(r: Reading, leg: Measure): Measure[] {
  const behind = r.find({ attr: ["none"], subject: ["none"], near: ["leg", "arm"], words: /^and §/, after: leg.token });
  if (behind[0] !== undefined) return behind.slice(0, 1);
  if (!/^and §/.test(leg.words)) return [];
  return r.find({ attr: ["none"], subject: ["none"], before: leg.token }).slice(-1);
}

/** The edge that the upright stands along, as a turn about Z from +Y. */
const EDGES: readonly { words: RegExp; degrees: number }[] = [
  { words: /\b(?:along|at|on|near) (?:the |its )?positive y (?:edge|side|face|end)\b/, degrees: 0 },
  { words: /\b(?:along|at|on|near) (?:the |its )?negative x (?:edge|side|face|end)\b/, degrees: 90 },
  { words: /\b(?:along|at|on|near) (?:the |its )?negative y (?:edge|side|face|end)\b/, degrees: 180 },
  { words: /\b(?:along|at|on|near) (?:the |its )?positive x (?:edge|side|face|end)\b/, degrees: -90 },
];

export const lBracket: Family = {
  id: "lBracket",
  title: "L-bracket",
  names: [
    /brackets?/,
    /(?:l|angle|corner|right angle|l shaped|l shaped angle|90 degree|90 deg|wall|support|mounting l|steel angle|shelf support|corner brace) brackets?/,
    /l shaped? (?:\w+ )?brackets?/,
    /(?:\w+ )?brackets? l shaped?/,
    /corner braces?/,
    /book ?ends?/,
    /° brackets?/,
  ],
  example: "L-bracket 40 x 60 x 50 mm, 4 mm thick, with four 5 mm holes",
  exemplars: [
    "an L-bracket with 4 screw holes, 3mm thick",
    "Create one L-shaped angle bracket with an exact 70 x 50 x 45 mm envelope and its base at Z=0. Use a 6 mm thick horizontal base and a 6 mm thick vertical flange along the positive-Y edge. Cut two 8 mm through holes along Z in the base at X=-22 mm and X=22 mm, and cut one 10 mm through hole along Y through the flange at X=0, Z=25 mm.",
    "angle bracket with 50 mm legs, 30 mm wide, 3 mm thick and two 5 mm holes in each leg",
    "make me a bracket with two holes",
  ],
  build: (r) => {
    if (r.says(/\bu (?:shaped )?bracket|\bu shaped\b/)) return { ...uBracket.build(r), as: uBracket.id };
    const named = r.says(
      /\bl (?:shaped )?(?:\w+ )?bracket|\bangle\b|\bcorner brac|\bright angle|\bl shaped\b|°|\blegs?\b|\bupright\b|\bvertical\b|\bbookend/,
    );
    if (!named && r.says(/\bbolt circle\b|\bpcd\b|\bflat\b|\bplate\b/)) return flatBracket(r);
    const lone = r.group(3);
    if (!named && lone) {
      const [a = 0, b = 0, c = 0] = lone.map((m) => m.mm);
      if (c <= Math.min(a, b) / 3) return flatBracket(r);
    }
    if (!named) r.assume("Bracket taken as an L-bracket");
    r.heard(
      /\b(?:l|angle|corner|right angle|shaped|wall|support|bent|legs?|flanges?|upright|vertical|horizontal|base|envelope)\b/,
    );
    const angle = r.angle();
    if (angle !== null && angle !== 90) r.notMet(`Angle of ${n(angle)}°: made at 90°`);
    const thick = r.take(
      { attr: ["thickness"], subject: ["none", "base", "wall", "plate", "flange", "leg"] },
      { attr: ["none"], subject: ["wall"] },
      { attr: ["none"], words: /\b(?:sheet|stock|gauge|material|steel)\b/ },
    );
    for (const again of r.find({ attr: ["thickness"], subject: ["none", "base", "wall", "plate", "flange", "leg"] })) {
      if (thick && again.mm !== thick.mm)
        throw new AskBack(
          `The prompt gives two thicknesses, ${thick.text} and ${again.text}; the bracket here has one. Which one is right?`,
        );
      r.use(again);
    }
    // "60x40x4": two legs and the thickness.
    const flat = thick ? null : r.group(3);
    const [legA = 0, legB = 0, sheet = 0] = flat?.map((m) => m.mm) ?? [];
    const asSheet = flat !== null && flat.length === 3 && sheet > 0 && sheet <= Math.min(legA, legB) / 4;
    const legs = asSheet
      ? []
      : r.find({ subject: ["leg", "arm", "flange"], attr: ["none", "length", "height", "side"] });
    let [x, y, z]: (Dim | null)[] = [null, null, null];
    if (asSheet) {
      for (const m of flat) r.use(m);
      const width = r.maybe(
        "Width",
        { attr: ["width", "length"], subject: [...BODY, "leg"] },
        { attr: ["none"], subject: ["none"] },
      );
      x = width === null ? assumed(Math.round(legA / 2)) : given(width);
      if (width === null) r.assume(`Width not given: ${formatMm(x.value)}`);
      [y, z] = [given(legA), given(legB)];
    } else if (legs.length > 0) {
      // "60x40x30: long leg 60, short leg 40" says its sizes twice.
      if (legs.length > 2)
        legs.splice(0, legs.length, ...legs.filter((m) => m.words !== "" && /\blegs?\b/.test(m.words)));
      if (legs.length === 1) legs.push(...otherLeg(r, legs[0]!));
      for (const m of legs.slice(0, 2)) r.use(m);
      y = given(legs[0]?.mm ?? 0);
      z = given(legs[1]?.mm ?? legs[0]?.mm ?? 0);
      const width = r.maybe(
        "Width",
        { attr: ["width"], subject: [...BODY, "leg"] },
        { attr: ["length", "none"], subject: ["none"] },
      );
      x = width === null ? assumed(Math.round(y.value * 0.6)) : given(width);
      if (width === null) r.assume(`Width not given: ${formatMm(x.value)}`);
    } else {
      const pair = r.group(2);
      if (pair && pair.length === 2 && r.find({ attr: ["width", "length"], subject: BODY }).length > 0) {
        for (const m of pair) r.use(m);
        const width = r.maybe("Width", { attr: ["width", "length"], subject: BODY });
        [x, y, z] = [given(width ?? 30), given(pair[0]?.mm ?? 0), given(pair[1]?.mm ?? 0)];
      } else [x, y, z] = readBox(r, [40, 50, 50], { subjects: BODY.filter((s) => s !== "flange") });
      // "50 x 50 x 40": two equal sizes are the legs.
      if (x.given && y.given && z.given && x.value === y.value && y.value !== z.value) [x, y, z] = [z, x, y];
    }
    const t: Dim = thick
      ? given(thick.mm)
      : asSheet
        ? given(sheet)
        : assumed(Math.max(2, Math.round(Math.min(x.value, y.value, z.value) / 12)));
    if (!thick && !asSheet) r.assume(`Thickness not given: ${formatMm(t.value)}`);
    if (2 * t.value >= Math.min(y.value, z.value))
      throw new AskBack(
        `A thickness of ${formatMm(t.value)} does not fit legs of ${formatMm(Math.min(y.value, z.value))}. Which size is right?`,
      );
    const turn = EDGES.find(({ words }) => r.heard(words)) ?? null;
    // Sizes in a row are those of the envelope, X first; the bracket is made with its upright along +Y and turned.
    if (turn !== null && turn.degrees % 180 !== 0 && legs.length === 0 && !asSheet) [x, y] = [y, x];
    const bend = r.maybe("Bend radius", { subject: ["bend", "fillet"], attr: ["radius", "none"] });
    const rib = r.heard(/\b(?:gussets?|ribs?|brac(?:e|ing))\b/) && r.says(/\b(?:gusset|rib|brace)\b/);
    const holes = readLeafHoles(
      r,
      { shape: "rect", length: x.value, width: y.value - t.value, thickness: t.value, noun: "bracket" },
      z.value - t.value,
    );
    r.heard(/\benvelope\b/);
    const d = new Draft(r, "L-bracket: base on XY, upright along the +Y edge");
    const [w, l, h, th] = [
      d.mm("WIDTH", "Width", x),
      d.mm("BASE", "Base length", y),
      d.mm("HEIGHT", "Height", z),
      d.mm("THICKNESS", "Thickness", t),
    ];
    d.s.add(
      `bracket = Box(${w}, ${l}, ${th}, ${ALIGN})`,
      `bracket += Pos(0, ${l} / 2 - ${th} / 2, 0) * Box(${w}, ${th}, ${h}, ${ALIGN})`,
    );
    if (rib) {
      const size = Math.round(Math.min(y.value, z.value) * 0.6);
      r.assume(`Rib not given: ${formatMm(size)}, ${formatMm(t.value)} thick, in the middle`);
      const rs = d.mm("RIB", "Rib size", size);
      d.s.add(
        `rib = Plane.YZ * make_face(Polyline((${l} / 2 - ${th}, ${th}), (${l} / 2 - ${th} - ${rs}, ${th}), (${l} / 2 - ${th}, ${th} + ${rs}), close=True))`,
        `bracket += Pos(-${th} / 2, 0, 0) * extrude(rib, amount=${th})`,
      );
    }
    if (bend !== null && !rib) {
      if (bend >= Math.min(y.value, z.value) - t.value)
        throw new AskBack(`A bend radius of ${formatMm(bend)} does not fit the legs. Which size is right?`);
      const br = d.mm("BEND_RADIUS", "Inner bend radius", bend);
      d.s.add(
        `inner = bracket.edges().filter_by(Axis.X).sort_by_distance((0, ${l} / 2 - ${th}, ${th}))[0]`,
        `bracket = fillet(inner, radius=${br})`,
      );
    }
    writeLeafHoles(d, holes, { x: x.value, base: y.value - t.value, wall: z.value - t.value }, { w, l, h, th });
    const degrees = turn?.degrees ?? 0;
    if (degrees !== 0 && holes.some(({ xs }) => xs !== null))
      r.notMet("Positions of holes were read as if the upright stood along the +Y edge");
    d.s.add(degrees === 0 ? "result = bracket" : `result = Rot(0, 0, ${degrees}) * bracket`);
    if (degrees % 180 === 0) d.box(x, y, z);
    else d.box(y, x, z);
    d.spec.push(...holeRules(holes.map((e) => e.group)));
    return d.done(`L-bracket ${n(x.value)} × ${n(y.value)} × ${n(z.value)} mm`);
  },
};

function writeLeafHoles(
  d: Draft,
  holes: LeafHoles[],
  room: { x: number; base: number; wall: number },
  c: { w: string; l: string; h: string; th: string },
): void {
  holes.forEach((entry, i) => {
    const { group } = entry;
    const tail = i === 0 ? "" : `_${i + 1}`;
    const reach = Math.max(group.diameter, group.counterbore?.diameter ?? 0, group.countersink?.diameter ?? 0);
    const hole = d.mm(`HOLE_DIAMETER${tail}`, `Hole diameter${i === 0 ? "" : ` ${i + 1}`}`, group.diameter);
    const places = (count: number, across: number): string => {
      const p = group.placement;
      if (entry.xs) return `Locations(${entry.xs.map((x) => `(${n(x)}, 0)`).join(", ")})`;
      if (count === 1) return "Locations((0, 0))";
      const rows = count === 4 && room.x < across * 1.5 ? 2 : 1;
      const perRow = count / rows;
      const wanted =
        p.kind === "grid"
          ? p.nx === 1
            ? null
            : (p.dx ?? (p.edgeX !== null ? (room.x - 2 * p.edgeX) / Math.max(1, perRow - 1) : null))
          : null;
      const step = wanted ?? Math.round((room.x / perRow) * 10) / 10;
      if (
        rows === 1 &&
        wanted === null &&
        (step * (perRow - 1) + reach > room.x || step < group.diameter * 3.5) &&
        across > room.x
      ) {
        const up = Math.round((across / count) * 10) / 10;
        if (up <= group.diameter)
          throw new AskBack(
            `${count} holes of ${formatMm(group.diameter)} do not fit a leg of ${formatMm(across)}. Which size is right?`,
          );
        d.r.assume(`Hole position not given: ${formatMm(up)} apart, along the leg`);
        return `GridLocations(0, ${d.mm(`HOLE_SPACING${tail}`, `Hole spacing${i === 0 ? "" : ` ${i + 1}`}`, up)}, 1, ${count})`;
      }
      if (step * (perRow - 1) + reach > room.x || step <= group.diameter)
        throw new AskBack(
          `${count} holes of ${formatMm(group.diameter)} do not fit side by side on ${formatMm(room.x)}. Which size is right?`,
        );
      if (wanted === null) d.r.assume(`Hole position not given: ${formatMm(step)} apart, centred on the leg`);
      const s = d.mm(`HOLE_SPACING${tail}`, `Hole spacing${i === 0 ? "" : ` ${i + 1}`}`, step);
      return rows === 2
        ? `GridLocations(${s}, ${n(Math.round(across / 2))}, ${perRow}, 2)`
        : `GridLocations(${s}, 0, ${perRow}, 1)`;
    };
    if (entry.base > 0) {
      if (reach >= room.base)
        throw new AskBack(
          `A hole of ${formatMm(reach)} does not fit the base of ${formatMm(room.base)}. Which size is right?`,
        );
      const cutter = cutterOf(d, group, hole, c.th, tail);
      d.s.add(
        `bracket -= Pos(0, -${c.th} / 2, 0) * ${places(entry.base, room.base)} * ${cutter}`.replace(
          /Pos\((.*?)\) \* ((?:Grid)?Locations\(.*\)) \* (.*)$/,
          (_, pos: string, locations: string, tool: string) => `${locations} * (Pos(${pos}) * ${tool})`,
        ),
      );
    }
    if (entry.wall > 0) {
      if (reach >= room.wall)
        throw new AskBack(
          `A hole of ${formatMm(reach)} does not fit the upright of ${formatMm(room.wall)}. Which size is right?`,
        );
      const height =
        entry.z !== null
          ? d.mm(`WALL_HOLE_HEIGHT${tail}`, "Height of the wall hole", entry.z)
          : `(${c.h} + ${c.th}) / 2`;
      const cutter = cutterOf(d, group, hole, c.th, tail);
      d.s.add(
        `wall = Plane(origin=(0, ${c.l} / 2, ${height}), x_dir=(1, 0, 0), z_dir=(0, 1, 0))  # outside of the upright`,
      );
      d.s.add(
        `bracket -= [wall * place * Pos(0, 0, -${c.th}) * ${cutter} for place in ${places(entry.wall, room.wall)}]`,
      );
    }
    if (group.depth !== null) d.r.notMet("Blind holes go through in a bracket");
  });
}

function cutterOf(d: Draft, group: HoleGroup, hole: string, th: string, tail: string): string {
  const name = `hole${tail}`;
  d.s.add(`${name} = Cylinder(${hole} / 2, ${th}, ${ALIGN})`);
  if (group.counterbore)
    d.s.add(
      `${name} += Pos(0, 0, ${th} - ${d.mm(`COUNTERBORE_DEPTH${tail}`, "Counterbore depth", group.counterbore.depth)}) * Cylinder(${d.mm(`COUNTERBORE_DIAMETER${tail}`, "Counterbore diameter", group.counterbore.diameter)} / 2, ${th}, ${ALIGN})`,
    );
  if (group.countersink) {
    const sink = d.mm(`COUNTERSINK_DIAMETER${tail}`, "Countersink diameter", group.countersink.diameter);
    d.s.add(
      `sink = (${sink} - ${hole}) / 2`,
      `${name} += Pos(0, 0, ${th} - sink) * Cone(${hole} / 2, ${sink} / 2, sink, ${ALIGN})`,
    );
  }
  return name;
}

function flatBracket(r: Reading): BuiltPart {
  r.assume("Bracket taken as a flat plate");
  r.heard(/\bbrackets?\b|\bflat\b/);
  const pcd = r.measures.find((m) => m.attr === "pcd" || m.attr === "pcdRadius");
  const circle = pcd ? (pcd.attr === "pcdRadius" ? 2 * pcd.mm : pcd.mm) : 0;
  const side = pcd ? Math.ceil((circle * 1.4) / 5) * 5 : 60;
  return buildSlab(r, "Plate", [side, side, 4], true);
}

export const uBracket: Family = {
  id: "uBracket",
  title: "U-bracket",
  names: [/(?:u|u shaped|saddle|yoke) brackets?/, /u shaped (?:\w+ )?brackets?/, /clevis(?: bracket)?s?/, /u mounts?/],
  example: "U-bracket 60 mm wide, 40 mm high, 30 mm deep, 3 mm thick, with two 5 mm holes in the base",
  exemplars: ["u bracket 50 x 30 x 40 mm, 4 mm thick"],
  build: (r) => {
    r.heard(/\b(?:u|saddle|yoke|shaped|clevis|base|walls?|sides?|arms?)\b/);
    const thick = r.take({ attr: ["thickness", "none"], subject: ["wall"] }, { attr: ["thickness"], subject: BODY });
    const depthM = r.take({ attr: ["depth"], subject: BODY });
    const [x, y, z] = ((): [Dim, Dim, Dim] => {
      if (depthM) {
        const w = r.dim("Width", 60, { attr: ["width", "length"], subject: BODY });
        const h = r.dim("Height", 40, { attr: ["height"], subject: BODY });
        return [w, given(depthM.mm), h];
      }
      return readBox(r, [60, 30, 40]);
    })();
    const t: Dim = thick ? given(thick.mm) : assumed(3);
    if (!thick) r.assume("Thickness not given: 3 mm");
    if (2 * t.value >= x.value || t.value >= z.value)
      throw new AskBack(
        `A thickness of ${formatMm(t.value)} does not fit a bracket ${formatMm(x.value)} wide and ${formatMm(z.value)} high. Which size is right?`,
      );
    const face: Face = {
      shape: "rect",
      length: x.value - 2 * t.value,
      width: y.value,
      thickness: t.value,
      noun: "base",
    };
    const holes = readHoles(r, face, 5);
    if (holes.length > 0 && !r.says(/\bbase\b|\bbottom\b/))
      r.assume("Which side the holes sit in was not given: the base");
    for (const g of holes) settle(r, g, face);
    const d = new Draft(r, "U-bracket: base on XY, arms along ±X");
    const [w, dp, h, th] = [
      d.mm("WIDTH", "Width", x),
      d.mm("DEPTH", "Depth", y),
      d.mm("HEIGHT", "Height", z),
      d.mm("THICKNESS", "Thickness", t),
    ];
    d.s.add(
      `bracket = Box(${w}, ${dp}, ${h}, ${ALIGN}) - Pos(0, 0, ${th}) * Box(${w} - 2 * ${th}, ${dp}, ${h}, ${ALIGN})`,
      `clear = ${w} - 2 * ${th}  # between the arms`,
    );
    writeBaseHoles(d, holes, { length: "clear", width: dp, th, body: "bracket" });
    d.s.add("result = bracket");
    d.box(x, y, z);
    d.spec.push(...holeRules(holes));
    return d.done(`U-bracket ${n(x.value)} × ${n(y.value)} × ${n(z.value)} mm`);
  },
};

function writeBaseHoles(
  d: Draft,
  holes: HoleGroup[],
  c: { length: string; width: string; th: string; body: string },
): void {
  writeHoles(d.s, holes, { length: c.length, width: c.width, top: c.th, thickness: c.th, body: c.body });
}

/** A triangle by base and height, its tip above the middle of the base. */
function buildTriangle(r: Reading, base: Dim): BuiltPart {
  r.heard(/\b(?:base|triang\w+|plate)\b/);
  const height = r.dim("Height", Math.round(base.value * 0.8), { attr: ["height"] });
  const thickness = r.dim("Thickness", 5, { attr: ["thickness"] }, { attr: ["none", "depth", "length"] });
  const d = new Draft(r, "Triangle: base along X, tip at +Y, bottom at Z=0");
  const [b, h, t] = [
    d.mm("BASE", "Base", base),
    d.mm("HEIGHT", "Height", height),
    d.mm("THICKNESS", "Thickness", thickness),
  ];
  d.s.add(
    `outline = make_face(Polyline((-${b} / 2, 0), (${b} / 2, 0), (0, ${h}), close=True))`,
    `result = extrude(outline, amount=${t})`,
  );
  d.box(base, height, thickness);
  if (height.given && thickness.given) d.volume((base.value * height.value * thickness.value) / 2);
  return d.done(`Triangle ${n(base.value)} × ${n(height.value)} × ${n(thickness.value)} mm`);
}

export const gusset: Family = {
  id: "gusset",
  title: "Gusset or triangular plate",
  names: [
    /gussets?(?: plates?)?(?: triangles?)?/,
    /triang(?:le|ular) (?:\w+ )?(?:plate|gusset|brace|bracket|block)s?/,
    /corner gussets?/,
    /wedges?/,
    /ramps?/,
    /door ?stops?/,
  ],
  example: "Gusset plate 60 x 60 mm, 5 mm thick",
  exemplars: ["triangular gusset with 50 mm legs, 4 mm thick", "wedge 80 mm long, 40 mm wide, 20 mm high"],
  build: (r) => {
    if (r.says(/\bequilateral\b/)) return { ...prism.build(r), as: prism.id };
    const wedge = r.says(/\bwedge|\bramp|\bdoor ?stop/);
    r.heard(/\b(?:legs?|triang\w+|right|prism)\b/);
    if (wedge) {
      const [x, y, z] = readBox(r, [80, 40, 20]);
      const d = new Draft(r, "Wedge: full height at -X, down to the ground at +X");
      const [l, w, h] = [d.mm("LENGTH", "Length", x), d.mm("WIDTH", "Width", y), d.mm("HEIGHT", "Height", z)];
      d.s.add(
        `side = make_face(Polyline((-${l} / 2, 0), (${l} / 2, 0), (-${l} / 2, ${h}), close=True))`,
        `result = Pos(0, ${w} / 2, 0) * extrude(Plane.XZ * side, amount=${w})`,
      );
      d.box(x, y, z);
      if (x.given && y.given && z.given) d.volume((x.value * y.value * z.value) / 2);
      return d.done(`Wedge ${n(x.value)} × ${n(y.value)} × ${n(z.value)} mm`);
    }
    const leg = r.take({ subject: ["leg"], attr: ["none", "length"] });
    const leg2 = leg ? (r.take({ subject: ["leg"], attr: ["none", "length"] }) ?? otherLeg(r, leg)[0] ?? null) : null;
    if (leg2 !== null) r.use(leg2);
    const foot = leg ? null : r.take({ subject: ["base"], attr: ["none", "length", "width"] });
    if (foot) return buildTriangle(r, given(foot.mm));
    const [x, y, z] = leg
      ? ([
          given(leg.mm),
          given((leg2 ?? leg).mm),
          r.dim("Thickness", 5, { attr: ["thickness"] }, { attr: ["none"] }),
        ] as [Dim, Dim, Dim])
      : readBox(r, [60, 60, 5], {
          subjects: [...BODY, "rib"],
          thin: true,
          square: true,
          labels: { height: "Thickness" },
        });
    const d = new Draft(r, "Gusset: right angle at -X, -Y");
    const [l, w, t] = [
      d.mm("LEG_X", "Leg along X", x),
      d.mm("LEG_Y", "Leg along Y", y),
      d.mm("THICKNESS", "Thickness", z),
    ];
    d.s.add(
      `outline = make_face(Polyline((-${l} / 2, -${w} / 2), (${l} / 2, -${w} / 2), (-${l} / 2, ${w} / 2), close=True))`,
      `result = extrude(outline, amount=${t})`,
    );
    d.box(x, y, z);
    if (x.given && y.given && z.given) d.volume((x.value * y.value * z.value) / 2);
    return d.done(`Gusset ${n(x.value)} × ${n(y.value)} × ${n(z.value)} mm`);
  },
};

export const shelfBracket: Family = {
  id: "shelfBracket",
  title: "Shelf bracket",
  names: [/shel(?:f|ving) brackets?/, /shel(?:f|ves) supports?/],
  example: "Shelf bracket 150 mm deep, 100 mm high, 25 mm wide, 4 mm thick",
  exemplars: ["shelf bracket with a 120 mm arm"],
  build: (r) => {
    r.heard(/\b(?:shelf|shelves|arms?|ribs?|brace|diagonal)\b/);
    // Two legs and their holes, all said: a plain angle, without the rib that a bare "shelf bracket" gets.
    if (r.says(/\blegs?\b/)) return { ...lBracket.build(r), as: lBracket.id };
    const thick = r.take({ attr: ["thickness"], subject: [...BODY, "wall", "shelf", "arm"] });
    const depth = r.dim(
      "Arm",
      120,
      { attr: ["depth", "length"], subject: [...BODY, "arm", "shelf"] },
      { subject: ["arm", "shelf"], attr: ["none", "width"] },
    );
    const height = r.dim("Height", Math.round(depth.value * 0.7), {
      attr: ["height"],
      subject: [...BODY, "arm", "shelf"],
    });
    const width = r.dim("Width", 25, { attr: ["width"], subject: [...BODY, "shelf", "arm"] });
    const t: Dim = thick ? given(thick.mm) : assumed(4);
    if (!thick) r.assume("Thickness not given: 4 mm");
    if (t.value * 3 >= Math.min(depth.value, height.value, width.value * 3))
      throw new AskBack(`A thickness of ${formatMm(t.value)} does not fit this bracket. Which size is right?`);
    r.heard(/\b(?:screws?|mounting)? ?holes?\b/);
    r.assume("Two 5 mm screw holes in the back, one in the arm, and a diagonal rib");
    const d = new Draft(r, "Shelf bracket: back on the +Y side, arm on top");
    const [a, h, w, th] = [
      d.mm("ARM", "Arm length", depth),
      d.mm("HEIGHT", "Height", height),
      d.mm("WIDTH", "Width", width),
      d.mm("THICKNESS", "Thickness", t),
    ];
    const hole = d.mm("SCREW_HOLE", "Screw hole", Math.min(5, width.value / 3));
    d.s.add(
      `bracket = Pos(0, ${a} / 2 - ${th} / 2, 0) * Box(${w}, ${th}, ${h}, ${ALIGN})`,
      `bracket += Pos(0, 0, ${h} - ${th}) * Box(${w}, ${a}, ${th}, ${ALIGN})`,
      `rib = make_face(Polyline((${a} / 2 - ${th}, ${h} - ${th}), (${a} / 2 - ${th}, ${h} * 0.25), (-${a} * 0.3, ${h} - ${th}), close=True))`,
      `bracket += Pos(-${th} / 2, 0, 0) * extrude(Plane.YZ * rib, amount=${th})`,
      `screw = Rot(90, 0, 0) * Cylinder(${hole} / 2, 4 * ${th})`,
      `bracket -= Locations((${w} / 4 + ${th} / 4, ${a} / 2, ${h} * 0.15), (${w} / 4 + ${th} / 4, ${a} / 2, ${h} * 0.75)) * screw`,
      `bracket -= Pos(${w} / 4 + ${th} / 4, -${a} * 0.35, ${h} - ${th}) * Cylinder(${hole} / 2, 4 * ${th})`,
      `result = bracket`,
    );
    d.box(width, depth, height);
    return d.done(`Shelf bracket ${n(depth.value)} × ${n(height.value)} mm`);
  },
};

const NEMA: Record<string, { face: number; spacing: number; pilot: number; screw: number }> = {
  "14": { face: 35.2, spacing: 26, pilot: 22, screw: 3.4 },
  "17": { face: 42.3, spacing: 31, pilot: 22, screw: 3.4 },
  "23": { face: 57, spacing: 47.14, pilot: 38.1, screw: 5.5 },
  "34": { face: 86, spacing: 69.6, pilot: 73, screw: 6.6 },
};

export const motorMount: Family = {
  id: "motorMount",
  title: "Motor mount (NEMA)",
  names: [
    /nema ?(?:#)? (?:(?:stepper|motor|mounting|face) )*(?:brackets?|mounts?|plates?|holder)/,
    /(?:stepper )?motor (?:mounts?|brackets?|holders?|mounting plates?|mounting brackets?|plates?)/,
    /nema ?#? (?:stepper )?motors? (?:mount|bracket|plate)s?/,
    /nema ?#/,
  ],
  example: "NEMA 17 motor bracket, 4 mm thick",
  exemplars: ["NEMA 23 motor mounting plate 6 mm thick", "stepper motor mount for a NEMA 17"],
  build: (r) => {
    const asked = r.count(/\bnema #/);
    if (asked === null) r.assume("Motor size not given: NEMA 17");
    const row = NEMA[String(asked ?? 17)];
    if (!row) throw new AskBack(`NEMA ${n(asked ?? 0)} is not in the table (14, 17, 23, 34). Which motor is it?`);
    r.heard(/\b(?:nema|stepper|motors?|bracket|mount|plate|flat|l shaped)\b/);
    const t = r.dim("Thickness", 4, { attr: ["thickness", "none", "height"], subject: BODY });
    const flat = r.says(/\bplate\b|\bflat\b/);
    const d = new Draft(r, flat ? "Motor plate" : "Motor bracket: base on XY, motor face at +Y");
    const [side, sp, pilot, screw, th] = [
      d.mm("FACE", "Face size", Math.ceil(row.face) + (flat ? 8 : 4)),
      d.mm("SCREW_SPACING", "Screw spacing", row.spacing),
      d.mm("PILOT", "Pilot hole", row.pilot + 0.5),
      d.mm("SCREW_HOLE", "Screw hole", row.screw),
      d.mm("THICKNESS", "Thickness", t),
    ];
    r.assume(
      `NEMA ${asked ?? 17}: ${formatMm(row.spacing)} screw spacing, pilot hole ${formatMm(row.pilot + 0.5)}, screw holes ${formatMm(row.screw)}, face ${formatMm(Math.ceil(row.face) + (flat ? 8 : 4))}`,
    );
    d.s.add(
      `face = Rectangle(${side}, ${side}) - Circle(${pilot} / 2) - GridLocations(${sp}, ${sp}, 2, 2) * Circle(${screw} / 2)`,
    );
    if (flat) {
      d.s.add(`result = extrude(face, amount=${th})`);
      d.box(null, null, t);
      return d.done(`NEMA ${asked ?? 17} motor plate`);
    }
    const base = d.mm("BASE", "Base length", Math.ceil(row.face));
    r.assume(`Base not given: ${formatMm(Math.ceil(row.face))} with four slots of ${formatMm(row.screw + 1)}`);
    d.s.add(
      `bracket = Box(${side}, ${base}, ${th}, ${ALIGN})`,
      `bracket += Pos(0, ${base} / 2, ${side} / 2) * Rot(90, 0, 0) * extrude(face, amount=${th})`,
      `slots = GridLocations(${side} * 0.55, ${base} * 0.35, 2, 2) * extrude(Rot(0, 0, 90) * SlotOverall((${screw} + 1) * 2, ${screw} + 1), amount=${th})`,
      `bracket -= slots`,
      `result = bracket`,
    );
    return d.done(`NEMA ${asked ?? 17} motor bracket`);
  },
};

export const pillowBlock: Family = {
  id: "pillowBlock",
  title: "Bearing block",
  names: [
    /(?:pillow|bearing|plummer|shaft support|shaft) (?:block|housing|support|mount|holder)s?/,
    /shaft supports?/,
    /bearing (?:block|holder|housing|mount)s?/,
  ],
  example: "Pillow block with 20 mm bore, 80 mm long base, 25 mm wide, shaft centre 30 mm high",
  exemplars: ["bearing block for a 608 bearing 22 mm bore", "shaft support 12 mm bore"],
  build: (r) => {
    // "80 x 60 x 25 mm block with a 35 mm bore": the block is described, so it is made as said.
    if (r.says(/§ × § × § (?:\w+ )?block\b/)) return { ...buildSlab(r, "Block", [80, 60, 25], false), as: block.id };
    const designation = r.count(/# (?:ball |rs |zz )*bearings?/);
    const bearing = designation === null ? null : bearingOf(designation);
    const centre = r.maybe(
      "Centre height",
      { attr: ["height"], words: /\bcent(?:er|re)|axis|shaft\b/ },
      { attr: ["height", "none"], words: /\b(?:center|axis) (?:height|§)/ },
    );
    const bore = readBore(r, null) ?? r.diameter("Bore", null, { subject: ["shaft", "bearing"] });
    const b: Dim = bore ?? assumed(bearing?.outer ?? 20);
    if (!bore && bearing)
      r.assume(
        `${designation} bearing, ${formatMm(bearing.bore)} × ${formatMm(bearing.outer)} × ${formatMm(bearing.width)}: a seat of ${formatMm(bearing.outer)} right through`,
      );
    else if (!bore) r.assume("Bore not given: 20 mm");
    if (!bore && !bearing && designation !== null) r.notMet(`The sizes of a ${designation} bearing are not known here`);
    const apart = r.maybe("Distance of the screw holes", { attr: ["spacing"] }, { attr: ["none"], words: /§ apart/ });
    const length = r.dim(
      "Base length",
      apart === null ? Math.round(b.value * 4) : Math.round(apart + Math.max(16, b.value * 0.8)),
      { attr: ["length"], subject: BODY },
      { subject: ["base"], attr: ["none"] },
    );
    const width = r.dim("Width", Math.max(10, Math.round(b.value)), {
      attr: ["width", "thickness", "depth"],
      subject: BODY,
    });
    const c = centre ?? Math.round(b.value * 1.3);
    if (centre === null) r.assume(`Height of the shaft centre not given: ${formatMm(c)}`);
    r.heard(/\b(?:pillow|shaft|bearing|base|center|housing|support|bolt|screw|mounting|holes?)\b/);
    const thread = r.threads()[0];
    const clearance = thread ? fastener(thread.size).clearance : 6.6;
    // Screws that are close together take the room from the housing, down to a wall of 3 mm.
    const roomy = Math.round(b.value * 1.7);
    const outer = apart === null ? roomy : Math.min(roomy, Math.floor(apart - clearance - 2));
    if (outer < b.value + 6)
      throw new AskBack(
        `Screw holes ${formatMm(apart ?? 0)} apart leave no wall around a bore of ${formatMm(b.value)}: they need at least ${formatMm(Math.ceil(b.value + 8 + clearance))}. Which size is right?`,
      );
    const foot = Math.max(4, Math.round(c * 0.3));
    if (outer / 2 <= b.value / 2 || c <= b.value / 2 + 1)
      throw new AskBack(
        `A shaft centre ${formatMm(c)} high leaves no material under a bore of ${formatMm(b.value)}. Which size is right?`,
      );
    if (length.value <= outer + 8)
      throw new AskBack(
        `A base of ${formatMm(length.value)} is too short for a housing of ${formatMm(outer)} and its screws. Which size is right?`,
      );
    if (thread) r.cover(thread.index);
    r.count(/# (?:M )?(?:\w+ )?(?:holes?|screws?|bolts?)\b/);
    const screw = thread ? fastener(thread.size).clearance : Math.min(6.6, (length.value - outer) / 4);
    r.assume(`Two screw holes of ${formatMm(Math.round(screw * 10) / 10)}; housing ${formatMm(outer)} wide`);
    const d = new Draft(r, "Bearing block: bore along Y, base on XY");
    const [l, w, bo, ch, o, f, s] = [
      d.mm("LENGTH", "Base length", length),
      d.mm("WIDTH", "Width", width),
      d.mm("BORE", "Bore", b),
      d.mm("CENTER_HEIGHT", "Centre height", c),
      d.mm("HOUSING", "Housing diameter", outer),
      d.mm("FOOT", "Foot thickness", foot),
      d.mm("SCREW_HOLE", "Screw hole", Math.round(screw * 10) / 10),
    ];
    const between = apart === null ? `(${l} + ${o}) / 2` : d.mm("SCREW_SPACING", "Distance of the screw holes", apart);
    d.s.add(
      `block = Box(${l}, ${w}, ${f}, ${ALIGN}) + Box(${o}, ${w}, ${ch}, ${ALIGN})`,
      `block += Pos(0, 0, ${ch}) * Rot(90, 0, 0) * Cylinder(${o} / 2, ${w})`,
      `block -= Pos(0, 0, ${ch}) * Rot(90, 0, 0) * Cylinder(${bo} / 2, ${w})`,
      `block -= GridLocations(${between}, 0, 2, 1) * Cylinder(${s} / 2, ${f}, ${ALIGN})`,
      `result = block`,
    );
    d.box(length, width, null);
    return d.done(`Bearing block, bore ${n(b.value)} mm`);
  },
};

export const pipeClip: Family = {
  id: "pipeClip",
  title: "Pipe clip",
  names: [
    /(?:pipe|conduit|tube|hose|saddle|p) (?:clip|strap|saddle|holder|hanger)s?/,
    /pipe (?:bracket|support|mount|saddle)s?/,
    /saddle clamps?/,
  ],
  example: "Pipe clip for a 25 mm pipe, 20 mm wide, 3 mm thick",
  exemplars: ["conduit strap 32 mm diameter with two 5 mm holes"],
  build: (r) => {
    const t = r.dim("Thickness", 3, { attr: ["thickness"], subject: [...BODY, "wall"] });
    const pipe =
      r.diameter("Pipe", null, {}) ?? asGiven(r.take({ subject: ["tube", "hose"], attr: ["none", "width"] }));
    const width = r.dim("Width", 20, { attr: ["width", "length"], subject: BODY });
    const p: Dim = pipe ?? asGiven(r.take({ attr: ["none"], subject: ["none"] })) ?? assumed(25);
    if (!p.given) r.assume("Pipe diameter not given: 25 mm");
    const hole = r.maybe("Screw hole", { subject: ["hole"], attr: ["none", "diameter"] });
    const count = r.count(/# (?:\w+ ){0,3}holes/);
    if (count !== null && count !== 2) r.notMet(`${count} holes: the clip has two`);
    if (hole === null) r.assume("Screw holes not given: two, 5 mm");
    r.heard(/\b(?:pipe|conduit|tube|hose|saddle|straps?|holes?|screws?|mounting)\b/);
    const d = new Draft(r, "Pipe clip over a pipe lying along Y, feet on Z=0");
    const [pd, w, th, s] = [
      d.mm("PIPE_DIAMETER", "Pipe diameter", p),
      d.mm("WIDTH", "Width", width),
      d.mm("THICKNESS", "Thickness", t),
      d.mm("SCREW_HOLE", "Screw hole", hole ?? 5),
    ];
    const ear = d.mm("EAR", "Ear length", Math.max(14, (hole ?? 5) * 2.5));
    d.s.add(
      `outer = ${pd} / 2 + ${th}`,
      `section = Pos(0, ${pd} / 2) * Circle(outer) + Pos(0, ${pd} / 4) * Rectangle(2 * outer, ${pd} / 2)`,
      `section += Pos(0, ${th} / 2) * Rectangle(2 * (outer + ${ear}), ${th})`,
      `section -= Pos(0, ${pd} / 2) * Circle(${pd} / 2) + Pos(0, ${pd} / 4) * Rectangle(${pd}, ${pd} / 2)`,
      `clip = Pos(0, ${w} / 2, 0) * extrude(Plane.XZ * section, amount=${w})`,
      `clip = split(clip, Plane.XY)`,
      `result = clip - GridLocations(2 * outer + ${ear}, 0, 2, 1) * Cylinder(${s} / 2, 4 * ${th})`,
    );
    d.box(null, width, null);
    return d.done(`Pipe clip Ø${n(p.value)} mm`);
  },
};

function asGiven(m: { mm: number } | null): Dim | null {
  return m ? given(m.mm) : null;
}

export const clamp: Family = {
  id: "clamp",
  title: "Split clamp",
  names: [/(?:split|tube|pipe|shaft|bar|hose|rod|ring|cable) clamps?/, /clamps?/, /clamp(?:ing)? (?:ring|block)s?/],
  example: "Split clamp for a 30 mm tube, 20 mm wide, 6 mm wall, M5 bolt",
  exemplars: ["tube clamp 22 mm bore"],
  build: (r) => {
    const wall = r.dim("Wall", 6, { subject: ["wall"] }, { attr: ["thickness"] });
    const bore =
      readBore(r, null) ??
      r.diameter("Bore", null, {}) ??
      asGiven(r.take({ subject: ["tube", "shaft", "hose"], attr: ["none"] }, { attr: ["none"], subject: ["none"] })) ??
      assumed(25);
    if (!bore.given) r.assume("Bore not given: 25 mm");
    const width = r.dim("Width", 20, { attr: ["width", "length", "height"] });
    const thread = r.threads()[0];
    if (thread) r.cover(thread.index);
    else r.assume("Bolt not given: M5");
    const bolt = fastener(thread?.size ?? 5).clearance;
    r.heard(/\b(?:split|tube|pipe|shaft|bar|rod|bolts?|screws?|walls?|bore)\b/);
    if (bolt >= width.value * 0.8)
      throw new AskBack(
        `A bolt hole of ${formatMm(bolt)} does not fit a clamp ${formatMm(width.value)} wide. Which size is right?`,
      );
    r.assume("Slit not given: 3 mm; ears sized for the bolt");
    const d = new Draft(r, "Split clamp, bore along Z, bolt along Y");
    const [b, t, w, s] = [
      d.mm("BORE", "Bore", bore),
      d.mm("WALL", "Wall", wall),
      d.mm("WIDTH", "Width", width),
      d.mm("BOLT_HOLE", "Bolt hole", bolt),
    ];
    const [slit, ear] = [d.mm("SLIT", "Slit", 3), d.mm("EAR", "Ear length", Math.ceil(bolt * 2.5))];
    d.s.add(
      `outer = ${b} / 2 + ${t}`,
      `profile = Circle(outer) + Pos((outer + ${ear}) / 2, 0) * Rectangle(outer + ${ear}, 2 * ${t} + ${slit})`,
      `profile -= Circle(${b} / 2) + Pos(outer, 0) * Rectangle(2 * outer + 2 * ${ear}, ${slit}, align=(Align.CENTER, Align.CENTER))`.replace(
        `Pos(outer, 0) * Rectangle(2 * outer + 2 * ${ear}, ${slit}, align=(Align.CENTER, Align.CENTER))`,
        `Rectangle(outer + 2 * ${ear}, ${slit}, align=(Align.MIN, Align.CENTER))`,
      ),
      `clamp = extrude(profile, amount=${w})`,
      `result = clamp - Pos(outer + ${ear} / 2, 0, ${w} / 2) * Rot(90, 0, 0) * Cylinder(${s} / 2, 4 * ${t} + ${slit})`,
    );
    d.box(null, null, width);
    return d.done(`Split clamp, bore ${n(bore.value)} mm`);
  },
};

export const cableClip: Family = {
  id: "cableClip",
  title: "Cable clip",
  names: [
    /(?:cable|wire|cord) (?:clip|holder|guide|tie mount|organi[sz]er|clamp|mount|hook)s?/,
    /desk cable (?:clip|holder)s?/,
  ],
  example: "Cable clip for a 6 mm cable, 12 mm wide, with a 4 mm screw hole",
  exemplars: ["cable holder 8 mm diameter"],
  build: (r) => {
    const hole = r.maybe("Screw hole", { subject: ["hole", "screw"], attr: ["none", "diameter"] });
    const t = r.dim("Thickness", 2.5, { attr: ["thickness"] }, { subject: ["wall"] });
    const cable =
      r.diameter("Cable", null, {}) ??
      asGiven(r.take({ subject: ["cable"], attr: ["none", "width"] }, { attr: ["none"], subject: ["none"] })) ??
      assumed(6);
    if (!cable.given) r.assume("Cable diameter not given: 6 mm");
    const width = r.dim("Width", 12, { attr: ["width", "length", "height"] });
    r.heard(/\b(?:cables?|wires?|cords?|screws?|holes?|snap|desk)\b/);
    const screw = hole ?? 4;
    if (hole === null) r.assume("Screw hole not given: 4 mm");
    if (screw >= width.value)
      throw new AskBack(
        `A screw hole of ${formatMm(screw)} does not fit a clip ${formatMm(width.value)} wide. Which size is right?`,
      );
    const d = new Draft(r, "Cable clip: open ring on a foot with a screw hole");
    const [c, w, th, s] = [
      d.mm("CABLE_DIAMETER", "Cable diameter", cable),
      d.mm("WIDTH", "Width", width),
      d.mm("THICKNESS", "Thickness", t),
      d.mm("SCREW_HOLE", "Screw hole", screw),
    ];
    const foot = d.mm("FOOT", "Foot length", Math.ceil(screw * 3));
    d.s.add(
      `outer = ${c} / 2 + ${th}`,
      `section = Pos(0, outer) * Circle(outer) + Pos((outer + ${foot}) / 2, ${th} / 2) * Rectangle(outer + ${foot}, ${th})`,
      `section -= Pos(0, outer) * Circle(${c} / 2)`,
      `section -= Pos(0, 2 * outer) * Rectangle(${c} * 0.7, 2 * outer)`,
      `clip = Pos(0, ${w} / 2, 0) * extrude(Plane.XZ * section, amount=${w})`,
      `result = clip - Pos(outer + ${foot} / 2, 0, 0) * Cylinder(${s} / 2, 4 * ${th})`,
    );
    d.box(null, width, null);
    return d.done(`Cable clip Ø${n(cable.value)} mm`);
  },
};

export const hook: Family = {
  id: "hook",
  title: "Wall hook",
  names: [
    /hooks?/,
    /(?:wall|wall mount|coat|towel|key|j|utility|headphone|hanging|bag|robe) hooks?/,
    /(?:coat|towel|headphone|key) (?:hanger|holder)s?/,
    /hangers?/,
  ],
  example: "Wall hook with a 60 x 30 mm back plate, 4 mm thick, reaching out 40 mm",
  exemplars: ["a wall-mount hook rated for 5kg", "coat hook 80 mm tall with two 4 mm screw holes"],
  build: (r) => {
    const hole = r.maybe("Screw hole", { subject: ["hole", "screw"], attr: ["none", "diameter"] });
    const count = r.count(/# (?:\w+ ){0,3}holes/);
    const thread = r.threads()[0];
    if (thread) r.cover(thread.index);
    const reach = r.maybe(
      "Reach",
      { attr: ["length", "depth"], words: /reach|out|project|stick/ },
      { attr: ["depth"] },
      { attr: ["none", "length"], words: /reach|project|protru/ },
    );
    const thick = r.maybe("Thickness", { attr: ["thickness"] });
    const group = r.group(2);
    const values = group?.slice(0, 2).map((m) => (r.use(m), m.mm)) ?? [];
    const height: Dim =
      values.length > 0
        ? given(Math.max(...values))
        : r.dim(
            "Height",
            70,
            { attr: ["height", "length"], subject: [...BODY, "hook"] },
            { attr: ["none"], subject: ["none", "hook"] },
          );
    const width: Dim =
      values.length > 0
        ? given(Math.min(...values))
        : r.dim("Width", 25, { attr: ["width"], subject: [...BODY, "hook"] });
    const t = thick ?? 4;
    const out = reach ?? 40;
    if (thick === null) r.assume("Thickness not given: 4 mm");
    if (reach === null) r.assume("Reach not given: 40 mm");
    const s = hole ?? (thread ? fastener(thread.size).clearance : 4.5);
    r.assume(`Screw holes: ${hole === null ? `two, ${formatMm(s)}` : "two"}, one above the other`);
    if (count !== null && count !== 2) r.notMet(`${count} holes: the hook has two`);
    r.heard(
      /\b(?:wall|coat|towel|key|screws?|holes?|back|plate|rated|reach(?:ing|es)?|projecting|curved?|rounded|countersunk)\b/,
    );
    if (s >= width.value * 0.7)
      throw new AskBack(
        `Screw holes of ${formatMm(s)} do not fit a plate ${formatMm(width.value)} wide. Which size is right?`,
      );
    const d = new Draft(r, "Wall hook: plate standing on Z=0, its back at +Y, hook towards -Y");
    const [h, w, th, o, sc] = [
      d.mm("HEIGHT", "Plate height", height),
      d.mm("WIDTH", "Plate width", width),
      d.mm("THICKNESS", "Thickness", t),
      d.mm("REACH", "Reach", out),
      d.mm("SCREW_HOLE", "Screw hole", s),
    ];
    d.s.add(
      `plate = Pos(0, -${th} / 2, 0) * Box(${w}, ${th}, ${h}, ${ALIGN})`,
      `arm = ${w} / 2  # width of the hook`,
      `bar = 1.5 * ${th}  # thickness of the hook`,
      `side = Pos(-(${th} + ${o}) / 2, ${h} * 0.2) * Rectangle(${o} + ${th}, bar)`,
      `side += Pos(-${th} - ${o} + bar / 2, ${h} * 0.2 - bar / 2) * Rectangle(bar, ${h} * 0.3, align=(Align.CENTER, Align.MIN))`,
      `hook = Pos(-arm / 2, 0, 0) * extrude(Plane.YZ * side, amount=arm)`,
      `screw = Rot(90, 0, 0) * Cylinder(${sc} / 2, 4 * ${th})`,
      `result = plate + hook - Locations((0, 0, ${h} * 0.88), (0, 0, ${h} * 0.55)) * screw`,
    );
    d.box(width, null, height);
    return d.done(`Wall hook ${n(height.value)} × ${n(width.value)} mm`);
  },
};

export const bracketFamilies = [
  lBracket,
  uBracket,
  gusset,
  shelfBracket,
  motorMount,
  pillowBlock,
  pipeClip,
  clamp,
  cableClip,
  hook,
];
