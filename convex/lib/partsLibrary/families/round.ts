import { BODY, Draft, n, readEdges, writeEdges, type Family } from "../family";
import { readOpenings, writeOpenings } from "../features";
import { holeRules, readHoles, settle, writeHoles, type Face } from "../holes";
import { formatMm, type Dim, type Measure, type Query, type Reading } from "../reading";
import { fastener } from "../threads";
import type { Subject } from "../labels";
import { AskBack } from "../types";
import { container } from "./boxes";
import { block, boreGroup, buildRound, disc, readOuter } from "./plates";

/** Turned parts: cylinders, shafts, tubes, bushings, rings, spheres, cones, tori. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

/** A bore: "10 mm bore", "ID 8", "bored 10 mm through", "4.2 mm through hole", "for an M5 screw". */
export function readBore(r: Reading, fallback: number | null, label = "Bore"): Dim | null {
  const inner = /\b(?:inner|inside|id|internal|i d|interior)\b/;
  const found = r.diameter(
    label,
    null,
    { words: inner, subject: ["none", "bore", "hole", "tube", "shaft", "base", "bearing", "hub"] },
    { subject: ["bore"] },
    { subject: ["hole"], words: /\b(?:center|central|shaft|through|axial|concentric|middle|bore)\b/ },
  );
  const plain =
    found ??
    asDim(
      r.take(
        { attr: ["none", "width"], subject: ["bore"] },
        { attr: ["none"], words: inner },
        { attr: ["none"], words: /\bbored?\b/ },
        {
          attr: ["none", "diameter"],
          subject: ["hole"],
          words: /\b(?:center|central|shaft|through|axial|concentric|middle|thru)\b/,
          not: /\beach|\bholes\b/,
        },
      ),
    );
  if (plain) {
    r.heard(/\b(?:bore[sd]?|bored)\b/);
    r.heard(/\b(?:through|center|central|concentric|axial|shaft) (?:\w+ )?(?:bore|hole)\b/);
    return plain;
  }
  const thread = r
    .threads()
    .find(
      (t) =>
        /\b(?:bore|hole|center|inside|through)\b/.test(`${t.after}`) || /\b(?:for|bore|hole|fits?)\b/.test(t.before),
    );
  if (thread && !/\bset\b|grub/.test(thread.after)) {
    r.cover(thread.index);
    r.heard(
      /\b(?:bore[sd]?|clearance|through) ?(?:holes?|bore)?\b|\bM (?:screws?|bolts?|clearance|hole|through hole|clearance hole)\b/,
    );
    const size = fastener(thread.size).clearance;
    r.assume(`${thread.text} bore as a clearance hole: ${formatMm(size)}`);
    return { value: size, given: false };
  }
  if (fallback === null) return null;
  r.assume(`${label} not given: ${formatMm(fallback)}`);
  return { value: fallback, given: false };
}

function asDim(m: { mm: number } | null): Dim | null {
  return m ? { value: m.mm, given: true } : null;
}

const LONG: Query[] = [
  { attr: ["length", "height"], subject: ["none"] },
  { attr: ["length", "height", "x", "z"], subject: BODY },
  { attr: ["thickness", "depth", "width"], subject: BODY, not: /wall/ },
  { attr: ["none"], subject: BODY, not: /wall/ },
];

/** A plain round head on top of a pin; null where none has a size. */
function readHead(r: Reading, shank: number): { diameter: Dim; height: Dim } | null {
  if (!r.says(/\bheads?\b|\bheaded\b/)) return null;
  const diameter = r.diameter("Head diameter", null, { subject: ["head"] }, { near: ["head"], subject: ["none"] });
  if (diameter === null) return null;
  if (diameter.value <= shank)
    throw new AskBack(
      `A head of ${formatMm(diameter.value)} is not wider than its pin of ${formatMm(shank)}. Which size is right?`,
    );
  const height = r.dim(
    "Head height",
    Math.round(shank / 2),
    { attr: ["thickness", "height", "length"], subject: ["head"] },
    { attr: ["thickness", "height"], near: ["head"], subject: ["none"] },
  );
  r.heard(/\b(?:round |flat |cylindrical )?heads?\b|\bheaded\b/);
  return { diameter, height };
}

