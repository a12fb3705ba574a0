import { assumed, BODY, Draft, given, n, readBox, readEdges, writeEdges, type Family } from "../family";
import { holeRules, readHoles, settle, writeHoles, type Face } from "../holes";
import { formatMm, type Dim } from "../reading";
import { AskBack } from "../types";
import { readOuter } from "./plates";

/** Everyday and workshop objects, and the remaining basic solids. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

function asDim(m: { mm: number } | null): Dim | null {
  return m ? given(m.mm) : null;
}

const SIDES: Record<string, number> = {
  triang: 3,
  pentagon: 5,
  hex: 6,
  heptagon: 7,
  octagon: 8,
  decagon: 10,
  dodecagon: 12,
};

export const prism: Family = {
  id: "prism",
  title: "Regular prism",
  names: [
    /(?:hex|hexagonal|pentagonal|octagonal|equilateral triangular|regular) (?:prism|bar|rod|block|plate|column|post|tile|stock|disc)s?/,
    /hexagons?/,
    /octagons?/,
    /pentagons?/,
    /(?:hexagonal|octagonal|pentagonal) (?:base|body|solid|coaster)s?/,
    /(?:\w+ )?prisms?/,
  ],
  example: "Hexagonal prism 30 mm across flats, 50 mm tall",
  exemplars: [
    "octagonal plate 80 mm across flats 6 mm thick with a 20 mm hole",
    "pentagonal prism with 20 mm sides and 40 mm height",
  ],
  build: (r) => {
    const found = Object.entries(SIDES).find(([word]) => new RegExp(`\\b${word}\\w*`).test(r.plain));
    if (!found) throw new AskBack("How many sides should the prism have, and how large should it be?");
    const sides = found[1];
    r.heard(new RegExp(`\\b${found[0]}\\w*\\b|\\bequilateral\\b|\\bregular\\b`));
    const flats = r.maybe("Across flats", { attr: ["flats"] });
    const side =
      flats === null
        ? r.maybe(
            "Side",
            { attr: ["side"] },
            { attr: ["length"], words: /\bsides?\b|\bedge\b/ },
            { attr: ["none"], words: /\bsides?\b|\bedges?\b/ },
          )
        : null;
    const inscribed = r.heard(/\binscribed(?: (?:in|inside|within))?\b/);
    const corners =
      flats === null && side === null
        ? r.maybe("Across corners", { words: /corners/ }, ...(inscribed ? [{ attr: ["pcd" as const] }] : []))
        : null;
    const circle =
      flats === null && side === null && corners === null ? r.diameter("Diameter", null, { subject: BODY }) : null;
    const height = r.dim(
      "Height",
      20,
      { attr: ["height", "thickness", "length", "depth", "z"], subject: BODY },
      { attr: ["none"], subject: BODY },
    );
    const loose =
      flats === null && side === null && corners === null && !circle
        ? r.maybe("Width", { attr: ["width", "none"], subject: BODY })
        : null;
    const apothemOf = (x: number): number => Math.cos(Math.PI / sides) * x;
    let radius: number;
    if (flats !== null) radius = flats / 2 / Math.cos(Math.PI / sides);
    else if (side !== null) radius = side / 2 / Math.sin(Math.PI / sides);
    else if (corners !== null) radius = corners / 2;
    else if (circle) {
      radius = circle.value / 2;
      r.assume("Diameter taken across the corners");
    } else if (loose !== null) {
      radius = loose / 2 / Math.cos(Math.PI / sides);
      r.assume("Width taken across the flats");
    } else {
      radius = 20;
      r.assume("Size not given: 40 mm across the corners");
    }
    const face: Face = {
      shape: "round",
      length: 2 * apothemOf(radius),
      width: 2 * apothemOf(radius),
      thickness: height.value,
      noun: "prism",
    };
    const holes = readHoles(r, face, 5);
    for (const g of holes) settle(r, g, face);
    const d = new Draft(r, `Regular prism with ${sides} sides, bottom at Z=0`);
    const h = d.mm("HEIGHT", "Height", height);
    const even = flats !== null;
    const size = even
      ? d.mm("ACROSS_FLATS", "Across flats", flats)
      : d.mm("CORNER_DIAMETER", "Across corners", 2 * radius);
    const turn = sides % 2 === 0 ? `, rotation=${n(180 / sides)}` : ", rotation=90";
    d.s.add(
      `prism = extrude(RegularPolygon(${size} / 2, ${sides}${even ? ", major_radius=False" : ""}${turn}), amount=${h})`,
    );
    writeHoles(d.s, holes, { length: size, width: size, top: h, thickness: h, body: "prism" });
    d.s.add("result = prism");
    d.box(null, null, height);
    d.spec.push(...holeRules(holes));
    if (height.given && holes.length === 0 && (flats !== null || side !== null || corners !== null))
      d.volume(0.5 * sides * radius * radius * Math.sin((2 * Math.PI) / sides) * height.value);
    return d.done(`Prism with ${sides} sides × ${n(height.value)} mm`);
  },
};

export const pyramid: Family = {
  id: "pyramid",
  title: "Pyramid",
  names: [/pyramids?/, /(?:square|rectangular|four sided) pyramids?/],
  example: "Square pyramid 50 mm base, 40 mm high",
  exemplars: ["pyramid with a 60 x 40 mm base and 30 mm height"],
  build: (r) => {
    r.heard(/\b(?:square|rectangular|base|sided|#)\b/);
    const height = r.dim("Height", 40, { attr: ["height"] });
    const group = r.group(2, { subject: ["base", "none"] });
    let x: number | null = null;
    let y: number | null = null;
    if (group) {
      for (const m of group) r.use(m);
      [x, y] = [group[0]?.mm ?? 0, group[1]?.mm ?? 0];
    } else {
      const side = r.maybe("Base", { attr: ["side", "none", "width", "length"], subject: ["base", "none"] });
      [x, y] = [side, side];
    }
    if (x === null || y === null) {
      r.assume("Base not given: 50 × 50 mm");
      [x, y] = [50, 50];
    }
    const d = new Draft(r, "Pyramid, base on XY");
    const [l, w, h] = [
      d.mm("LENGTH", "Base length", x),
      d.mm("WIDTH", "Base width", y),
      d.mm("HEIGHT", "Height", height),
    ];
    d.s.add(
      `corners = [(-${l} / 2, -${w} / 2, 0), (${l} / 2, -${w} / 2, 0), (${l} / 2, ${w} / 2, 0), (-${l} / 2, ${w} / 2, 0)]`,
      `tip = (0, 0, ${h})`,
      `faces = [make_face(Polyline(*corners, close=True))]`,
      `for a, b in zip(corners, corners[1:] + corners[:1]):`,
      `    faces.append(make_face(Polyline(a, b, tip, close=True)))`,
      `result = Solid(Shell([face.faces()[0] for face in faces]))`,
    );
    d.box(given(x), given(y), height);
    if (height.given) d.volume((x * y * height.value) / 3);
    return d.done(`Pyramid ${n(x)} × ${n(y)} × ${n(height.value)} mm`);
  },
};

export const vase: Family = {
  id: "vase",
  title: "Vase",
  names: [/vases?/, /(?:flower|decorative|bud|solid|solid decorative) vases?/, /vase forms?/],
  example: "Vase 150 mm tall, 80 mm maximum diameter, 50 mm top diameter, 3 mm wall",
  exemplars: [
    "Create a solid decorative vase form by revolving a smooth closed profile around Z. It must be exactly 90 mm high, reach a maximum diameter of 60 mm around its lower half, narrow to a 30 mm top diameter.",
    "a vase 120 mm high",
  ],
  build: (r) => {
    const solid = r.heard(/\bsolid (?:\w+ )?vase\b/);
    const wallM = solid ? null : r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"] });
    const top = r.diameter("Top diameter", null, {
      words: /\b(?:top|mouth|opening|neck|upper|narrow)\b/,
      subject: ["none", "top", "mouth", "neck", "cutout"],
    });
    const base = r.diameter("Base diameter", null, {
      words: /\b(?:base|bottom|foot)\b/,
      subject: ["none", "base", "foot"],
    });
    const max = r.diameter("Largest diameter", null, {}) ?? asDim(r.take({ attr: ["width"] }));
    const height = r.dim("Height", 120, { attr: ["height", "length"] }, { attr: ["none"] });
    r.heard(
      /\b(?:walls?|mouth|neck|flower|decorative|lower half|vase|revol\w+|profile|narrows?|reach|form|based|curved?|curvy|elegant|maximum)\b/,
    );
    const m = max ?? assumed(Math.round(height.value * 0.55));
    if (!max) r.assume(`Largest diameter not given: ${formatMm(m.value)}`);
    const t = top ?? assumed(Math.round(m.value * 0.6));
    if (!top) r.assume(`Top diameter not given: ${formatMm(t.value)}`);
    const b = base ?? assumed(Math.round(m.value * 0.7));
    if (!base) r.assume(`Base diameter not given: ${formatMm(b.value)}`);
    if (t.value > m.value || b.value > m.value)
      throw new AskBack(
        `The largest diameter of ${formatMm(m.value)} is smaller than the top or base. Which size is right?`,
      );
    const wall = wallM ?? 3;
    if (!solid && wallM === null) r.assume("Wall not given: 3 mm");
    if (!solid && 2 * wall >= Math.min(t.value, b.value) * 0.9)
      throw new AskBack(
        `A wall of ${formatMm(wall)} leaves nothing inside ${formatMm(Math.min(t.value, b.value))}. Which size is right?`,
      );
    const d = new Draft(r, "Vase: smooth profile turned about Z, widest below the middle");
    const [h, mm, tt, bb] = [
      d.mm("HEIGHT", "Height", height),
      d.mm("MAX_DIAMETER", "Largest diameter", m),
      d.mm("TOP_DIAMETER", "Top diameter", t),
      d.mm("BASE_DIAMETER", "Base diameter", b),
    ];
    // Two curves that meet upright at the widest point, so that the largest diameter is exact.
    d.s.add(
      `belly = ${h} * 0.35  # height of the widest point`,
      `wide, top, base = ${mm} / 2, ${tt} / 2, ${bb} / 2`,
      `lower = Bezier((base, 0), (wide, belly * 0.35), (wide, belly * 0.6), (wide, belly))`,
      `upper = Bezier((wide, belly), (wide, belly + (${h} - belly) * 0.45), (top, ${h} - (${h} - belly) * 0.35), (top, ${h}))`,
      `outline = make_face([Line((0, 0), (base, 0)), lower, upper, Line((top, ${h}), (0, ${h})), Line((0, ${h}), (0, 0))])`,
      `vase = revolve(Plane.XZ * outline, Axis.Z)`,
    );
    if (!solid) {
      const w = d.mm("WALL", "Wall", wall);
      d.s.add(
        `lower = Bezier((base - ${w}, ${w}), (wide - ${w}, ${w} + (belly - ${w}) * 0.35), (wide - ${w}, ${w} + (belly - ${w}) * 0.6), (wide - ${w}, belly))`,
        `upper = Bezier((wide - ${w}, belly), (wide - ${w}, belly + (${h} - belly) * 0.45), (top - ${w}, ${h} - (${h} - belly) * 0.35), (top - ${w}, ${h}))`,
        `inside = make_face([Line((0, ${w}), (base - ${w}, ${w})), lower, upper, Line((top - ${w}, ${h}), (0, ${h})), Line((0, ${h}), (0, ${w}))])`,
        `vase -= revolve(Plane.XZ * inside, Axis.Z)`,
      );
    }
    d.s.add("result = vase");
    d.box(m, m, height);
    return d.done(`Vase Ø${n(m.value)} × ${n(height.value)} mm`);
  },
};

export const handle: Family = {
  id: "handle",
  title: "Handle",
  names: [
    /handles?/,
    /(?:drawer|cabinet|door|pull|bar|grab|kitchen|u shaped|u|furniture|carry) (?:\w+ )?(?:handle|pull)s?/,
    /(?:drawer|cabinet) pulls?/,
    /u shaped (?:\w+ )?handles?/,
  ],
  example: "Drawer handle with 96 mm screw spacing and a rounded grip",
  exemplars: [
    "Create one U-shaped solid handle from an 8 mm circular sweep. The final outside envelope must measure exactly 80 mm in X, 8 mm in Y, and 50 mm in Z, with two equal vertical legs joined by a tangent semicircular top.",
    "cabinet pull 128 mm hole spacing, 12 mm bar, 30 mm high",
  ],
  build: (r) => {
    const semicircle = r.heard(/\bsemi ?circular\b|\barched?\b/);
    const spacing = r.maybe("Screw spacing", { attr: ["spacing", "pitch"] });
    const width =
      spacing === null
        ? r.maybe("Length", { attr: ["x", "length", "width"] })
        : r.maybe("Length", { attr: ["x", "length"] });
    const height = r.maybe("Height", { attr: ["z", "height", "depth"] });
    const bar =
      r.diameter("Bar", null, {}) ??
      asDim(r.take({ attr: ["y"] })) ??
      asDim(r.take({ attr: ["none", "thickness"], subject: ["grip", "none", "shaft"] }));
    const again = r.take({ attr: ["none", "diameter"], words: /circular|sweep|bar|section/ });
    if (bar && again && again.mm !== bar.value)
      throw new AskBack(
        `The prompt gives two bar sizes, ${formatMm(bar.value)} and ${again.text}. Which one is right?`,
      );
    const y = r.take({ attr: ["y"] });
    if (y && bar && y.mm !== bar.value)
      throw new AskBack(`The prompt gives two bar sizes, ${formatMm(bar.value)} and ${y.text}. Which one is right?`);
    const thread = r.threads()[0];
    if (thread) r.cover(thread.index);
    const b: Dim = bar ?? assumed(12);
    if (!bar) r.assume("Bar thickness not given: 12 mm");
    const span = spacing ?? (width !== null ? width - b.value : 96);
    if (spacing === null && width === null) r.assume("Screw spacing not given: 96 mm");
    if (spacing !== null && width !== null && width < spacing + b.value)
      throw new AskBack(
        `A length of ${formatMm(width)} is too short for screws ${formatMm(spacing)} apart. Which size is right?`,
      );
    const h: Dim = height === null ? assumed(Math.max(30, b.value * 2.5)) : given(height);
    if (height === null) r.assume(`Height not given: ${formatMm(h.value)}`);
    const bendRadius = semicircle ? span / 2 : Math.min(b.value, span / 4, (h.value - b.value / 2) * 0.8);
    if (h.value - b.value / 2 < bendRadius + 1e-9 || span <= b.value)
      throw new AskBack(
        `A handle ${formatMm(h.value)} high with legs ${formatMm(span)} apart does not fit a bar of ${formatMm(b.value)}. Which size is right?`,
      );
    const screws = spacing !== null || r.says(/\bscrew|\bdrawer|\bcabinet/) || thread !== undefined;
    r.heard(
      /\b(?:screws?|round(?:ed)? grip|grip|rounded|legs?|joined|semicircular|sweep|swept|u shaped|drawer|cabinet|door|bar|holes?|outside envelope|envelope|equal|circular)\b/,
    );
    if (screws) r.assume("Screw holes: one from below in each leg, 3.4 mm, 12 mm deep (M4)");
    const d = new Draft(r, "Handle: round bar swept over two legs, feet on Z=0");
    const [s, hh, bb, br] = [
      d.mm("SPACING", "Leg spacing", span),
      d.mm("HEIGHT", "Height", h),
      d.mm("BAR", "Bar diameter", b),
      d.mm("BEND_RADIUS", "Bend radius", bendRadius),
    ];
    d.s.add(`x, top = ${s} / 2, ${hh} - ${bb} / 2  # centre line of the bar`);
    d.s.add(
      `leg = Cylinder(${bb} / 2, top - ${br}, ${ALIGN}) if top > ${br} else None`,
      `bend = Pos(0, 0, top - ${br}) * revolve(Circle(${bb} / 2), Axis((${br}, 0, 0), (0, 1, 0)), 90)  # from upright to +X`,
      `half = Pos(-x, 0, 0) * (bend + leg if leg else bend)`,
      `handle = half + mirror(half, about=Plane.YZ)`,
      `if x > ${br}:`,
      `    handle += Pos(0, 0, top) * Rot(0, 90, 0) * Cylinder(${bb} / 2, 2 * (x - ${br}))`,
    );
    if (screws) {
      const hole = d.mm("SCREW_HOLE", "Screw hole", Math.min(3.4, b.value * 0.5));
      d.s.add(`handle -= GridLocations(${s}, 0, 2, 1) * Cylinder(${hole} / 2, min(12, ${hh} / 2), ${ALIGN})`);
    }
    d.s.add("result = handle");
    d.box(spacing !== null || width !== null ? (bar ? given(span + b.value) : null) : null, b, h);
    return d.done(`Handle, legs ${n(span)} mm apart`);
  },
};

export const foot: Family = {
  id: "foot",
  title: "Foot",
  names: [
    /(?:rubber|machine|furniture|leveling|levelling|equipment|bumper|table|case|screw on) (?:foot|feet)/,
    /feet/,
    /foot/,
    /bumpers?/,
    /furniture glides?/,
  ],
  example: "Machine foot 40 mm diameter, 20 mm high, with an M6 screw hole",
  exemplars: ["rubber foot 25 mm diameter 10 mm tall"],
  build: (r) => {
    const thread = r.threads()[0];
    if (thread) r.cover(thread.index);
    const hole = r.maybe("Hole", { subject: ["hole", "screw"], attr: ["none", "diameter"] });
    const od = readOuter(r, 30);
    const height = r.dim(
      "Height",
      Math.round(od.value / 2),
      { attr: ["height", "thickness", "length"] },
      { attr: ["none"] },
    );
    const h = hole ?? (thread ? Math.round(thread.size * 11) / 10 : 4.5);
    if (hole === null) r.assume(`Screw hole not given in mm: ${formatMm(h)}`);
    r.assume(`Head recess from below: ${formatMm(h * 2)} wide, half the height deep; sides taper by 10 %`);
    r.heard(/\b(?:screws?|holes?|rubber|machine|furniture|bumper|countersunk|counterbored|recess(?:ed)?)\b/);
    if (2 * h >= od.value * 0.85)
      throw new AskBack(
        `A screw hole of ${formatMm(h)} with its head does not fit a foot of ${formatMm(od.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Foot: wide side up, screw head from below");
    const [o, hh, s] = [
      d.mm("DIAMETER", "Diameter", od),
      d.mm("HEIGHT", "Height", height),
      d.mm("SCREW_HOLE", "Screw hole", h),
    ];
    d.s.add(
      `foot = Cone(0.45 * ${o}, ${o} / 2, ${hh}, ${ALIGN})`,
      `foot -= Cylinder(${s} / 2, ${hh}, ${ALIGN}) + Cylinder(${s}, ${hh} / 2, ${ALIGN})`,
      "result = foot",
    );
    d.box(od, od, height);
    return d.done(`Foot Ø${n(od.value)} × ${n(height.value)} mm`);
  },
};

export const stand: Family = {
  id: "stand",
  title: "Phone or tablet stand",
  names: [
    /(?:phone|tablet|smartphone|mobile|ipad|iphone|cell ?phone|book|display|plate) (?:stand|holder|dock|cradle|rest)s?/,
    /stands?/,
    /easels?/,
  ],
  example: "Phone stand 80 mm wide, 100 mm deep, 4 mm thick, leaning 65 degrees",
  exemplars: ["a simple phone stand"],
  build: (r) => {
    const lean = r.angle() ?? 65;
    const t = r.dim("Thickness", 4, { attr: ["thickness"] });
    const width = r.dim("Width", 80, { attr: ["width", "x"] });
    const depth = r.dim("Depth", 100, { attr: ["depth", "length", "y"] });
    const height = r.dim("Height", 90, { attr: ["height", "z"] });
    const slot = r.maybe("Slot", { subject: ["slot", "groove", "lip"] });
    const lip = slot ?? 14;
    r.heard(/\b(?:phone|tablet|smartphone|mobile|lean(?:ing)?|angled?|tilt(?:ed)?|lip|slot|viewing|desk)\b/);
    r.assume(`Leans ${n(lean)}°; the phone stands in a gap of ${formatMm(lip)} behind a lip`);
    if (lean < 30 || lean > 85)
      throw new AskBack(`A stand leans between 30° and 85°, not ${n(lean)}°. Which angle is right?`);
    const runBack = height.value / Math.tan((lean * Math.PI) / 180);
    if (runBack + lip + 3 * t.value > depth.value)
      throw new AskBack(
        `A back ${formatMm(height.value)} high leaning ${n(lean)}° does not fit a depth of ${formatMm(depth.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Phone stand: front at -Y, back leaning to +Y");
    const [w, dp, h, th, g] = [
      d.mm("WIDTH", "Width", width),
      d.mm("DEPTH", "Depth", depth),
      d.mm("HEIGHT", "Height", height),
      d.mm("THICKNESS", "Thickness", t),
      d.mm("GAP", "Gap for the phone", lip),
    ];
    const a = d.s.deg("LEAN", lean, "Lean", 45, 80);
    d.s.add(
      `run = ${h} / math.tan(math.radians(${a}))`,
      `thick = ${th} / math.sin(math.radians(${a}))  # thickness of the back measured level`,
      `foot = ${th} + ${g}  # where the back starts`,
      `base = Polyline((0, 0), (${dp}, 0), (${dp}, ${th}), (0, ${th}), close=True)`,
      `back = Polyline((foot, 0), (foot + thick, 0), (foot + thick + run, ${h}), (foot + run, ${h}), close=True)`,
      `lip = Polyline((0, 0), (${th}, 0), (${th}, ${th} + 8), (0, ${th} + 8), close=True)`,
      `side = make_face(base) + make_face(back) + make_face(lip)`,
      `result = Pos(-${w} / 2, -${dp} / 2, 0) * extrude(Plane.YZ * side, amount=${w})`,
    );
    d.box(width, depth, height);
    return d.done(`Stand ${n(width.value)} × ${n(depth.value)} × ${n(height.value)} mm`);
  },
};

export const heatSink: Family = {
  id: "heatSink",
  title: "Heat sink",
  names: [/heat ?sinks?/, /(?:finned|cooling) (?:plate|block|heat ?sink)s?/],
  example: "Heat sink 60 x 60 x 25 mm with 10 fins, 4 mm base, 1.5 mm fins",
  exemplars: ["heatsink 40 x 40 x 20 mm, 8 fins 1 mm thick"],
  build: (r) => {
    const fins = r.count(/# (?:(?:§|thin|straight|parallel|vertical|equally|spaced|thick) )*fins?/);
    const fin = r.maybe(
      "Fin thickness",
      { subject: ["fin"], attr: ["thickness", "none", "width"] },
      { attr: ["thickness"], near: ["fin"] },
    );
    const finH = r.maybe("Fin height", { subject: ["fin"], attr: ["height"] }, { attr: ["height"], near: ["fin"] });
    const base = r.maybe("Base", { subject: ["base"], attr: ["thickness", "none", "height"] });
    r.heard(/\bfins?\b|\bbase\b|\bfinned\b|\bcooling\b/);
    const sum = base !== null && finH !== null ? base + finH : null;
    const [x, y, box] = readBox(r, [60, 60, sum ?? 25]);
    // Base and fins add up to the height, so nothing is assumed about it.
    const z = !box.given && sum !== null ? given(sum) : box;
    if (z !== box) r.withdraw(/^Height not given/);
    const count = fins ?? 10;
    if (fins === null) r.assume("Number of fins not given: 10");
    const ft = fin ?? Math.round((x.value / count) * 0.3 * 10) / 10;
    if (fin === null) r.assume(`Fin thickness not given: ${formatMm(ft)}`);
    const b = base ?? (finH !== null ? z.value - finH : Math.max(2, Math.round(z.value * 0.2)));
    if (base === null && finH === null) r.assume(`Base not given: ${formatMm(b)}`);
    if (finH !== null && base !== null && Math.abs(finH + base - z.value) > 0.01 && z.given)
      throw new AskBack(
        `A base of ${formatMm(base)} and fins of ${formatMm(finH)} do not add up to ${formatMm(z.value)}. Which size is right?`,
      );
    if (count < 2 || ft * count >= x.value || b >= z.value || b <= 0)
      throw new AskBack(
        `${count} fins of ${formatMm(ft)} on a base of ${formatMm(b)} do not fit ${formatMm(x.value)} × ${formatMm(z.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Heat sink: fins along Y, base on XY");
    const [l, w, h, bb, f] = [
      d.mm("LENGTH", "Length", x),
      d.mm("WIDTH", "Width", y),
      d.mm("HEIGHT", "Height", z),
      d.mm("BASE", "Base thickness", b),
      d.mm("FIN", "Fin thickness", ft),
    ];
    const c = d.s.count("FINS", count, "Fins", 2, 60);
    d.s.add(
      `section = Pos(0, ${bb} / 2) * Rectangle(${l}, ${bb})`,
      `section += GridLocations((${l} - ${f}) / (${c} - 1), 0, ${c}, 1) * (Pos(0, ${h} / 2) * Rectangle(${f}, ${h}))`,
      `result = Pos(0, ${w} / 2, 0) * extrude(Plane.XZ * section, amount=${w})`,
    );
    d.box(x, y, z);
    return d.done(`Heat sink ${n(x.value)} × ${n(y.value)} × ${n(z.value)} mm`);
  },
};

export const vBlock: Family = {
  id: "vBlock",
  title: "V-block",
  names: [/v blocks?/, /vee blocks?/],
  example: "V-block 80 x 50 x 40 mm with a 30 mm wide 90 degree groove",
  exemplars: ["machinist v-block 60 x 40 x 40 mm"],
  build: (r) => {
    const groove = r.maybe("Groove width", { subject: ["groove"] }, { words: /groove|v (?:cut|notch)/ });
    const angle = r.angle() ?? 90;
    r.heard(/\b(?:v|grooves?|notch|machinist)\b/);
    const [x, y, z] = readBox(r, [80, 50, 40]);
    const g = groove ?? Math.round(y.value * 0.6);
    if (groove === null) r.assume(`Groove not given: ${formatMm(g)} wide, ${n(angle)}°`);
    const depth = g / 2 / Math.tan((angle * Math.PI) / 360);
    if (g >= y.value || depth >= z.value - 1)
      throw new AskBack(
        `A groove ${formatMm(g)} wide and ${formatMm(depth)} deep does not fit ${formatMm(y.value)} × ${formatMm(z.value)}. Which size is right?`,
      );
    const edges = readEdges(r, { length: x.value, width: y.value, height: z.value });
    const d = new Draft(r, "V-block: groove along X, in the top");
    const [l, w, h, gw] = [
      d.mm("LENGTH", "Length", x),
      d.mm("WIDTH", "Width", y),
      d.mm("HEIGHT", "Height", z),
      d.mm("GROOVE_WIDTH", "Groove width", g),
    ];
    const a = d.s.deg("GROOVE_ANGLE", angle, "Groove angle", 60, 120);
    d.s.add(`block = Box(${l}, ${w}, ${h}, ${ALIGN})`);
    writeEdges(d, "block", edges);
    d.s.add(
      `deep = ${gw} / 2 / math.tan(math.radians(${a} / 2))`,
      `vee = make_face(Polyline((-${gw} / 2, ${h}), (0, ${h} - deep), (${gw} / 2, ${h}), close=True))`,
      `result = block - Pos(-${l} / 2, 0, 0) * extrude(Plane.YZ * vee, amount=${l})`,
    );
    d.box(x, y, z);
    if (x.given && y.given && z.given && !edges.fillet && !edges.chamfer)
      d.volume(x.value * (y.value * z.value - (g * depth) / 2));
    return d.done(`V-block ${n(x.value)} × ${n(y.value)} × ${n(z.value)} mm`);
  },
};

export const hinge: Family = {
  id: "hinge",
  title: "Hinge",
  names: [/hinges?/, /(?:butt|door|piano|cabinet|barrel|three part) hinges?/, /hinge (?:assembly|leaf|leaves)/],
  example: "Hinge 60 x 50 mm, 3 mm thick leaves, 4 mm pin, five knuckles",
  exemplars: ["door hinge 80 mm long, 60 mm wide open, 3 mm thick"],
  build: (r) => {
    const pin = r.diameter("Pin", null, { subject: ["pin"] }) ?? asDim(r.take({ subject: ["pin"] }));
    const knuckles = r.count(/# (?:\w+ )?knuckles/) ?? 5;
    const thick = r.take({ attr: ["thickness"] });
    const holes = r.count(/# (?:(?:screw|mounting|countersunk|§|M) )*holes/);
    if (holes !== null || r.says(/\bholes?\b/)) {
      r.heard(/\b(?:screw |mounting )?holes?\b/);
      r.notMet("Screw holes are not made in the hinge");
    }
    const [x, y, z] = readBox(r, [60, 50, 9], {
      labels: { length: "Length", width: "Open width", height: "Knuckle diameter" },
    });
    r.heard(/\b(?:leaf|leaves|knuckles?|pin|butt|door|interleaving|hinge|relationship|functional)\b/);
    const t: Dim = thick ? given(thick.mm) : assumed(Math.max(1, Math.round(z.value / 3)));
    if (!thick) r.assume(`Leaf thickness not given: ${formatMm(t.value)}`);
    const p: Dim = pin ?? assumed(Math.round(z.value * 0.45 * 10) / 10);
    if (!pin) r.assume(`Pin not given: ${formatMm(p.value)}`);
    if (knuckles < 2 || knuckles > 20)
      throw new AskBack(`A hinge here has 2 to 20 knuckles, not ${n(knuckles)}. How many should it have?`);
    if (p.value + 0.8 >= z.value || t.value > z.value / 2 || y.value <= z.value * 1.5)
      throw new AskBack(
        `A pin of ${formatMm(p.value)}, leaves of ${formatMm(t.value)} and a width of ${formatMm(y.value)} do not fit a knuckle of ${formatMm(z.value)}. Which size is right?`,
      );
    r.assume("0.3 mm play between the knuckles and around the pin");
    const d = new Draft(r, "Hinge laid open: two leaves and a pin along X");
    const [l, w, k, th, pp] = [
      d.mm("LENGTH", "Length", x),
      d.mm("WIDTH", "Open width", y),
      d.mm("KNUCKLE", "Knuckle diameter", z),
      d.mm("THICKNESS", "Leaf thickness", t),
      d.mm("PIN", "Pin diameter", p),
    ];
    const [c, g] = [d.s.count("KNUCKLES", knuckles, "Knuckles", 2, 15), d.mm("PLAY", "Play", 0.3, 0.1, 1)];
    d.s.add(
      `pitch = ${l} / ${c}`,
      ``,
      `def leaf(side, first):`,
      `    """One leaf on side -1 or +1 of the pin, with every second knuckle from \`first\` on."""`,
      `    plate = Pos(0, side * (${w} / 4 + ${k} / 4 + ${g} / 2), 0) * Box(${l}, ${w} / 2 - ${k} / 2 - ${g}, ${th}, ${ALIGN})`,
      `    for i in range(first, ${c}, 2):`,
      `        x = (i + 0.5) * pitch - ${l} / 2`,
      `        long = pitch - (${g} if 0 < i < ${c} - 1 else ${g} / 2)`,
      `        x += ${g} / 4 if i == ${c} - 1 else (-${g} / 4 if i == 0 else 0)`,
      `        knuckle = Pos(x, 0, ${k} / 2) * Rot(0, 90, 0) * Cylinder(${k} / 2, long)`,
      `        tongue = Pos(x, side * ${k} / 2, 0) * Box(long, ${k}, ${th}, ${ALIGN})`,
      `        plate += knuckle + tongue`,
      `    return plate - Pos(0, 0, ${k} / 2) * Rot(0, 90, 0) * Cylinder(${pp} / 2 + ${g} / 2, ${l} + 1)`,
      ``,
      `pin = Pos(0, 0, ${k} / 2) * Rot(0, 90, 0) * Cylinder(${pp} / 2, ${l})`,
      `result = Compound(children=[leaf(-1, 0), leaf(1, 1), pin])`,
    );
    d.box(x, y, z);
    return d.doneMany(`Hinge ${n(x.value)} × ${n(y.value)} mm`, 3);
  },
};

export const brick: Family = {
  id: "brick",
  title: "Studded toy brick",
  names: [
    /(?:lego|toy|stud(?:ded)?|duplo)(?: (?:compatible|style|like|toy))* (?:brick|block)s?/,
    /legos?/,
    /# × # (?:lego )?(?:brick|block)s?/,
  ],
  example: "2x4 lego brick",
  exemplars: ["a 2x2 toy brick"],
  build: (r) => {
    const m = /# × #/.exec(r.plain);
    const pair = r.group(2);
    let [nx, ny] = [4, 2];
    if (pair) {
      for (const g of pair) r.use(g);
      [ny, nx] = [pair[0]?.mm ?? 2, pair[1]?.mm ?? 4];
    } else if (m) {
      const numbers = r.tokens.filter((t) => t.kind === "number").slice(0, 2);
      for (const t of numbers) t.covered = true;
      [ny, nx] = numbers.map((t) => (t.kind === "number" ? t.value : 2)) as [number, number];
    } else r.assume("Studs not given: 2 × 4");
    const unit = r.warnings.findIndex((w) => w.message.startsWith("No unit given"));
    if (unit >= 0) r.warnings.splice(unit, 1);
    if (!Number.isInteger(nx) || !Number.isInteger(ny) || nx < 1 || ny < 1 || nx > 24 || ny > 24)
      throw new AskBack("A brick has 1 to 24 studs each way. How many should it have?");
    r.heard(/\b(?:lego|toy|studs?|studded|duplo|compatible|style)\b/);
    r.assume("Sizes: 8 mm pitch, 9.6 mm high, studs 4.8 mm wide and 1.8 mm high, 1.5 mm walls, no tubes inside");
    const d = new Draft(r, "Studded brick, open below");
    const [c, w] = [d.s.count("STUDS_X", nx, "Studs along X", 1, 16), d.s.count("STUDS_Y", ny, "Studs along Y", 1, 16)];
    const [p, h, wall] = [d.mm("PITCH", "Pitch", 8), d.mm("HEIGHT", "Height", 9.6), d.mm("WALL", "Wall", 1.5)];
    d.s.add(
      `length, width = ${c} * ${p} - 0.2, ${w} * ${p} - 0.2`,
      `brick = Box(length, width, ${h}, ${ALIGN}) - Box(length - 2 * ${wall}, width - 2 * ${wall}, ${h} - ${wall}, ${ALIGN})`,
      `brick += GridLocations(${p}, ${p}, ${c}, ${w}) * (Pos(0, 0, ${h}) * Cylinder(0.3 * ${p}, 1.8, ${ALIGN}))`,
      `result = brick`,
    );
    return d.done(`Brick ${ny} × ${nx}`);
  },
};

export const objectFamilies = [prism, pyramid, vase, handle, foot, stand, heatSink, vBlock, hinge, brick];
