import { assumed, BODY, Draft, given, n, type Family } from "../family";
import { formatMm, type Dim, type Reading } from "../reading";
import { AskBack } from "../types";

/** Pipe fittings and what is poured through them: elbows, tees, hose adapters, reducers, funnels. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

function asDim(m: { mm: number } | null): Dim | null {
  return m ? given(m.mm) : null;
}

/** Outer diameter and bore of a pipe; `solid` when neither wall nor bore is named and the words allow it. */
function readPipe(r: Reading, fallback: number, solidAllowed: boolean): { od: Dim; bore: Dim | null } {
  const wall = r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"] });
  const inner = r.diameter("Inner diameter", null, { words: /\b(?:inner|inside|id|bore|internal)\b/ });
  const outer =
    r.diameter("Outer diameter", null, { words: /\b(?:outer|outside|od|external)\b/ }, { subject: [...BODY] }) ??
    asDim(r.take({ attr: ["none"], subject: ["tube"] }, { attr: ["none"], subject: ["none"] }));
  r.heard(/\bwalls?\b|\bhollow\b/);
  if (outer && inner && inner.value >= outer.value)
    throw new AskBack(
      `The inner diameter of ${formatMm(inner.value)} is not smaller than the outer diameter of ${formatMm(outer.value)}. Which size is right?`,
    );
  if (outer && inner) return { od: outer, bore: inner };
  if (inner) {
    const w = wall ?? 2;
    if (wall === null) r.assume("Wall not given: 2 mm");
    return { od: { value: inner.value + 2 * w, given: wall !== null }, bore: inner };
  }
  const od = outer ?? assumed(fallback);
  if (!outer) r.assume(`Outer diameter not given: ${formatMm(fallback)}`);
  if (wall === null && solidAllowed) return { od, bore: null };
  const w = wall ?? Math.max(1, Math.round(od.value * 0.08 * 2) / 2);
  if (wall === null) r.assume(`Wall not given: ${formatMm(w)}`);
  if (2 * w >= od.value)
    throw new AskBack(
      `A wall of ${formatMm(w)} leaves no bore in a pipe of ${formatMm(od.value)}. Which size is right?`,
    );
  return { od, bore: { value: od.value - 2 * w, given: od.given && wall !== null } };
}