export const cylinder: Family = {
  id: "cylinder",
  title: "Cylinder or rod",
  names: [
    /cylinders?/,
    /(?:round|solid|steel|metal) (?:rod|bar|cylinder)s?/,
    /rods?/,
    /(?:plain |solid |straight )?shafts?/,
    /dowels?(?: pins?)?/,
    /pins?/,
    /axles?/,
    /pegs?/,
    /posts?/,
    /pillars?/,
    /columns?/,
    /round (?:bar|stock|post|pin)s?/,
    /spindles?/,
    /rollers?/,
    /plugs?/,
    /dowel rods?/,
    /poles?/,
    /mandrels?/,
    /studs?/,
    /(?:screw |threaded insert |insert |mounting )?boss(?:es)?/,
  ],
  example: "A 40 mm diameter shaft 100 mm long with 1 mm chamfers",
  exemplars: [
    "create a 40mm diameter shaft 100mm long",
    "cylinder radius 10 mm height 50 mm",
    "steel dowel pin Ø8 x 40 mm",
  ],
  build: (r) => {
    const closed =
      /\bclosed (?:at (?:the )?|on (?:the )?)?(?:bottom|base|one end|end)\b|\bopen (?:at the )?top\b|\bopen topped\b|\bclosed end\b/;
    if (r.says(closed)) {
      r.heard(closed);
      r.heard(/\bhollow\b/);
      return { ...container.build(r), as: container.id };
    }
    if (r.says(/\bhollow\b/) || (r.says(/\bwalls?\b/) && !r.says(/\bsolid\b/))) {
      r.heard(/\bhollow\b/);
      return { ...tube.build(r), as: tube.id };
    }
    const flange = r.says(/\bflange\b/);
    if (flange) return { ...flangedBushing.build(r), as: flangedBushing.id };
    if (r.says(/\bkey ?(?:way|seat|slot)\b|\bstep(?:s|ped)?\b|\bshoulder\b/))
      return { ...steppedShaft.build(r), as: steppedShaft.id };
    const shank: (Subject | "none")[] = [...BODY.filter((each) => each !== "head"), "pin", "boss"];
    const od = readOuter(r, 20, "Diameter", shank);
    const length = r.dim("Length", Math.max(20, od.value * 2), ...LONG, {
      attr: ["length", "height", "none"],
      subject: ["pin", "boss"],
    });
    const head = readHead(r, od.value);
    const across = readCrossHole(r, od.value, length.value);
    const bore = readBore(r, null);
    const edges = readEdges(r, { length: od.value, width: od.value, height: length.value }, 1);
    if (bore && bore.value >= od.value)
      throw new AskBack(
        `The bore of ${formatMm(bore.value)} is not smaller than the diameter of ${formatMm(od.value)}. Which size is right?`,
      );
    const face: Face = { shape: "round", length: od.value, width: od.value, thickness: length.value, noun: "cylinder" };
    const openings = readOpenings(r, face);
    const holes = readHoles(r, face, Math.round(od.value / 4));
    for (const group of holes) settle(r, group, face);
    const d = new Draft(r, "Cylinder, axis along Z, bottom at Z=0");
    const [o, l] = [d.mm("DIAMETER", "Diameter", od), d.mm("LENGTH", "Length", length)];
    d.s.add(`cylinder = Cylinder(${o} / 2, ${l}, ${ALIGN})`);
    writeEdges(d, "cylinder", edges);
    if (bore) d.s.add(`cylinder -= Cylinder(${d.mm("BORE", "Bore", bore)} / 2, ${l}, ${ALIGN})`);
    writeOpenings(d, openings, "cylinder", l);
    writeHoles(d.s, holes, { length: o, width: o, top: l, thickness: l, body: "cylinder" });
    if (head) {
      const [hd, ht] = [
        d.mm("HEAD_DIAMETER", "Head diameter", head.diameter),
        d.mm("HEAD_HEIGHT", "Head height", head.height),
      ];
      d.s.add(`cylinder += Pos(0, 0, ${l}) * Cylinder(${hd} / 2, ${ht}, ${ALIGN})`);
    }
    if (across) {
      const c = d.mm("CROSS_HOLE", "Cross hole", across.diameter);
      const z =
        across.height === null ? `${l} / 2` : d.mm("CROSS_HOLE_HEIGHT", "Height of the cross hole", across.height);
      for (const height of across.both ? [z, `${l} - ${z}`] : [z])
        d.s.add(`cylinder -= Pos(0, 0, ${height}) * Rot(0, 90, 0) * Cylinder(${c} / 2, 2 * ${o})`);
    }
    const alongX = layAlongX(r, "cylinder", d);
    d.s.add("result = cylinder");
    const widest = head?.diameter ?? od;
    const total = head ? { value: length.value + head.height.value, given: length.given && head.height.given } : length;
    if (alongX) d.box(total, widest, widest);
    else d.box(widest, widest, total);
    d.spec.push(...holeRules([...holes, ...(bore ? [boreGroup(bore)] : [])]));
    if (
      od.given &&
      length.given &&
      !bore &&
      !head &&
      !across &&
      holes.length + openings.length === 0 &&
      !edges.fillet &&
      !edges.chamfer
    )
      d.volume((Math.PI * od.value ** 2 * length.value) / 4);
    return d.done(`Cylinder Ø${n(od.value)} × ${n(length.value)} mm`);
  },
};

const CROSS =
  /\bcross (?:drilled )?(?:through )?(?:holes?|bores?|pin holes?)\b|\bcross drilled\b|\btransverse(?:ly)?\b|\b(?:through|into|across|from) (?:the |its |one )?sides?\b|\bperpendicular to (?:the |its )?(?:\w+ )?axis\b|\bdiametral(?:ly)?\b|\bradial(?:ly)? (?:drilled )?(?:through )?hole\b|\bsideways\b/;

/** A hole across a round body: its diameter, and how high it sits; null is half way up. */
function readCrossHole(
  r: Reading,
  od: number,
  length: number,
): { diameter: number; height: number | null; both: boolean } | null {
  const at = r.plain.search(CROSS);
  if (at < 0) return null;
  const token = r.tokenAt(at);
  const away = (m: { token: number }): number => Math.abs(m.token - token);
  const [size] = r
    .find({ attr: ["none", "diameter", "radius"], subject: ["hole", "bore", "pin"] })
    .sort((a, b) => away(a) - away(b));
  if (size === undefined) return null;
  r.use(size);
  r.heard(CROSS);
  r.heard(/\b(?:pin )?(?:holes?|bores?)\b/);
  const diameter = size.attr === "radius" ? 2 * size.mm : size.mm;
  if (diameter >= od)
    throw new AskBack(
      `A cross hole of ${formatMm(diameter)} is not smaller than the diameter of ${formatMm(od)}. Which size is right?`,
    );
  const end = /^(?:up |down )?from (?:the |one |its )?(?:top|bottom|base|end)\b/;
  const from =
    r.take({ attr: ["edge"] }) ?? r.find({}).find((m) => end.test(r.plain.slice(r.offsetOf(m.token + 1)))) ?? null;
  if (from === null) {
    if (!r.says(/\b(?:middle|center|mid ?(?:way|length|height|point)?|half ?way)\b/))
      r.assume("Height of the cross hole not given: half way up");
    return { diameter, height: null, both: false };
  }
  r.use(from);
  const both = /^\S+ (?:in )?from (?:each|both|either)\b/.test(r.plain.slice(r.offsetOf(from.token)));
  const isFromTop = /^\S+ (?:down )?from (?:the |its )?(?:top|upper)\b/.test(r.plain.slice(r.offsetOf(from.token)));
  if (from.mm + diameter / 2 > length)
    throw new AskBack(
      `A cross hole ${formatMm(from.mm)} from the end does not fit a length of ${formatMm(length)}. Which size is right?`,
    );
  return { diameter, height: isFromTop ? length - from.mm : from.mm, both };
}

