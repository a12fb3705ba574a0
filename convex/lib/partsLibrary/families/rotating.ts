import { assumed, BODY, Draft, given, n, type Family } from "../family";
import { holeRules, readHoles, settle, writeHoles, type Face } from "../holes";
import { formatMm, type Dim, type Reading } from "../reading";
import { AskBack } from "../types";
import { boreGroup, buildRound, plate, readOuter } from "./plates";
import { readBore } from "./round";

/** Parts that turn or carry what turns: gears, sprockets, pulleys, flanges, hubs, collars, knobs, wheels. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

const FACE: NonNullable<Parameters<Reading["dim"]>[2]>[] = [
  { attr: ["thickness", "width", "height", "depth", "length", "z"], subject: ["none", "face", "tooth", "rim"] },
  { attr: ["none"], subject: ["face", "tooth"] },
];

function teethOf(r: Reading): number | null {
  return r.count(/# (?:\w+ ){0,3}(?:teeth|tooth)\b|\b(?:teeth|tooth count|number of teeth)(?: of| is)? [:=]? ?#/);
}

export const spurGear: Family = {
  id: "spurGear",
  title: "Spur gear",
  names: [
    /gears?/,
    /(?:spur|involute|pinion|cog|simple|straight cut) gears?/,
    /pinions?/,
    /cog ?wheels?/,
    /involute spur gears?/,
    /gear wheels?/,
    /cogs?/,
  ],
  example: "Create a spur gear with 20 teeth, module 2, a 10 mm bore and 5 mm thickness",
  exemplars: [
    "a spur gear with 20 teeth, module 1.5, and width 10mm",
    "gear 32 teeth, 68 mm outer diameter, 8 mm thick, 12 mm bore",
    "spur gear 24 teeth pitch diameter 48 mm face width 10 mm",
  ],
  build: (r) => {
    if (r.says(/\b(?:helical|herringbone|bevel|worm|internal|ring gear|rack|planetary|crown)\b/))
      throw new AskBack("The parts library makes straight spur gears only. Should it be one?");
    const teeth = teethOf(r);
    const modules = r.find({ attr: ["module"] });
    for (const m of modules) r.use(m);
    let module = modules[0]?.mm ?? null;
    const pressure = r.angle(/pressure|°/) ?? 20;
    r.heard(/\b(?:pressure angle|pressure|involute|teeth|tooth|toothed|module|mod|spur|profile)\b/);
    const pitch = r.maybe("Pitch diameter", { attr: ["pitchDiameter"] }, { attr: ["diameter"], words: /\bpitch\b/ });
    const bore = readBore(r, null);
    const outer = r.diameter(
      "Outer diameter",
      null,
      { words: /\b(?:outer|outside|od|tip|external|overall)\b/ },
      { subject: ["none"] },
    );
    const z =
      teeth ??
      (module !== null && pitch !== null
        ? Math.round(pitch / module)
        : module !== null && outer
          ? Math.round(outer.value / module - 2)
          : 20);
    if (teeth === null) r.assume(`Number of teeth not given: ${z}`);
    if (!Number.isInteger(z) || z < 6 || z > 200)
      throw new AskBack(`A spur gear here has 6 to 200 teeth, not ${n(z)}. How many should it have?`);
    if (module !== null && outer && Math.abs(outer.value - module * (z + 2)) > 0.02 * outer.value) {
      throw new AskBack(
        `${z} teeth of module ${n(module)} give an outer diameter of ${formatMm(module * (z + 2))} (pitch diameter ${formatMm(module * z)}), not ${formatMm(outer.value)}. Which one is right?`,
      );
    }
    if (module !== null && pitch !== null && Math.abs(pitch - module * z) > 0.02 * pitch)
      throw new AskBack(
        `${z} teeth of module ${n(module)} give a pitch diameter of ${formatMm(module * z)}, not ${formatMm(pitch)}. Which one is right?`,
      );
    const sized = module !== null || outer !== null || pitch !== null;
    if (module === null) module = pitch !== null ? pitch / z : outer ? outer.value / (z + 2) : 2;
    if (!sized) r.assume(`Module not given: ${n(module)}`);
    if (module <= 0) throw new AskBack("The module must be more than 0. Which one should the gear have?");
    const thickness = r.dim("Thickness", Math.max(3, Math.round(module * 4)), ...FACE, {
      attr: ["none"],
      subject: ["none"],
    });
    if (bore && bore.value >= module * (z - 2.5) * 0.95)
      throw new AskBack(
        `A bore of ${formatMm(bore.value)} does not fit inside the root circle of ${formatMm(module * (z - 2.5))}. Which size is right?`,
      );
    const d = new Draft(r, "Spur gear with involute teeth, axis along Z");
    const m = d.mm("MODULE", "Module", Math.round(module * 1e5) / 1e5, 0.3, Math.max(10, module));
    const t = d.s.count("TEETH", z, "Teeth", 8, 120);
    const a = d.s.deg("PRESSURE_ANGLE", pressure, "Pressure angle", 14, 30);
    const w = d.mm("THICKNESS", "Thickness", thickness);
    const b = bore ? d.mm("BORE", "Bore", bore) : null;
    d.s.add(
      `alpha = math.radians(${a})`,
      `r_tip = ${m} * (${t} + 2) / 2`,
      `r_root = ${m} * (${t} - 2.5) / 2`,
      `r_base = ${m} * ${t} / 2 * math.cos(alpha)`,
      `r_start = max(r_base, r_root)  # the involute starts here`,
      ``,
      `def involute(angle):`,
      `    return math.tan(angle) - angle`,
      ``,
      `def half_angle(r):`,
      `    """Half the angle that a tooth spans at radius r."""`,
      `    return math.pi / (2 * ${t}) + involute(alpha) - involute(math.acos(min(1, r_base / r)))`,
      ``,
      `def at(r, angle):`,
      `    return (r * math.cos(angle), r * math.sin(angle))`,
      ``,
      `edges = []`,
      `radii = [r_start + (r_tip - r_start) * (i / 7) ** 1.5 for i in range(8)]`,
      `for i in range(${t}):`,
      `    middle = 2 * math.pi * i / ${t}`,
      `    right = [at(r, middle - half_angle(r)) for r in radii]`,
      `    left = [at(r, middle + half_angle(r)) for r in radii]`,
      `    foot_right, foot_left = at(r_root, middle - half_angle(r_start)), at(r_root, middle + half_angle(r_start))`,
      `    following = at(r_root, middle + 2 * math.pi / ${t} - half_angle(r_start))`,
      `    if r_start > r_root + 1e-6:`,
      `        edges.append(Line(foot_right, right[0]))`,
      `    edges.append(Spline(*right))`,
      `    edges.append(ThreePointArc(right[-1], at(r_tip, middle), left[-1]))`,
      `    edges.append(Spline(*reversed(left)))`,
      `    if r_start > r_root + 1e-6:`,
      `        edges.append(Line(left[0], foot_left))`,
      `    edges.append(ThreePointArc(foot_left, at(r_root, middle + math.pi / ${t}), following))`,
      `profile = make_face(edges)`,
      ...(b ? [`profile -= Circle(${b} / 2)`] : []),
      `result = extrude(profile, amount=${w})`,
    );
    const tip: Dim = { value: module * (z + 2), given: sized && teeth !== null };
    d.box(z % 2 === 0 ? tip : null, z % 4 === 0 ? tip : null, thickness);
    if (bore) d.spec.push(...holeRules([boreGroup(bore)]));
    return d.done(`Spur gear, ${z} teeth, module ${n(Math.round(module * 1000) / 1000)}`);
  },
};

export const sprocket: Family = {
  id: "sprocket",
  title: "Chain sprocket",
  names: [/sprockets?/, /(?:chain|roller chain|bike|bicycle) (?:sprocket|wheel|ring)s?/, /chain ?rings?/],
  example: "Sprocket with 16 teeth, 12.7 mm pitch, 8.5 mm roller, 6 mm thick, 20 mm bore",
  exemplars: ["a chain sprocket with 20 teeth"],
  build: (r) => {
    const teeth = teethOf(r);
    const z = teeth ?? 16;
    if (teeth === null) r.assume("Number of teeth not given: 16");
    if (z < 8 || z > 120)
      throw new AskBack(`A sprocket here has 8 to 120 teeth, not ${n(z)}. How many should it have?`);
    const pitch = r.dim("Chain pitch", 12.7, { attr: ["pitch", "spacing"] }, { attr: ["none"], words: /pitch|chain/ });
    const roller = r.dim("Roller diameter", Math.round(pitch.value * 0.67 * 10) / 10, { words: /roller/ });
    const bore = readBore(r, Math.round(pitch.value * 1.2));
    const thickness = r.dim("Thickness", Math.round(pitch.value * 0.55), ...FACE);
    r.heard(/\b(?:roller|chain|pitch|teeth|tooth)\b/);
    r.assume("Tooth form simplified: round seats for the rollers, straight sides");
    const d = new Draft(r, "Chain sprocket, axis along Z");
    const [t, p, ro, th] = [
      d.s.count("TEETH", z, "Teeth", 8, 60),
      d.mm("PITCH", "Chain pitch", pitch),
      d.mm("ROLLER_DIAMETER", "Roller diameter", roller),
      d.mm("THICKNESS", "Thickness", thickness),
    ];
    const bo = d.mm("BORE", "Bore", bore?.value ?? 10);
    d.s.add(
      `pitch_radius = ${p} / (2 * math.sin(math.pi / ${t}))`,
      `tip_radius = pitch_radius + 0.3 * ${ro}`,
      `profile = Circle(tip_radius) - PolarLocations(pitch_radius, ${t}) * Circle(${ro} / 2)`,
      `profile -= Circle(${bo} / 2)`,
      `result = extrude(profile, amount=${th})`,
    );
    d.box(null, null, thickness);
    if (bore) d.spec.push(...holeRules([boreGroup(bore)]));
    return d.done(`Sprocket, ${z} teeth, pitch ${n(pitch.value)} mm`);
  },
};

export const timingPulley: Family = {
  id: "timingPulley",
  title: "Timing pulley (GT2)",
  names: [
    /(?:gt2|gt3|timing|toothed|synchronous|timing belt) (?:belt )?pulleys?/,
    /gt2 (?:\w+ ){0,2}pulleys?/,
    /timing gears?/,
  ],
  example: "GT2 timing pulley with 20 teeth, 5 mm bore, for a 6 mm belt",
  exemplars: ["gt2 pulley 36 teeth 8 mm bore"],
  build: (r) => {
    const teeth = teethOf(r);
    const z = teeth ?? 20;
    if (teeth === null) r.assume("Number of teeth not given: 20");
    if (z < 12 || z > 120)
      throw new AskBack(`A GT2 pulley here has 12 to 120 teeth, not ${n(z)}. How many should it have?`);
    const bore = readBore(r, 5);
    const belt = r.dim(
      "Belt width",
      6,
      { subject: ["belt"] },
      { attr: ["width"], near: ["belt"] },
      { attr: ["width"] },
    );
    r.heard(/\b(?:gt2|timing|belts?|teeth|tooth|toothed)\b/);
    const pd = (z * 2) / Math.PI;
    if ((bore?.value ?? 5) >= pd - 3)
      throw new AskBack(
        `A bore of ${formatMm(bore?.value ?? 5)} does not fit a pulley of ${z} teeth (pitch diameter ${formatMm(pd)}). Which size is right?`,
      );
    r.assume("GT2 tooth form simplified: round grooves of 2 mm pitch; flanges 1 mm thick");
    const d = new Draft(r, "GT2 pulley with two flanges, axis along Z");
    const [t, b, w] = [
      d.s.count("TEETH", z, "Teeth", 12, 80),
      d.mm("BORE", "Bore", bore?.value ?? 5),
      d.mm("BELT_WIDTH", "Belt width", belt),
    ];
    const f = d.mm("FLANGE", "Flange thickness", 1);
    d.s.add(
      `outer_radius = ${t} * 2 / (2 * math.pi) - 0.254  # belt pitch 2 mm`,
      `track = Circle(outer_radius) - PolarLocations(outer_radius - 0.2, ${t}) * Circle(0.555)`,
      `pulley = Pos(0, 0, ${f}) * extrude(track, amount=${w} + 1)`,
      `flange = Cylinder(outer_radius + 1.5, ${f}, ${ALIGN})`,
      `pulley += flange`,
      `pulley += Pos(0, 0, ${w} + 1 + ${f}) * flange`,
      `result = pulley - Cylinder(${b} / 2, ${w} + 1 + 2 * ${f}, ${ALIGN})`,
    );
    if (bore) d.spec.push(...holeRules([boreGroup(bore)]));
    return d.done(`GT2 pulley, ${z} teeth, bore ${n(bore?.value ?? 5)} mm`);
  },
};

export const pulley: Family = {
  id: "pulley",
  title: "V-belt pulley or sheave",
  names: [
    /pulleys?/,
    /(?:v|v belt|vee|flat|rope|belt|cable) pulleys?/,
    /sheaves?/,
    /(?:v groove |grooved |rope )?(?:sheave|pulley) wheels?/,
    /v groove wheels?/,
  ],
  example: "V-belt pulley 80 mm outer diameter, 20 mm wide, 12 mm bore, groove 10 mm wide and 8 mm deep",
  exemplars: ["pulley 50 mm diameter 15 mm wide 8 mm bore"],
  build: (r) => {
    const gw = r.maybe(
      "Groove width",
      { attr: ["width", "none"], subject: ["groove", "belt"] },
      { attr: ["width"], near: ["groove"], not: /pulley/, subject: ["none"], words: /groove/ },
    );
    const gd = r.maybe("Groove depth", { attr: ["depth"] });
    const bore = readBore(r, null);
    const od = readOuter(r, 60, "Outer diameter");
    const width = r.dim("Width", Math.max(8, Math.round(od.value / 4)), ...FACE, { attr: ["none"], subject: ["none"] });
    r.heard(/\b(?:grooved?|grooves|v|belt|rope)\b/);
    const b: Dim = bore ?? assumed(Math.max(3, Math.round(od.value / 6)));
    if (!bore) r.assume(`Bore not given: ${formatMm(b.value)}`);
    const w = gw ?? Math.round(width.value * 0.6 * 10) / 10;
    const deep = gd ?? Math.round(Math.min(w * 0.8, (od.value - b.value) / 5) * 10) / 10;
    if (gw === null) r.assume(`Groove width not given: ${formatMm(w)}`);
    if (gd === null) r.assume(`Groove depth not given: ${formatMm(deep)}`);
    if (w >= width.value)
      throw new AskBack(
        `A groove ${formatMm(w)} wide does not fit a pulley ${formatMm(width.value)} wide. Which size is right?`,
      );
    if (od.value - 2 * deep <= b.value)
      throw new AskBack(
        `A bore of ${formatMm(b.value)} and a groove ${formatMm(deep)} deep leave nothing of ${formatMm(od.value)}. Which size is right?`,
      );
    const d = new Draft(r, "V-belt pulley, axis along Z, bottom at Z=0");
    const [o, wi, bo, g, gdp] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", od),
      d.mm("WIDTH", "Width", width),
      d.mm("BORE", "Bore", b),
      d.mm("GROOVE_WIDTH", "Groove width", w),
      d.mm("GROOVE_DEPTH", "Groove depth", deep),
    ];
    d.s.add(
      `pulley = Cylinder(${o} / 2, ${wi}, ${ALIGN}) - Cylinder(${bo} / 2, ${wi}, ${ALIGN})`,
      `floor = ${g} * 0.35  # width at the bottom of the groove`,
      `groove = Polygon((${o} / 2 + 1, ${wi} / 2 + ${g} / 2), (${o} / 2, ${wi} / 2 + ${g} / 2), (${o} / 2 - ${gdp}, ${wi} / 2 + floor / 2), (${o} / 2 - ${gdp}, ${wi} / 2 - floor / 2), (${o} / 2, ${wi} / 2 - ${g} / 2), (${o} / 2 + 1, ${wi} / 2 - ${g} / 2), align=None)`,
      `result = pulley - revolve(Plane.XZ * groove, Axis.Z)`,
    );
    d.box(od, od, width);
    d.spec.push(...holeRules([boreGroup(b)]));
    return d.done(`Pulley Ø${n(od.value)} × ${n(width.value)} mm`);
  },
};

export const flange: Family = {
  id: "flange",
  title: "Flange",
  names: [
    /flanges?/,
    /(?:pipe|blind|circular|round|slip on|weld neck|bolt|mounting|hub|vacuum|motor) flanges?/,
    /flange plates?/,
    /gaskets?/,
  ],
  example: "Flange 150 mm OD, 8 mm thick, 60 mm bore, with 6 M8 holes on a 120 mm PCD",
  exemplars: [
    "flange 150mm OD 8mm thick with 6 M8 counterbored holes on 120mm PCD",
    "round flange 100 mm diameter, 10 mm thick, 40 mm bore, hub 60 mm diameter 25 mm high, 4 holes 9 mm on 80 mm bolt circle",
    "3in OD pipe flange with 6 holes, 1/2 in thick, 1 in bore",
  ],
  build: (r) => {
    if (r.says(/\b(?:square|rectangular) (?:\w+ )?flange\b/) && r.group(2, { subject: BODY }))
      return { ...plate.build(r), as: plate.id };
    const hub = r.says(/\bhub\b|\bneck\b|\bboss\b/);
    const hubD = hub
      ? (r.diameter("Hub diameter", null, { subject: ["hub", "neck", "boss"] }) ??
        asDim(r.take({ attr: ["none", "width"], subject: ["hub", "neck", "boss"] })))
      : null;
    const hubH = hub
      ? r.maybe(
          "Hub height",
          { attr: ["height", "length", "thickness"], subject: ["hub", "neck", "boss"] },
          { attr: ["height", "length"], near: ["hub", "neck", "boss"] },
        )
      : null;
    const bore = readBore(r, null) ?? r.diameter("Bore", null, { subject: ["tube"] });
    const od = readOuter(r, 100, "Outer diameter");
    const thickness = r.dim(
      "Thickness",
      Math.max(4, Math.round(od.value / 12)),
      { attr: ["thickness", "height", "width", "z"], subject: BODY },
      { attr: ["none"], subject: ["none", "flange"] },
    );
    if (!hub) {
      if (!bore && r.says(/\bpipe\b/)) r.notMet("No bore was given, so the flange is blind");
      r.heard(/\bcylinder\b|\bblind\b|\bpipe\b/);
      return buildRound(r, "Flange", od, thickness, bore);
    }
    r.heard(/\bhub\b|\bneck\b|\bboss\b|\bpipe\b/);
    const h: Dim = hubH === null ? assumed(thickness.value * 2.5) : given(hubH);
    const hd: Dim = hubD ?? assumed(Math.round(Math.max((bore?.value ?? 0) * 1.4, od.value * 0.45)));
    if (hubH === null) r.assume(`Hub height not given: ${formatMm(h.value)}, measured from the bottom`);
    if (!hubD) r.assume(`Hub diameter not given: ${formatMm(hd.value)}`);
    else if (hubH !== null) r.assume(`Hub height measured from the top of the flange: ${formatMm(h.value)}`);
    if (bore && bore.value >= hd.value)
      throw new AskBack(
        `The bore of ${formatMm(bore.value)} is not smaller than the hub of ${formatMm(hd.value)}. Which size is right?`,
      );
    if (hd.value >= od.value)
      throw new AskBack(
        `The hub of ${formatMm(hd.value)} is not smaller than the flange of ${formatMm(od.value)}. Which size is right?`,
      );
    const total = hubH === null ? h.value : thickness.value + h.value;
    const face: Face = {
      shape: "round",
      length: od.value,
      width: od.value,
      thickness: thickness.value,
      noun: "flange",
    };
    const holes = readHoles(r, face, 6);
    for (const g of holes) {
      if (g.placement.kind === "polar" && g.placement.diameter === null) {
        g.placement.diameter = Math.round((od.value + hd.value) / 2);
        r.assume(`Bolt circle not given: ${formatMm(g.placement.diameter)}`);
      }
      settle(r, g, face);
    }
    const d = new Draft(r, "Flange with hub, axis along Z, bottom at Z=0");
    const [o, t, hh, hw] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", od),
      d.mm("THICKNESS", "Thickness", thickness),
      d.mm("TOTAL_HEIGHT", "Total height", total),
      d.mm("HUB_DIAMETER", "Hub diameter", hd),
    ];
    d.s.add(`flange = Cylinder(${o} / 2, ${t}, ${ALIGN}) + Cylinder(${hw} / 2, ${hh}, ${ALIGN})`);
    if (bore) d.s.add(`flange -= Cylinder(${d.mm("BORE", "Bore", bore)} / 2, ${hh}, ${ALIGN})`);
    writeHoles(d.s, holes, { length: o, width: o, top: t, thickness: t, body: "flange" });
    d.s.add("result = flange");
    d.box(od, od, h.given && thickness.given ? given(total) : null);
    d.spec.push(...holeRules([...holes, ...(bore ? [boreGroup(bore)] : [])]));
    return d.done(`Flange Ø${n(od.value)} with hub Ø${n(hd.value)} mm`);
  },
};

function asDim(m: { mm: number } | null): Dim | null {
  return m ? given(m.mm) : null;
}

export const shaftCollar: Family = {
  id: "shaftCollar",
  title: "Shaft collar",
  names: [
    /(?:shaft |set |stop |lock |locking |clamp )?collars?/,
    /shaft (?:collar|stop|lock|hub|coupler|coupling)s?/,
    /(?:rigid |shaft )?couplings?/,
    /hubs?/,
    /wheel hubs?/,
    /(?:drive|mounting|keyed) hubs?/,
  ],
  example: "Shaft collar 20 mm bore, 40 mm outer diameter, 15 mm wide with M4 set screw",
  exemplars: ["shaft collar for a 10 mm shaft", "rigid coupling 8 mm bore 20 mm OD 30 mm long"],
  build: (r) => {
    const screw = r.threads().find((t) => /set|grub|screw/.test(t.after) || /set|grub|screw/.test(t.before)) ?? null;
    if (screw) {
      r.cover(screw.index);
      r.heard(/\b(?:set|grub) ?screws?\b|\bscrews?\b/);
    }
    const bore =
      readBore(r, null) ??
      r.diameter("Bore", null, { subject: ["shaft"] }) ??
      asDim(r.take({ attr: ["none"], subject: ["shaft"] }));
    const b: Dim = bore ?? assumed(10);
    if (!bore) r.assume("Bore not given: 10 mm");
    const od = readOuter(r, Math.round(b.value * 2), "Outer diameter");
    const width = r.dim(
      "Width",
      Math.max(6, Math.round(b.value * 0.75)),
      { attr: ["width", "thickness", "length", "height"], subject: BODY },
      { attr: ["none"], subject: BODY },
    );
    if (b.value >= od.value)
      throw new AskBack(
        `The bore of ${formatMm(b.value)} is not smaller than the outer diameter of ${formatMm(od.value)}. Which size is right?`,
      );
    const wantsScrew = screw !== null || r.heard(/\b(?:set|grub) screws?\b/);
    if (r.heard(/\bset screw\b|\bsplit\b|\bclamp(?:ing)?\b/) && r.says(/\bsplit\b|\bclamp/))
      r.notMet("Split or clamping: the collar is one closed ring");
    const size = screw?.size ?? 4;
    const drill = wantsScrew ? Math.round(size * 0.83 * 10) / 10 : 0;
    if (wantsScrew && drill >= width.value)
      throw new AskBack(
        `A set screw hole of ${formatMm(drill)} does not fit a collar ${formatMm(width.value)} wide. Which size is right?`,
      );
    const d = new Draft(r, "Shaft collar, axis along Z, bottom at Z=0");
    const [o, bo, w] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", od),
      d.mm("BORE", "Bore", b),
      d.mm("WIDTH", "Width", width),
    ];
    d.s.add(`collar = extrude(Circle(${o} / 2) - Circle(${bo} / 2), amount=${w})`);
    if (wantsScrew) {
      if (!screw) r.assume("Set screw size not given: M4");
      r.notMet(`Threads are not modelled: the set screw hole is a tap hole, ${formatMm(drill)}`);
      d.s.add(
        `collar -= Pos(0, 0, ${w} / 2) * Rot(0, 90, 0) * Cylinder(${d.mm("SCREW_HOLE", "Set screw hole", drill)} / 2, ${o}, ${ALIGN})`,
      );
    }
    d.s.add("result = collar");
    d.box(od, od, width);
    d.spec.push(...holeRules([boreGroup(b)]));
    return d.done(`Collar Ø${n(od.value)}, bore ${n(b.value)} mm`);
  },
};

export const knob: Family = {
  id: "knob",
  title: "Knob",
  names: [
    /knobs?/,
    /(?:control|star|round|knurled|drawer|potentiometer|volume|cabinet|thumb|dial) knobs?/,
    /hand ?wheels?/,
    /dials?/,
  ],
  example: "Knob 40 mm diameter, 20 mm high, 6 mm bore, 12 grip flutes",
  exemplars: ["potentiometer knob for a 6 mm shaft, 25 mm diameter", "round drawer knob 35 mm diameter 25 mm tall"],
  build: (r) => {
    const flutes = r.count(/# (?:\w+ ){0,2}(?:flutes|lobes|grooves|scallops|knurls|ridges)/);
    const bore =
      readBore(r, null) ??
      r.diameter("Bore", null, { subject: ["shaft", "screw", "hole"] }) ??
      asDim(r.take({ attr: ["none"], subject: ["shaft", "screw"] }));
    const b: Dim = bore ?? assumed(6);
    if (!bore) r.assume("Bore not given: 6 mm");
    const od = readOuter(r, 40);
    const height = r.dim(
      "Height",
      Math.round(od.value / 2),
      { attr: ["height", "thickness", "length", "depth", "width"], subject: BODY },
      { attr: ["none"], subject: BODY },
    );
    const said = r.maybe(
      "Bore depth",
      { attr: ["depth"], subject: ["bore", "hole", "shaft"] },
      { attr: ["depth"], near: ["bore", "hole", "shaft"] },
    );
    const through =
      said === null && r.heard(/\bthrough (?:bore|hole)\b|\b(?:bored|drilled) through\b|\ball the way through\b/);
    const depth = said ?? (through ? height.value : Math.round(height.value * 0.7 * 10) / 10);
    if (said === null && !through) r.assume(`The bore is blind: ${formatMm(depth)} deep`);
    r.heard(/\bblind\b/);
    if (depth > height.value)
      throw new AskBack(
        `A bore ${formatMm(depth)} deep does not fit a knob of ${formatMm(height.value)}. Which depth is right?`,
      );
    r.heard(/\b(?:knurl(?:ed|ing)?|grips?|flutes?|fluted|ridges|lobes|star|scallops|round(?:ed)?)\b/);
    const count = flutes ?? 12;
    if (flutes === null) r.assume("Grip flutes not given: 12");
    if (b.value >= od.value * 0.8)
      throw new AskBack(
        `A bore of ${formatMm(b.value)} does not fit a knob of ${formatMm(od.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Knob, axis along Z, bore from below");
    const [o, h, bo, bd, c] = [
      d.mm("DIAMETER", "Diameter", od),
      d.mm("HEIGHT", "Height", height),
      d.mm("BORE", "Bore", b),
      d.mm("BORE_DEPTH", "Bore depth", depth),
      d.s.count("FLUTES", count, "Grip flutes", 3, 40),
    ];
    d.s.add(
      `flute = ${o} * math.pi / ${c} / 5  # radius of one grip flute`,
      `profile = Circle(${o} / 2) - Rot(0, 0, 180 / ${c}) * PolarLocations(${o} / 2 + flute * 0.4, ${c}) * Circle(flute)`.replace(
        "Rot(0, 0, 180 / " + c + ") * PolarLocations(" + o + " / 2 + flute * 0.4, " + c + ")",
        `PolarLocations(${o} / 2 + flute * 0.4, ${c}, start_angle=180 / ${c})`,
      ),
      `knob = extrude(profile, amount=${h})`,
      `knob = chamfer(knob.faces().sort_by(Axis.Z)[-1].edges(), length=min(${h}, ${o}) * 0.03)`,
      `result = knob - Cylinder(${bo} / 2, ${bd}, ${ALIGN})`,
    );
    d.box(null, null, height);
    return d.done(`Knob Ø${n(od.value)} × ${n(height.value)} mm`);
  },
};

export const wheel: Family = {
  id: "wheel",
  title: "Wheel",
  names: [/wheels?/, /(?:caster|castor|robot|spoked|toy|trolley|cart|drive) wheels?/, /casters?/],
  example: "Wheel 60 mm diameter, 15 mm wide, 8 mm bore",
  exemplars: ["robot wheel 65 mm diameter 26 mm wide with a 5 mm axle hole"],
  build: (r) => {
    const bore =
      readBore(r, null) ??
      r.diameter("Bore", null, { subject: ["shaft", "hole"] }) ??
      asDim(r.take({ attr: ["none"], subject: ["shaft", "hole"] }));
    r.heard(/\b(?:axle|shaft|bore) ?(?:hole)?\b|\bholes?\b/);
    const b: Dim = bore ?? assumed(8);
    if (!bore) r.assume("Bore not given: 8 mm");
    const od = readOuter(r, 60);
    const width = r.dim(
      "Width",
      Math.max(6, Math.round(od.value / 4)),
      { attr: ["width", "thickness", "height", "length"], subject: [...BODY, "rim"] },
      { attr: ["none"], subject: BODY },
    );
    return buildRound(r, "Wheel", od, width, b);
  },
};

export const bearing: Family = {
  id: "bearing",
  title: "Bearing dummy",
  names: [/(?:ball|roller|deep groove|skate) bearings?/, /bearings?/, /(?:608|6\d\d\d)(?:zz|rs|2rs)? bearings?/],
  example: "Ball bearing dummy 8 mm bore, 22 mm outer diameter, 7 mm wide",
  exemplars: ["bearing 10 x 26 x 8 mm"],
  build: (r) => {
    r.count(/# (?:(?:ball|zz|rs) )*bearings?/);
    const group = r.group(3, { subject: [...BODY] });
    const values = group?.map((m) => (r.use(m), m.mm)) ?? [];
    const bore = values[0] !== undefined ? given(values[0]) : readBore(r, 8);
    const od = values[1] !== undefined ? given(values[1]) : readOuter(r, 22);
    const width =
      values[2] !== undefined
        ? given(values[2])
        : r.dim(
            "Width",
            7,
            { attr: ["width", "thickness", "height"], subject: BODY },
            { attr: ["none"], subject: BODY },
          );
    r.heard(/\b(?:balls?|roller|races?|deep groove|seals?)\b/);
    r.notMet("Made as one ring, without balls and races");
    return buildRound(r, "Bearing", od, width, bore);
  },
};

export const rotatingFamilies = [spurGear, sprocket, timingPulley, pulley, flange, shaftCollar, knob, wheel, bearing];