export const elbow: Family = {
  id: "elbow",
  title: "Pipe elbow or bent pipe",
  names: [
    /elbows?/,
    /(?:pipe|tube|90 degree|°|90) (?:pipe )?(?:elbow|bend)s?/,
    /(?:bent|curved|swept) (?:\w+ )?(?:pipe|tube|rod|bar)s?/,
    /pipe bends?/,
    /(?:round )?pipe by sweeping/,
    /° (?:\w+ )?(?:elbow|bend)/,
  ],
  example: "90 degree pipe elbow, 40 mm outer diameter, 3 mm wall, 60 mm bend radius",
  exemplars: [
    "Create one solid 12 mm diameter round pipe by sweeping a circular profile along a planar path with a straight 60 mm segment, a tangent 30 mm radius 90-degree bend, and a final straight 40 mm segment.",
  ],
  build: (r) => {
    const bendRadius = r.maybe(
      "Bend radius",
      { attr: ["radius"], subject: ["bend"] },
      { attr: ["radius"], words: /bend|center ?line|tangent|curve/ },
      { attr: ["none"], subject: ["bend"] },
    );
    const straight: number[] = [];
    for (const m of r.find({ subject: ["segment", "leg", "arm"], attr: ["none", "length"] }).slice(0, 2)) {
      r.use(m);
      straight.push(m.mm);
    }
    const angle = r.angle() ?? 90;
    const solid = r.says(/\bsolid\b|\brod\b|\bbar\b/);
    const { od, bore } = readPipe(r, 40, solid);
    r.heard(
      /\b(?:pipe|tube|elbow|bent|bends?|curved|swept|sweep(?:ing)?|planar path|path|tangent|segments?|straight|final|untwisted|twist\w*)\b/,
    );
    const radius = bendRadius ?? Math.round(od.value * 1.5);
    if (bendRadius === null) r.assume(`Bend radius not given: ${formatMm(radius)}, to the centre line`);
    if (radius <= od.value / 2)
      throw new AskBack(
        `A bend radius of ${formatMm(radius)} is too tight for a pipe of ${formatMm(od.value)}: it must be more than ${formatMm(od.value / 2)}. Which size is right?`,
      );
    if (angle <= 0 || angle >= 180)
      throw new AskBack(`A bend of ${n(angle)}° is not possible here (1° to 179°). Which angle is right?`);
    const first = straight[0] ?? 0;
    const second = straight[1] ?? straight[0] ?? 0;
    const d = new Draft(r, "Bent pipe: starts upwards from Z=0, bends towards +X");
    const [o, br] = [d.mm("OUTER_DIAMETER", "Outer diameter", od), d.mm("BEND_RADIUS", "Bend radius", radius)];
    const a = d.s.deg("ANGLE", angle, "Bend angle", 5, 175);
    const f = d.mm("FIRST_STRAIGHT", "First straight", first, 0, Math.max(4 * first, 100));
    const s = d.mm("SECOND_STRAIGHT", "Second straight", second, 0, Math.max(4 * second, 100));
    const ring = bore ? ` - Circle(${d.mm("INNER_DIAMETER", "Inner diameter", bore)} / 2)` : "";
    d.s.add(
      `profile = Circle(${o} / 2)${ring}`,
      `hinge = Axis((${br}, 0, ${f}), (0, 1, 0))  # the bend turns about this axis`,
      `start = Pos(0, 0, ${f}) * profile`,
      `pipe = revolve(start, hinge, ${a})`,
      `if ${f} > 0:`,
      `    pipe += extrude(profile, amount=${f})`,
      `if ${s} > 0:`,
      `    pipe += extrude(start.rotate(hinge, ${a}), amount=${s}, dir=Vector(0, 0, 1).rotate(Axis.Y, ${a}))`,
      `result = pipe`,
    );
    if (angle === 90)
      d.box(
        od.given ? given(radius + od.value / 2 + second) : null,
        od,
        od.given ? given(first + radius + od.value / 2) : null,
      );
    return d.done(`${bore ? "Pipe elbow" : "Bent rod"} Ø${n(od.value)}, ${n(angle)}°`);
  },
};