/** Turns a part made along Z to lie along X when the words ask for it: from X=0 on. */
function layAlongX(r: Reading, body: string, d: Draft): boolean {
  if (
    !r.says(
      /\b(?:aligned with|along|parallel to) (?:the )?(?:x|axisx)\b|\baxisx\b|\bhorizontal (?:cylinder|shaft|axle|rod)\b/,
    )
  )
    return false;
  r.heard(/\b(?:aligned with|along|spanning) (?:the )?(?:x|axisx)\b/);
  d.s.add(`${body} = Rot(0, 90, 0) * ${body}  # lies along X`);
  return true;
}

/**
 * The steps of a shaft as pairs of diameter and length, in the order of the words: "40 mm long at 25 mm dia, then 20 mm at
 * 15 mm" and "Ø25 x 40, Ø20 x 30". What a pair leaves unsaid follows the pairs that say it. Null where the sizes do not
 * pair up.
 */
function readSteps(r: Reading): { diameter: number; length: number }[] | null {
  const sizes = r
    .find({ subject: [...BODY, "step", "segment", "neck", "pin"] })
    .filter(({ attr, words }) => attr !== "edge" && attr !== "spacing" && !/\b(?:keyway|bore|hole)\b/.test(words));
  if (sizes.length < 4 || sizes.length % 2 !== 0) return null;
  const isRound = (m: Measure): boolean => m.attr === "diameter" || m.attr === "radius";
  const isLong = (m: Measure): boolean =>
    m.attr === "length" || m.attr === "height" || m.attr === "thickness" || m.attr === "depth";
  const pairs = sizes.flatMap((m, i) => (i % 2 === 0 ? [[m, sizes[i + 1]!] as const] : []));
  if (pairs.some(([a, b]) => (isRound(a) && isRound(b)) || (isLong(a) && isLong(b)))) return null;
  const order = pairs.map(([a, b]) => (isRound(a) || isLong(b) ? "round" : isLong(a) || isRound(b) ? "long" : null));
  const known = order.find((each) => each !== null) ?? (/ø/i.test(sizes[0]?.text ?? "") ? "round" : null);
  if (known === null) return null;
  for (const m of sizes) r.use(m);
  return pairs.map(([a, b], i) => {
    const [dia, length] = (order[i] ?? known) === "round" ? [a, b] : [b, a];
    return { diameter: dia.attr === "radius" ? 2 * dia.mm : dia.mm, length: length.mm };
  });
}

export const steppedShaft: Family = {
  id: "steppedShaft",
  title: "Shaft with steps or a keyway",
  names: [
    /(?:# )?step(?:ped)? (?:shaft|pin|cylinder|rod|axle)s?/,
    /shafts? with (?:a )?(?:§ )*(?:\w+ )?key ?(?:way|seat|slot)/,
    /keyed shafts?/,
    /shoulder (?:shaft|pin)s?/,
    /(?:# )?stacked (?:cylinders?|dis[ck]s?)/,
    /transmission shafts?/,
    /drive shafts?/,
  ],
  example: "Shaft 25 mm diameter, 120 mm long, with a keyway 8 mm wide, 4 mm deep and 40 mm long",
  exemplars: [
    "stepped shaft: 30 mm diameter 50 mm long, then 20 mm diameter 40 mm long",
    "a 20 mm shaft 80 mm long with a keyway",
  ],
  build: (r) => {
    const key = r.heard(/\bkey ?(?:way|seat|slot)s?\b/);
    const keyWidth = key
      ? r.maybe(
          "Keyway width",
          { attr: ["width"], subject: ["keyway"] },
          { attr: ["width"], near: ["keyway"] },
          { attr: ["none"], subject: ["keyway"] },
        )
      : null;
    const keyDepth = key
      ? r.maybe("Keyway depth", { attr: ["depth"], subject: ["keyway"] }, { attr: ["depth"], near: ["keyway"] })
      : null;
    const keyLength = key
      ? r.maybe("Keyway length", { attr: ["length"], subject: ["keyway"] }, { attr: ["length"], near: ["keyway"] })
      : null;
    r.heard(/\bpins?\b|\bstepped\b|\bsteps?\b|\bshoulder\b|\bstacked\b|\bcylinders?\b|\bdis[ck]s?\b/);
    r.count(/# (?:\w+ )?(?:stacked|steps?|sections?|stepped|diameters)\b/);
    const pairs = readSteps(r);
    const bore = pairs === null || key ? null : readBore(r, null);
    const diameters: number[] = pairs?.map(({ diameter }) => diameter) ?? [];
    const lengths: number[] = pairs?.map(({ length }) => length) ?? [];
    for (let i = 0; i < 6 && pairs === null; i++) {
      const dia = r.diameter("Diameter", null, { subject: [...BODY, "step", "segment", "neck"] });
      if (!dia) break;
      diameters.push(dia.value);
      const m = r.take({ attr: ["length", "height", "thickness"], subject: [...BODY, "step", "segment", "neck"] });
      if (m) lengths.push(m.mm);
    }
    if (diameters.length === 0) {
      const dia = r.take({ attr: ["none"], subject: BODY });
      if (dia) diameters.push(dia.mm);
    }
    while (lengths.length < diameters.length) {
      const m = r.take(
        { attr: ["length", "height", "thickness"], subject: [...BODY, "step", "segment"] },
        { attr: ["none"], subject: BODY },
      );
      if (!m) break;
      lengths.push(m.mm);
    }
    const stepped = diameters.length > 1 || !key;
    if (diameters.length === 0) {
      diameters.push(...(stepped ? [30, 20] : [25]));
      r.assume(`Shaft diameter not given: ${diameters.map(formatMm).join(" and ")}`);
    }
    if (stepped && diameters.length === 1) {
      diameters.push(Math.round((diameters[0] ?? 20) * 0.7));
      r.assume(`Second diameter not given: ${formatMm(diameters[1] ?? 0)}`);
    }
    const allGiven = lengths.length === diameters.length;
    while (lengths.length < diameters.length) {
      const length = Math.round((diameters[lengths.length] ?? 20) * (key ? 4 : 1.5));
      lengths.push(length);
      r.assume(`Length not given: ${formatMm(length)}`);
    }
    const d = new Draft(r, "Shaft, axis along Z, first diameter at the bottom");
    const names = diameters.map(
      (dia, i) =>
        [
          d.mm(
            diameters.length > 1 ? `DIAMETER_${i + 1}` : "DIAMETER",
            diameters.length > 1 ? `Diameter ${i + 1}` : "Diameter",
            dia,
          ),
          d.mm(
            diameters.length > 1 ? `LENGTH_${i + 1}` : "LENGTH",
            diameters.length > 1 ? `Length ${i + 1}` : "Length",
            lengths[i] ?? 0,
          ),
        ] as const,
    );
    let below = "";
    names.forEach(([dia, len], i) => {
      d.s.add(
        i === 0
          ? `shaft = Cylinder(${dia} / 2, ${len}, ${ALIGN})`
          : `shaft += Pos(0, 0, ${below}) * Cylinder(${dia} / 2, ${len}, ${ALIGN})`,
      );
      below = below === "" ? len : `${below} + ${len}`;
    });
    if (key) {
      const dia = diameters[0] ?? 20;
      const len = lengths[0] ?? 40;
      const width = keyWidth ?? Math.max(2, Math.round(dia / 4));
      const depth = keyDepth ?? Math.round(dia * 0.14 * 2) / 2;
      const long = keyLength ?? Math.round(len * 0.4);
      if (keyWidth === null) r.assume(`Keyway width not given: ${formatMm(width)}`);
      if (keyDepth === null) r.assume(`Keyway depth not given: ${formatMm(depth)}`);
      if (keyLength === null) r.assume(`Keyway length not given: ${formatMm(long)}`);
      if (width >= dia || depth >= dia / 2 || long > len)
        throw new AskBack(
          `A keyway of ${formatMm(width)} × ${formatMm(depth)} × ${formatMm(long)} does not fit a shaft of Ø${formatMm(dia)} × ${formatMm(len)}. Which size is right?`,
        );
      const [kw, kd, kl] = [
        d.mm("KEYWAY_WIDTH", "Keyway width", width),
        d.mm("KEYWAY_DEPTH", "Keyway depth", depth),
        d.mm("KEYWAY_LENGTH", "Keyway length", long),
      ];
      d.s.add(
        `keyway = Pos(${names[0]?.[0]} / 2 - ${kd}, 0, ${below} - ${kl}) * Box(${kd} + 1, ${kw}, ${kl}, align=(Align.MIN, Align.CENTER, Align.MIN))`,
        "shaft -= keyway",
      );
    }
    if (bore) {
      if (bore.value >= Math.min(...diameters))
        throw new AskBack(
          `The bore of ${formatMm(bore.value)} is not smaller than the diameter of ${formatMm(Math.min(...diameters))}. Which size is right?`,
        );
      d.s.add(`shaft -= Cylinder(${d.mm("BORE", "Bore", bore)} / 2, ${below}, ${ALIGN})`);
    }
    d.s.add("result = shaft");
    const widest = Math.max(...diameters);
    if (allGiven)
      d.box(
        { value: widest, given: true },
        { value: widest, given: true },
        { value: lengths.reduce((a, b) => a + b, 0), given: true },
      );
    return d.done(`Shaft ${diameters.map((x) => `Ø${n(x)}`).join("/")} mm`);
  },
};

export const tube: Family = {
  id: "tube",
  title: "Tube, bushing or sleeve",
  names: [
    /tubes?/,
    /(?:round |hollow |straight )?(?:tube|tubing|pipe)s?/,
    /pipes?/,
    /bushings?/,
    /bush(?:es)?/,
    /sleeves?/,
    /hollow (?:cylinder|shaft|rod)s?/,
    /ferrules?/,
    /liners?/,
    /(?:plain|journal|sleeve) bearings?/,
    /cylindrical (?:sleeve|bushing|spacer|tube)s?/,
    /thick walled tubes?/,
    /couplers?/,
    /(?:shaft )?coupling sleeves?/,
    /drill bushings?/,
  ],
  example: "A 12 mm tall bushing with 8 mm outer diameter and 4.2 mm through hole",
  exemplars: [
    "tube OD 30 mm ID 24 mm 100 mm long",
    "pipe 60 mm outside diameter, 3 mm wall, 200 mm long",
    "a hollow cylinder with outer radius 20, inner radius 15 and height 40 mm",
  ],
  build: (r) => {
    if (r.says(/\bflanged?\b|\bcollars?\b/)) return { ...flangedBushing.build(r), as: flangedBushing.id };
    const wall = r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"], words: /\bwall/ });
    r.heard(/\bwalls?\b|\bwalled\b|\bhollow\b/);
    let bore = readBore(r, null);
    let od = r.diameter(
      "Outer diameter",
      null,
      { subject: BODY, words: /\b(?:outer|outside|od|external|overall)\b/ },
      { subject: BODY },
    );
    if (!od) {
      const loose = r.take(
        {
          attr: ["none", "width"],
          subject: ["tube", "none", "shaft"],
          words: /\b(?:outer|outside|od|external|across)\b/,
        },
        { attr: ["none"], subject: ["tube", "none"] },
      );
      if (loose) od = { value: loose.mm, given: true };
    }
    const lengthMeasure = r.take(...LONG);
    // "bushing 20 x 14 x 30": outer, inner, length.
    if (!bore && !wall) {
      const second = r.take({ attr: ["none"], subject: ["tube", "none"] });
      if (second) bore = { value: second.mm, given: true };
    }
    bore ??=
      r.diameter("Bore", null, { subject: ["hole"] }, { subject: ["bore"] }) ??
      asDim(r.take({ attr: ["none"], subject: ["hole"] }));
    r.heard(/\bhole\b/);
    let thickness = wall;
    if (!od && bore && wall !== null) od = { value: bore.value + 2 * wall, given: true };
    if (!od) {
      od = { value: bore ? Math.round(bore.value * 1.4) : 30, given: false };
      r.assume(`Outer diameter not given: ${formatMm(od.value)}`);
    }
    if (!bore && wall !== null) bore = { value: od.value - 2 * wall, given: od.given };
    if (!bore) {
      thickness = Math.max(1, Math.round(od.value * 0.1));
      bore = { value: od.value - 2 * thickness, given: false };
      r.assume(`Wall not given: ${formatMm(thickness)}`);
    }
    if (wall !== null && Math.abs(od.value - bore.value - 2 * wall) > 0.01)
      throw new AskBack(
        `An outer diameter of ${formatMm(od.value)}, an inner diameter of ${formatMm(bore.value)} and a wall of ${formatMm(wall)} contradict each other. Which two hold?`,
      );
    if (bore.value <= 0)
      throw new AskBack(
        `A wall of ${formatMm(wall ?? 0)} leaves no bore in a tube of ${formatMm(od.value)}. Which wall is right?`,
      );
    if (bore.value >= od.value)
      throw new AskBack(
        `The inner diameter of ${formatMm(bore.value)} is not smaller than the outer diameter of ${formatMm(od.value)}. Which size is right?`,
      );
    const length: Dim = lengthMeasure
      ? { value: lengthMeasure.mm, given: true }
      : { value: Math.round(od.value * 2), given: false };
    if (!lengthMeasure) r.assume(`Length not given: ${formatMm(length.value)}`);
    const edges = readEdges(
      r,
      { length: (od.value - bore.value) / 2, width: (od.value - bore.value) / 2, height: length.value },
      0.5,
    );
    const d = new Draft(r, "Tube, axis along Z, bottom at Z=0");
    const [o, b, l] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", od),
      d.mm("INNER_DIAMETER", "Inner diameter", bore),
      d.mm("LENGTH", "Length", length),
    ];
    d.s.add(`tube = extrude(Circle(${o} / 2) - Circle(${b} / 2), amount=${l})`);
    writeEdges(d, "tube", edges);
    d.s.add("result = tube");
    d.box(od, od, length);
    d.spec.push(...holeRules([boreGroup(bore)]));
    if (od.given && bore.given && length.given && !edges.fillet && !edges.chamfer)
      d.volume((Math.PI * (od.value ** 2 - bore.value ** 2) * length.value) / 4);
    return d.done(`Tube Ø${n(od.value)} / Ø${n(bore.value)} × ${n(length.value)} mm`);
  },
};

export const spacer: Family = {
  id: "spacer",
  title: "Spacer or ring",
  names: [
    /spacers?/,
    /(?:round|cylindrical|plain) spacers?/,
    /rings?/,
    /(?:flat|round|spacer|retaining|locating|thrust|seal|shim) rings?/,
    /annul(?:us|i)/,
    /collet ring/,
    /donut plate/,
  ],
  example: "Round spacer 20 mm outer diameter, 8.4 mm bore, 10 mm long",
  exemplars: [
    "ring OD 50 mm ID 40 mm 5 mm thick",
    "M5 spacer 12 mm long",
    "spacer 16 mm diameter with 6 mm hole, 25 mm tall",
  ],
  build: (r) => {
    if (r.measures.filter((m) => m.group === r.measures[0]?.group).length >= 2 && r.says(/\brectangular\b|\bsquare\b/))
      return { ...block.build(r), as: block.id };
    if (r.says(/\bpcd\b|\b(?:bolt|pitch|hole) circle\b|# (?:(?:\w+|§) ){0,3}holes\b/))
      return { ...disc.build(r), as: disc.id };
    const standoff = r.threads()[0];
    if (standoff && r.measures.length <= 2 && !r.says(/\bod\b|outer|diameter/)) {
      r.cover(standoff.index);
      const row = fastener(standoff.size);
      r.assume(`${standoff.text} bore as a clearance hole: ${formatMm(row.clearance)}`);
      const od = { value: row.washer[1] - (standoff.size > 2.5 ? 1 : 0), given: false };
      r.assume(`Outer diameter not given: ${formatMm(od.value)}`);
      const length = r.dim("Length", standoff.size * 2, ...LONG);
      return buildRound(r, "Spacer", od, length, { value: row.clearance, given: false });
    }
    return tube.build(r);
  },
};

export const flangedBushing: Family = {
  id: "flangedBushing",
  title: "Flanged bushing or axle",
  names: [
    /flange(?:d)? (?:bush(?:ing|es)?|sleeve|tube|axle|shaft|spacer|bored axle|bearing|collar|pin)s?/,
    /top hat (?:bushing|spacer)s?/,
    /shoulder (?:bushing|washer)s?/,
    /(?:revolved|bored) axles?/,
    /flanged? bored axles?/,
  ],
  example: "A flanged bushing: 30 mm flange 4 mm thick, 16 mm tube 20 mm tall, bored 10 mm through",
  exemplars: [
    "flanged bushing with 12 mm bore, 18 mm outer diameter, 26 mm flange diameter, 3 mm flange thickness and 20 mm length",
  ],
  build: (r) => {
    const axle = r.says(/\baxle\b/);
    const flangeT = r.maybe(
      "Flange thickness",
      { attr: ["thickness", "height", "width"], subject: ["flange"] },
      { attr: ["thickness"], near: ["flange"] },
    );
    const flangeD =
      r.diameter("Flange diameter", null, { subject: ["flange"] }) ??
      asDim(r.take({ attr: ["none", "width"], subject: ["flange"] }));
    const bore = readBore(r, axle ? null : 10);
    const body =
      r.diameter("Diameter", null, { subject: ["tube", "shaft", "none", "base"] }) ??
      asDim(r.take({ attr: ["none", "width"], subject: ["tube", "shaft"] }));
    const span = r.tokens.find((t) => t.kind === "coordinate" && t.axis === "x" && t.values.length >= 2);
    let length: Dim | null = null;
    if (span?.kind === "coordinate") {
      span.covered = true;
      length = { value: Math.abs((span.values.at(-1) ?? 0) - (span.values[0] ?? 0)), given: true };
    } else if (r.tokens.some((t) => t.kind === "coordinate" && t.axis === "x" && !t.covered)) {
      const xs = r.tokens.flatMap((t) =>
        t.kind === "coordinate" && t.axis === "x" ? ((t.covered = true), t.values) : [],
      );
      if (Math.max(...xs) > Math.min(...xs)) length = { value: Math.max(...xs) - Math.min(...xs), given: true };
    }
    const tubeLength = length === null ? r.take({ attr: ["height", "length"], subject: ["tube", "shaft"] }) : null;
    length ??= tubeLength
      ? null
      : asDim(
          r.take({ attr: ["length", "height"], subject: ["none", "flange"] }, { attr: ["none"], subject: ["none"] }),
        );
    const b = bore?.value ?? 0;
    const od: Dim = body ?? { value: Math.round(b * 1.6), given: false };
    if (!body) r.assume(`Outer diameter not given: ${formatMm(od.value)}`);
    const fd: Dim = flangeD ?? { value: Math.round(od.value * 1.6), given: false };
    if (!flangeD) r.assume(`Flange diameter not given: ${formatMm(fd.value)}`);
    const ft: Dim =
      flangeT === null
        ? { value: Math.max(2, Math.round(od.value / 5)), given: false }
        : { value: flangeT, given: true };
    if (flangeT === null) r.assume(`Flange thickness not given: ${formatMm(ft.value)}`);
    let total: Dim;
    if (tubeLength) {
      // The tube's own height: above the flange.
      total = { value: tubeLength.mm + ft.value, given: ft.given };
      r.assume(`The tube stands ${formatMm(tubeLength.mm)} above its flange`);
    } else {
      total = length ?? { value: Math.round(od.value * 1.5), given: false };
      if (!length) r.assume(`Length not given: ${formatMm(total.value)}`);
    }
    if (b >= od.value)
      throw new AskBack(
        `The bore of ${formatMm(b)} is not smaller than the outer diameter of ${formatMm(od.value)}. Which size is right?`,
      );
    if (fd.value <= od.value)
      throw new AskBack(
        `The flange of ${formatMm(fd.value)} is not wider than the body of ${formatMm(od.value)}. Which size is right?`,
      );
    if (ft.value >= total.value)
      throw new AskBack(
        `The flange of ${formatMm(ft.value)} is not thinner than the whole length of ${formatMm(total.value)}. Which size is right?`,
      );
    r.heard(/\bflanged?\b|\btubes?\b|\bshaft\b|\brevolved\b|\bbored?\b|\bconcentric\b/);
    const d = new Draft(r, "Flanged bushing, axis along Z, flange at the bottom");
    const [o, f, t, l] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", od),
      d.mm("FLANGE_DIAMETER", "Flange diameter", fd),
      d.mm("FLANGE_THICKNESS", "Flange thickness", ft),
      d.mm("LENGTH", "Length", total),
    ];
    d.s.add(`bushing = Cylinder(${f} / 2, ${t}, ${ALIGN})`, `bushing += Cylinder(${o} / 2, ${l}, ${ALIGN})`);
    if (bore) d.s.add(`bushing -= Cylinder(${d.mm("BORE", "Bore", bore)} / 2, ${l}, ${ALIGN})`);
    const alongX = layAlongX(r, "bushing", d);
    d.s.add("result = bushing");
    if (alongX) d.box(total, fd, fd);
    else d.box(fd, fd, total);
    if (bore) d.spec.push(...holeRules([boreGroup(bore)]));
    return d.done(`Flanged bushing Ø${n(fd.value)}, bore ${n(b)} mm`);
  },
};

export const sphere: Family = {
  id: "sphere",
  title: "Sphere or ball",
  names: [
    /spheres?/,
    /balls?/,
    /(?:solid )?sphere|orb|globe/,
    /ball bearings? ball/,
    /hemispheres?/,
    /half spheres?/,
    /half balls?/,
    /domes?/,
    /(?:hemispherical|half spherical) (?:bowl|dome|shell|cup|cap)s?/,
  ],
  example: "A 60 mm diameter sphere",
  exemplars: [
    "sphere with radius 25 mm",
    "hemisphere 40 mm diameter",
    "a 30 mm ball with an 8 mm hole through the centre",
  ],
  build: (r) => {
    const half = r.heard(/\bhemispher(?:es?|ical)\b|\bhalf (?:spheres?|balls?|spherical)\b|\bdomes?\b/);
    const isBowl = half && r.heard(/\b(?:bowls?|cups?)\b|\bopen (?:rim|side|end|top)\b|\brim\b/);
    const bore =
      readBore(r, null) ??
      r.diameter("Hole", null, { subject: ["hole"] }) ??
      asDim(r.take({ attr: ["none"], subject: ["hole"] }));
    if (bore) r.heard(/\bholes?\b/);
    const dia = readOuter(r, 40);
    if (r.tokens.some((t) => t.kind === "point" && (t.at[0] !== 0 || t.at[1] !== 0)))
      r.notMet("The given position was not used: the sphere stands on the origin");
    if (
      r.says(/\b(?:center\w*|centroid) (?:\w+ )*(?:at|on) (?:\w+ )*origin\b/) &&
      r.says(/\b(?:lowest|bottom|base|resting|sits?)\b/)
    )
      throw new AskBack("A sphere cannot be centred on the origin and stand on Z=0 at once. Which one holds?");
    const wall = r.maybe("Wall", { subject: ["wall"] });
    if (wall !== null && wall * 2 >= dia.value)
      throw new AskBack(
        `A wall of ${formatMm(wall)} does not fit in a sphere of ${formatMm(dia.value)}. Which size is right?`,
      );
    if (bore && bore.value >= dia.value)
      throw new AskBack(
        `The hole of ${formatMm(bore.value)} is not smaller than the sphere of ${formatMm(dia.value)}. Which size is right?`,
      );
    const d = new Draft(r, half ? "Hemisphere, flat side on Z=0" : "Sphere, standing on Z=0");
    const o = d.mm("DIAMETER", "Diameter", dia);
    d.s.add(
      half
        ? `ball = Sphere(${o} / 2) & Box(${o}, ${o}, ${o}, ${ALIGN})`
        : `ball = Pos(0, 0, ${o} / 2) * Sphere(${o} / 2)`,
    );
    if (wall !== null) {
      r.heard(/\bhollow\b|\bwalls?\b/);
      d.s.add(`ball -= ${half ? "" : `Pos(0, 0, ${o} / 2) * `}Sphere(${o} / 2 - ${d.mm("WALL", "Wall", wall)})`);
    } else if (r.says(/\bhollow\b/)) r.notMet("Hollow, but no wall given: the ball is solid");
    if (bore) d.s.add(`ball -= Cylinder(${d.mm("BORE", "Bore", bore)} / 2, 3 * ${o})`);
    if (isBowl) d.s.add(`ball = Pos(0, 0, ${o} / 2) * (Rot(180, 0, 0) * ball)  # the open side up`);
    d.s.add("result = ball");
    d.box(dia, dia, half ? { value: dia.value / 2, given: dia.given } : bore ? null : dia);
    if (dia.given && !bore && wall === null) d.volume(((Math.PI * dia.value ** 3) / 6) * (half ? 0.5 : 1));
    return d.done(`${half ? "Hemisphere" : "Sphere"} Ø${n(dia.value)} mm`);
  },
};

export const cone: Family = {
  id: "cone",
  title: "Cone or truncated cone",
  names: [
    /cones?/,
    /(?:truncated|solid|tapered) cones?/,
    /(?:conical )?frustums?/,
    /cone frustums?/,
    /conical (?:frustum|plug|spacer|part|shape)/,
    /tapered (?:cylinder|plug|pin|rod)s?/,
  ],
  example: "A truncated cone, 50 mm bottom diameter, 24 mm top diameter, 40 mm high",
  exemplars: [
    "cone 30 mm base diameter and 45 mm height",
    "tapered plug: 20 mm to 14 mm diameter, 30 mm long",
    "cone with base radius 15 mm and height 40 mm",
  ],
  build: (r) => {
    const top =
      r.diameter("Top diameter", null, {
        words: /\b(?:top|upper|small|smaller|minor|tip|narrow)\b/,
        not: /\b(?:bottom|base)\b/,
      }) ?? asDim(r.take({ attr: ["none", "width"], subject: ["top"] }));
    let bottom =
      r.diameter("Bottom diameter", null, { words: /\b(?:bottom|base|lower|large|larger|major|wide)\b/ }) ??
      asDim(r.take({ attr: ["none", "width"], subject: ["base"] }));
    bottom ??= r.diameter("Bottom diameter", null, { subject: BODY });
    let second = top ?? r.diameter("Top diameter", null, { subject: BODY });
    if (!bottom) {
      const loose = r.take({ attr: ["none"], subject: BODY });
      if (loose) bottom = { value: loose.mm, given: true };
    }
    const height = r.dim("Height", 40, ...LONG);
    if (!bottom) {
      bottom = { value: second ? second.value * 2 : 30, given: false };
      r.assume(`Bottom diameter not given: ${formatMm(bottom.value)}`);
    }
    if (!second && r.says(/\btruncated\b|\bfrustum\b|\btapered\b/)) {
      second = { value: Math.round(bottom.value / 2), given: false };
      r.assume(`Top diameter not given: ${formatMm(second.value)}`);
    }
    r.heard(/\btruncated\b|\btaper(?:ed|s|ing)?\b|\bfrustum\b|\bconical\b/);
    const bore = readBore(r, null);
    const d = new Draft(r, "Cone, axis along Z, base at Z=0");
    const [b, h] = [d.mm("BOTTOM_DIAMETER", "Bottom diameter", bottom), d.mm("HEIGHT", "Height", height)];
    const t = second ? d.mm("TOP_DIAMETER", "Top diameter", second) : null;
    d.s.add(
      second && second.value === bottom.value
        ? `cone = Cylinder(${b} / 2, ${h}, ${ALIGN})`
        : `cone = Cone(${b} / 2, ${t === null ? "0" : `${t} / 2`}, ${h}, ${ALIGN})`,
    );
    if (bore) {
      if (bore.value >= Math.max(bottom.value, second?.value ?? 0))
        throw new AskBack(`The bore of ${formatMm(bore.value)} does not fit in the cone. Which size is right?`);
      d.s.add(`cone -= Cylinder(${d.mm("BORE", "Bore", bore)} / 2, ${h}, ${ALIGN})`);
    }
    d.s.add("result = cone");
    const widest: Dim = {
      value: Math.max(bottom.value, second?.value ?? 0),
      given: bottom.given && (second?.given ?? true),
    };
    d.box(widest, widest, height);
    const [R, q] = [bottom.value / 2, (second?.value ?? 0) / 2];
    if (widest.given && height.given && !bore) d.volume((Math.PI * height.value * (R * R + R * q + q * q)) / 3);
    return d.done(`Cone Ø${n(bottom.value)} to Ø${n(second?.value ?? 0)} × ${n(height.value)} mm`);
  },
};

export const torus: Family = {
  id: "torus",
  title: "Torus or O-ring",
  names: [/tor(?:us|i)/, /hollow torus/, /donuts?/, /doughnuts?/, /o rings?/, /toroids?/],
  example: "A torus with 60 mm outer diameter and a 10 mm thick ring",
  exemplars: [
    "O-ring, 40 mm inner diameter, 3 mm cross section",
    "torus major radius 25 mm minor radius 5 mm",
    "donut 80 mm outer diameter, 40 mm inner diameter",
  ],
  build: (r) => {
    const hollow = r.says(/\bhollow\b/);
    const wall = hollow ? r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"] }) : null;
    const minorRadius = r.take({ attr: ["radius"], words: /\b(?:minor|tube|small|pipe|ring)\b/ });
    const majorRadius = r.take({ attr: ["radius"], words: /\b(?:major|ring|large|center)\b/ });
    const majorDiameter = majorRadius ? null : r.take({ attr: ["diameter"], words: /\bmajor\b/ });
    const section = r.diameter("Ring thickness", null, { words: /\b(?:section|cross|minor|tube|pipe|cord|wire)\b/ });
    const inner = r.diameter("Inner diameter", null, {
      words: /\b(?:inner|inside|id|hole|internal)\b/,
      subject: ["none", "hole"],
    });
    const outer = r.diameter(
      "Outer diameter",
      null,
      { words: /\b(?:outer|outside|od|overall|external|total)\b/ },
      { subject: BODY },
    );
    const thick =
      minorRadius || section
        ? null
        : r.take({ attr: ["thickness", "none", "height"], subject: [...BODY, "rim", "cable"] });
    let minor = minorRadius ? minorRadius.mm : section ? section.value / 2 : thick ? thick.mm / 2 : null;
    if (minor === null && inner && outer) minor = (outer.value - inner.value) / 4;
    const fixed =
      minor !== null && (majorRadius !== null || majorDiameter !== null || inner !== null || outer !== null);
    minor ??= 5;
    const major = majorRadius
      ? majorRadius.mm
      : majorDiameter
        ? majorDiameter.mm / 2
        : inner
          ? inner.value / 2 + minor
          : outer
            ? outer.value / 2 - minor
            : 20;
    if (!fixed)
      r.assume(
        `Torus sizes not given in full: ${formatMm(2 * (major + minor))} outer diameter, ${formatMm(2 * minor)} thick`,
      );
    if (inner && outer && Math.abs((outer.value - inner.value) / 2 - 2 * minor) > 0.01)
      throw new AskBack(
        `An outer diameter of ${formatMm(outer.value)}, an inner diameter of ${formatMm(inner.value)} and a ring of ${formatMm(2 * minor)} contradict each other. Which two hold?`,
      );
    if (major <= minor || minor <= 0)
      throw new AskBack(
        `A ring ${formatMm(2 * minor)} thick does not leave a hole at a diameter of ${formatMm(2 * major)}. Which size is right?`,
      );
    r.heard(/\bhollow\b|\bsection\b|\bwalls?\b|\btube\b|\brings?\b|\bpipe\b/);
    const d = new Draft(r, "Torus lying flat, bottom at Z=0");
    const [o, t] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", 2 * (major + minor)),
      d.mm("RING_THICKNESS", "Ring thickness", 2 * minor),
    ];
    d.s.add(`ring = Pos(0, 0, ${t} / 2) * Torus((${o} - ${t}) / 2, ${t} / 2)`);
    if (wall !== null) {
      if (wall >= minor)
        throw new AskBack(
          `A wall of ${formatMm(wall)} leaves nothing hollow in a ring of ${formatMm(2 * minor)}. Which size is right?`,
        );
      d.s.add(`ring -= Pos(0, 0, ${t} / 2) * Torus((${o} - ${t}) / 2, ${t} / 2 - ${d.mm("WALL", "Wall", wall)})`);
    } else if (hollow) r.notMet("Hollow, but no wall given: the ring is solid");
    d.s.add("result = ring");
    const all: Dim = { value: 2 * (major + minor), given: fixed };
    d.box(all, all, { value: 2 * minor, given: fixed });
    if (fixed && wall === null) d.volume(2 * Math.PI ** 2 * major * minor ** 2);
    return d.done(`Torus Ø${n(2 * (major + minor))} × ${n(2 * minor)} mm`);
  },
};

export const roundFamilies = [cylinder, steppedShaft, tube, spacer, flangedBushing, sphere, cone, torus];