export const tee: Family = {
  id: "tee",
  title: "Pipe tee",
  names: [
    /(?:pipe|tube|hose)? ?tees?/,
    /(?:pipe |tube )?t (?:piece|joint|fitting|connector|pipe)s?/,
    /tee (?:fitting|connector|joint|pipe)s?/,
  ],
  example: "Pipe tee, 40 mm outer diameter, 3 mm wall, 120 mm long, 60 mm branch",
  exemplars: ["tee fitting 25 mm outer diameter 2 mm wall"],
  build: (r) => {
    const branchM = r.maybe("Branch", { words: /branch/ });
    const lengthM = r.maybe("Length", { attr: ["length", "width"], subject: BODY });
    const { od, bore } = readPipe(r, 40, false);
    r.heard(/\b(?:pipe|tube|tee|branch|fitting|connector|run)\b/);
    const length = lengthM ?? Math.round(od.value * 3);
    const branch = branchM ?? Math.round(length / 2);
    if (lengthM === null) r.assume(`Length not given: ${formatMm(length)}`);
    if (branchM === null) r.assume(`Branch not given: ${formatMm(branch)} from the centre line`);
    if (length <= od.value || branch <= od.value / 2)
      throw new AskBack(
        `A length of ${formatMm(length)} and a branch of ${formatMm(branch)} are too short for a pipe of ${formatMm(od.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Pipe tee: run along X, branch up");
    const [o, i, l, b] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", od),
      d.mm("INNER_DIAMETER", "Inner diameter", bore ?? od.value * 0.85),
      d.mm("LENGTH", "Length", length),
      d.mm("BRANCH", "Branch length", branch),
    ];
    d.s.add(
      `run = Rot(0, 90, 0) * Cylinder(${o} / 2, ${l}) + Cylinder(${o} / 2, ${b}, ${ALIGN})`,
      `run -= Rot(0, 90, 0) * Cylinder(${i} / 2, ${l})`,
      `run -= Cylinder(${i} / 2, ${b}, ${ALIGN})`,
      `result = Pos(0, 0, ${o} / 2) * run`,
    );
    if (lengthM !== null)
      d.box(given(length), od, branchM === null ? null : od.given ? given(branch + od.value / 2) : null);
    return d.done(`Pipe tee Ø${n(od.value)} mm`);
  },
};

export const hoseAdapter: Family = {
  id: "hoseAdapter",
  title: "Hose adapter with barbs",
  names: [
    /(?:hose|pipe|tube|tubing|vacuum|garden hose|barb(?:ed)?|hose barb)(?: hose)? (?:adapt[eo]r|reducer|connector|coupler|coupling|fitting|joiner|splitter|barb)s?/,
    /hose barbs?/,
    /reducers?/,
    /adapt[eo]rs?/,
    /barbed (?:fitting|connector)s?/,
  ],
  example: "Hose adapter from 19 mm ID hose to 25 mm ID hose with barbs",
  exemplars: ["vacuum hose adapter 32 mm to 40 mm, 80 mm long, 2 mm wall"],
  build: (r) => {
    const wallM = r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"] });
    const lengthM = r.maybe("Length", { attr: ["length", "height"] });
    const ends = r.measures.filter((m) => !m.used).slice(0, 2);
    for (const m of ends) r.use(m);
    const barbs = r.heard(/\bbarb(?:s|ed)?\b/);
    r.heard(/\b(?:hoses?|pipe|tube|tubing|vacuum|garden|reducer|adapt[eo]r|fitting|connector|ends?|id|od)\b/);
    const [a, b] = [ends[0]?.mm ?? 20, ends[1]?.mm ?? ends[0]?.mm ?? 25];
    if (ends.length < 2) r.assume(`Hose sizes not given in full: ${formatMm(a)} and ${formatMm(b)}`);
    const wall = wallM ?? 2.5;
    if (wallM === null) r.assume("Wall not given: 2.5 mm");
    const length = lengthM ?? Math.round(Math.max(60, a + b));
    if (lengthM === null) r.assume(`Length not given: ${formatMm(length)}`);
    if (2 * wall >= Math.min(a, b))
      throw new AskBack(
        `A wall of ${formatMm(wall)} leaves no bore in a hose end of ${formatMm(Math.min(a, b))}. Which size is right?`,
      );
    r.assume(
      `The hoses go over the ends: outer diameters ${formatMm(a)} and ${formatMm(b)}${barbs ? ", barbs 1 mm higher" : ""}`,
    );
    const d = new Draft(r, "Hose adapter, axis along Z, first hose at the bottom");
    const [da, db, w, l] = [
      d.mm("FIRST_HOSE", "First hose, inner diameter", a),
      d.mm("SECOND_HOSE", "Second hose, inner diameter", b),
      d.mm("WALL", "Wall", wall),
      d.mm("LENGTH", "Length", length),
    ];
    const k = barbs ? d.mm("BARB", "Barb height", 1, 0.2, 3) : "0";
    d.s.add(
      `end = ${l} * 0.4  # length of each hose end`,
      `body = Cylinder(${da} / 2, end, ${ALIGN})`,
      a === b
        ? `body += Pos(0, 0, end) * Cylinder(${da} / 2, ${l} - 2 * end, ${ALIGN})`
        : `body += Pos(0, 0, end) * Cone(${da} / 2, ${db} / 2, ${l} - 2 * end, ${ALIGN})`,
      `body += Pos(0, 0, ${l} - end) * Cylinder(${db} / 2, end, ${ALIGN})`,
    );
    if (barbs) {
      const c = d.s.count("BARBS", 3, "Barbs per end", 1, 6);
      d.s.add(
        `step = end / (${c} + 1)`,
        `for i in range(${c}):`,
        `    body += Pos(0, 0, step * (i + 0.5)) * Cone(${da} / 2, ${da} / 2 + ${k}, step * 0.8, ${ALIGN})`,
        `    body += Pos(0, 0, ${l} - step * (i + 0.5) - step * 0.8) * Cone(${db} / 2 + ${k}, ${db} / 2, step * 0.8, ${ALIGN})`,
      );
    }
    d.s.add(
      `bore = Cylinder(${da} / 2 - ${w}, end, ${ALIGN}) + Pos(0, 0, ${l} - end) * Cylinder(${db} / 2 - ${w}, end, ${ALIGN})`,
      a === b
        ? `bore += Cylinder(${da} / 2 - ${w}, ${l}, ${ALIGN})`
        : `bore += Pos(0, 0, end) * Cone(${da} / 2 - ${w}, ${db} / 2 - ${w}, ${l} - 2 * end, ${ALIGN})`,
      `result = body - bore`,
    );
    d.box(null, null, lengthM === null ? null : given(length));
    return d.done(`Hose adapter ${n(a)} to ${n(b)} mm`);
  },
};

export const funnel: Family = {
  id: "funnel",
  title: "Funnel",
  names: [/funnels?/, /hoppers?/],
  example: "Funnel 100 mm mouth, 12 mm spout, 120 mm high, 2 mm wall",
  exemplars: ["a kitchen funnel 80 mm top diameter 10 mm spout diameter"],
  build: (r) => {
    const wallM = r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"] });
    const spout =
      r.diameter("Spout", null, { subject: ["spout"] }, { words: /\b(?:bottom|lower|small|spout|outlet|narrow)\b/ }) ??
      asDim(r.take({ subject: ["spout"], attr: ["none", "width"] }));
    const spoutLength = r.maybe("Spout length", { subject: ["spout"], attr: ["length"] });
    const height = r.maybe("Height", { attr: ["height", "length", "depth"] });
    const mouth =
      r.diameter("Mouth", null, {}) ??
      asDim(r.take({ subject: ["mouth", "top"], attr: ["none", "width"] }, { attr: ["none"] })) ??
      assumed(100);
    if (!mouth.given) r.assume("Mouth diameter not given: 100 mm");
    const s = spout ?? assumed(Math.round(mouth.value / 8));
    if (!spout) r.assume(`Spout diameter not given: ${formatMm(s.value)}`);
    const h: Dim = height === null ? assumed(Math.round(mouth.value * 1.1)) : given(height);
    if (height === null) r.assume(`Height not given: ${formatMm(h.value)}`);
    const wall = wallM ?? 2;
    if (wallM === null) r.assume("Wall not given: 2 mm");
    r.heard(/\b(?:mouth|spouts?|walls?|outlet|kitchen|top|bottom)\b/);
    if (s.value >= mouth.value)
      throw new AskBack(
        `A spout of ${formatMm(s.value)} is not smaller than the mouth of ${formatMm(mouth.value)}. Which size is right?`,
      );
    if (2 * wall >= s.value)
      throw new AskBack(
        `A wall of ${formatMm(wall)} leaves no bore in a spout of ${formatMm(s.value)}. Which size is right?`,
      );
    const sl = spoutLength ?? Math.round(h.value * 0.4);
    const d = new Draft(r, "Funnel, spout at the bottom");
    const [m, sp, hh, w, st] = [
      d.mm("MOUTH_DIAMETER", "Mouth diameter", mouth),
      d.mm("SPOUT_DIAMETER", "Spout diameter", s),
      d.mm("HEIGHT", "Height", h),
      d.mm("WALL", "Wall", wall),
      d.mm("SPOUT_LENGTH", "Spout length", sl),
    ];
    d.s.add(
      `outside = make_face(Polyline((0, 0), (${sp} / 2, 0), (${sp} / 2, ${st}), (${m} / 2, ${hh}), (0, ${hh}), close=True))`,
      `inside = make_face(Polyline((0, -1), (${sp} / 2 - ${w}, -1), (${sp} / 2 - ${w}, ${st}), (${m} / 2 - ${w}, ${hh}), (${m} / 2 - ${w}, ${hh} + 1), (0, ${hh} + 1), close=True))`,
      `result = revolve(Plane.XZ * outside, Axis.Z) - revolve(Plane.XZ * inside, Axis.Z)`,
    );
    d.box(mouth, mouth, h);
    return d.done(`Funnel Ø${n(mouth.value)} to Ø${n(s.value)} mm`);
  },
};

export const pipeFamilies = [elbow, tee, hoseAdapter, funnel];
