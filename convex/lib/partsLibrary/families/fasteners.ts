import { assumed, BODY, Draft, given, n, type Family } from "../family";
import { boreGroup } from "./plates";
import { holeRules } from "../holes";
import { formatMm, type Dim, type Reading } from "../reading";
import { fastener } from "../threads";
import { AskBack } from "../types";
import { readBore } from "./round";

/** Washers, nuts, bolts, screws, standoffs: plain shanks and bores, no threads. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

/** The M-size of the part itself; `fallback` with a warning. */
function readSize(
  r: Reading,
  fallback: number | null,
): { size: number; length: number | null; text: string; given: boolean } | null {
  const thread = r.threads()[0];
  if (thread) {
    r.cover(thread.index);
    r.heard(/\b(?:thread(?:ed|s)?|iso|din|standard|#)\b/);
    if (!fastener(thread.size).exact)
      r.assume(`${thread.text} is not in the table: sizes scaled from ${formatMm(thread.size)}`);
    return { size: thread.size, length: thread.length, text: thread.text, given: true };
  }
  if (fallback === null) return null;
  r.assume(`Thread size not given: M${n(fallback)}`);
  return { size: fallback, length: null, text: `M${n(fallback)}`, given: false };
}

/** "ISO 7089", "DIN 912": named standards are not sizes. */
function coverStandards(r: Reading, known: RegExp): void {
  r.count(/\b(?:iso|din|en|ansi|bs|jis) (?:en |iso )?#/);
  if (r.says(/\b(?:iso|din|ansi|bs|jis)\b/)) {
    if (!known.test(r.prompt))
      r.notMet(`Only the sizes of ${known.source.replace(/[\\^$|()?:]+/g, " ").trim()} are in the table`);
    r.heard(/\b(?:iso|din|en|ansi|bs|jis)\b/);
  }
}

function noThread(r: Reading, what: string): void {
  const plain = r.heard(
    /\b(?:plain shank|no threads?|without threads?|unthreaded|plain bore|thread not (?:needed|required))\b/,
  );
  r.heard(/\b(?:thread(?:ed|s)?|shank|plain|fine)\b/);
  if (!plain) r.notMet(`Threads are not modelled: ${what}`);
}

/** "hole 13 mm": the one hole that a washer has. */
function readPlainHole(r: Reading): Dim | null {
  const found = r.take({ attr: ["none"], subject: ["hole"] });
  if (found === null) return null;
  r.heard(/\bholes?\b/);
  return given(found.mm);
}

export const washer: Family = {
  id: "washer",
  title: "Washer",
  names: [/washers?/, /(?:flat|plain|round|thrust|fender|penny|repair|spring|lock|shim) washers?/],
  example: "M6 washer ISO 7089",
  exemplars: [
    "flat washer 20 mm outer diameter, 8.5 mm hole, 2 mm thick",
    "M10 washer",
    "washer 1/2 in ID 1 in OD 1/16 in thick",
  ],
  build: (r) => {
    coverStandards(r, /7089|125/);
    if (r.says(/\b(?:spring|lock|split|star|fender|penny)\b/)) {
      r.notMet("Made as a flat washer");
      r.heard(/\b(?:spring|lock|split|star|fender|penny|repair)\b/);
    }
    r.heard(/\bflat\b/);
    const thread = readSize(r, null);
    const row = [...fastener(thread?.size ?? 6).washer] as [number, number, number];
    const thickness = r.maybe("Thickness", { attr: ["thickness", "height", "z"], subject: BODY });
    const outer = r.diameter("Outer diameter", null, { words: /\b(?:outer|outside|od|external)\b/, subject: BODY });
    const bore =
      r.diameter(
        "Inner diameter",
        null,
        { words: /\b(?:inner|inside|id|internal)\b/ },
        { subject: ["hole", "bore"] },
      ) ??
      readBore(r, null) ??
      readPlainHole(r);
    const outer2 = outer ?? r.diameter("Outer diameter", null, { subject: BODY });
    const loose = r.find({ attr: ["none"], subject: BODY });
    const takeLoose = (): number | null => {
      const m = loose.shift();
      if (m) r.use(m);
      return m?.mm ?? null;
    };
    const pick = (dim: Dim | null, fallback: number, label: string): Dim => {
      if (dim) return dim;
      const next = takeLoose();
      if (next !== null) return given(next);
      if (thread) return given(fallback);
      r.assume(`${label} not given: ${formatMm(fallback)}`);
      return assumed(fallback);
    };
    if (!thread && outer2 && !bore) row[0] = Math.round(outer2.value * 0.5 * 10) / 10;
    const o = pick(outer2, !thread && bore ? bore.value * 2 : row[1], "Outer diameter");
    const i = pick(bore, row[0], "Inner diameter");
    const t = pick(thickness === null ? null : given(thickness), row[2], "Thickness");
    if (i.value >= o.value)
      throw new AskBack(
        `The inner diameter of ${formatMm(i.value)} is not smaller than the outer diameter of ${formatMm(o.value)}. Which size is right?`,
      );
    const d = new Draft(r, thread ? `Washer for ${thread.text}, sizes of ISO 7089` : "Washer, bottom at Z=0");
    const [od, id, th] = [
      d.mm("OUTER_DIAMETER", "Outer diameter", o),
      d.mm("INNER_DIAMETER", "Inner diameter", i),
      d.mm("THICKNESS", "Thickness", t),
    ];
    d.s.add(`result = extrude(Circle(${od} / 2) - Circle(${id} / 2), amount=${th})`);
    d.box(o, o, t);
    d.spec.push(...holeRules([boreGroup(i)]));
    if (o.given && i.given && t.given) d.volume((Math.PI * (o.value ** 2 - i.value ** 2) * t.value) / 4);
    return d.done(`Washer Ø${n(o.value)} / Ø${n(i.value)} × ${n(t.value)} mm`);
  },
};

export const hexNut: Family = {
  id: "hexNut",
  title: "Hex nut",
  names: [/nuts?/, /hex(?:agon|agonal)? nuts?/, /(?:lock|jam|square|thin|wing|coupling|hexagonal coupling) nuts?/],
  example: "M10 hex nut, 8 mm thick, plain bore",
  exemplars: ["M8 hex nut", "hex nut 17 mm across flats, 10 mm bore, 8 mm thick", "square nut M5"],
  build: (r) => {
    coverStandards(r, /4032|934/);
    const square = r.heard(/\bsquare\b/);
    if (r.says(/\b(?:lock|jam|wing|flange|nyloc|cap|acorn|thin)\b/)) {
      r.notMet("Made as a plain nut");
      r.heard(/\b(?:lock|jam|wing|flange|nyloc|cap|acorn|thin)\b/);
    }
    r.heard(/\bhex(?:agon|agonal)?\b/);
    const flats = r.maybe(
      "Across flats",
      { attr: ["flats"] },
      { attr: ["width"], words: /flats|hex/ },
      { attr: ["none"], words: /\bhex/ },
    );
    const thickness = r.maybe("Thickness", { attr: ["thickness", "height", "z", "length"], subject: BODY });
    const bore = readBore(r, null);
    const thread = readSize(r, bore || flats !== null ? null : 8);
    const row = fastener(thread?.size ?? Math.round(bore?.value ?? (flats ?? 13) / 1.6));
    const f = flats ?? row.flats;
    const t = thickness ?? row.nutHeight;
    const b = bore ?? (thread ? assumed(thread.size) : assumed(Math.round(f / 1.6)));
    if (flats === null && !thread) r.assume(`Across flats not given: ${formatMm(f)}`);
    if (thickness === null && !thread) r.assume(`Thickness not given: ${formatMm(t)}`);
    if (!bore) noThread(r, `the bore is plain, ${formatMm(b.value)}`);
    r.heard(/\bbore\b|\bplain\b|\bthread(?:ed)?\b/);
    if (b.value >= f)
      throw new AskBack(
        `The bore of ${formatMm(b.value)} is not smaller than the ${formatMm(f)} across flats. Which size is right?`,
      );
    const d = new Draft(r, square ? "Square nut, bottom at Z=0" : "Hex nut, flats along Y, bottom at Z=0");
    const [w, bo, th] = [
      d.mm("ACROSS_FLATS", "Across flats", f),
      d.mm("BORE", "Bore", b),
      d.mm("THICKNESS", "Thickness", t),
    ];
    d.s.add(
      `profile = ${square ? `Rectangle(${w}, ${w})` : `RegularPolygon(${w} / 2, 6, major_radius=False, rotation=30)`} - Circle(${bo} / 2)`,
      `result = extrude(profile, amount=${th})`,
    );
    const known = flats !== null || thread?.given === true;
    d.box(
      known ? given(f) : null,
      known ? given(square ? f : (2 * f) / Math.sqrt(3)) : null,
      thickness !== null || thread?.given ? given(t) : null,
    );
    d.spec.push(...holeRules(bore ? [boreGroup(b)] : []));
    return d.done(`${square ? "Square" : "Hex"} nut ${thread?.text ?? `Ø${n(b.value)}`}`);
  },
};

function shankLength(r: Reading, thread: { length: number | null } | null, fallback: number): Dim {
  const shank = r.maybe(
    "Length",
    { attr: ["length", "height"], not: /\bhead (?:height|thick)|tall\b/, subject: ["none", "shaft", "head", "screw"] },
    { attr: ["length", "height"], subject: ["shaft"] },
  );
  if (shank !== null) return given(shank);
  if (thread?.length) return given(thread.length);
  const loose = r.take({ attr: ["none"], subject: ["none", "shaft", "screw"] });
  if (loose) return given(loose.mm);
  r.assume(`Length not given: ${formatMm(fallback)}`);
  return assumed(fallback);
}

export const hexBolt: Family = {
  id: "hexBolt",
  title: "Hex bolt",
  names: [
    /bolts?/,
    /hex(?:agon|agonal)?(?: head(?:ed)?)? (?:bolt|screw|cap screw)s?/,
    /(?:machine|coach|carriage|lag) (?:bolt)s?/,
    /hexagonal bolts?/,
  ],
  example: "An M8 hex bolt, 30 mm long under the head, plain shank",
  exemplars: [
    "M10x60 hex bolt",
    "An M8 hex bolt, 30 mm long under the head, with a 13 mm across-flats head 5 mm tall. Plain shank is fine, no thread.",
    "hex bolt 1/4-20, 1 inch long",
  ],
  build: (r) => {
    coverStandards(r, /4014|4017|933|931/);
    r.heard(/\bhex(?:agon|agonal)?\b|\bhead(?:ed)?\b|\bunder\b/);
    const thread = readSize(r, null);
    const shankDim = thread ? null : r.diameter("Shank", null, { subject: ["shaft", "none", "screw"] });
    const size = thread?.size ?? shankDim?.value ?? 8;
    if (!thread && !shankDim) r.assume("Thread size not given: M8");
    const row = fastener(size);
    const flats = r.maybe(
      "Across flats",
      { attr: ["flats"] },
      { attr: ["width", "diameter", "none"], subject: ["head"] },
    );
    const head = r.maybe(
      "Head height",
      { attr: ["height", "thickness"], subject: ["head"] },
      { attr: ["height", "thickness"], near: ["head"] },
    );
    const length = shankLength(r, thread, size * 4);
    const f = flats ?? row.flats;
    const h = head ?? row.headHeight;
    if (f <= size)
      throw new AskBack(
        `A head of ${formatMm(f)} across flats is not wider than its shank of ${formatMm(size)}. Which size is right?`,
      );
    noThread(r, `the shank is plain, ${formatMm(size)}`);
    const d = new Draft(r, "Hex bolt, head at the bottom, shank up");
    const [s, l, w, hh] = [
      d.mm("SHANK_DIAMETER", "Shank diameter", size),
      d.mm("LENGTH", "Length under the head", length),
      d.mm("ACROSS_FLATS", "Across flats", f),
      d.mm("HEAD_HEIGHT", "Head height", h),
    ];
    d.s.add(
      `head = extrude(RegularPolygon(${w} / 2, 6, major_radius=False, rotation=30), amount=${hh})`,
      `result = head + Pos(0, 0, ${hh}) * Cylinder(${s} / 2, ${l}, ${ALIGN})`,
    );
    const known = (thread?.given ?? false) || flats !== null;
    d.box(
      known ? given(f) : null,
      known ? given((2 * f) / Math.sqrt(3)) : null,
      length.given && (head !== null || thread?.given) ? given(length.value + h) : null,
    );
    return d.done(`Hex bolt ${thread?.text ?? `Ø${n(size)}`} × ${n(length.value)} mm`);
  },
};

export const socketScrew: Family = {
  id: "socketScrew",
  title: "Socket head cap screw",
  names: [
    /socket (?:head )?(?:cap )?(?:screw|bolt)s?/,
    /(?:cap|allen|shcs|machine|pan head|set|grub|shoulder|thumb|wood) (?:screw|bolt)s?/,
    /screws?/,
    /shcs/,
    /(?:hex|hexagon) socket (?:head )?(?:cap )?screws?/,
  ],
  example: "M6 x 25 socket head cap screw",
  exemplars: ["M5x20 socket head cap screw DIN 912", "M3 screw 10 mm long"],
  build: (r) => {
    coverStandards(r, /4762|912/);
    const thread = readSize(r, 6);
    if (!thread) throw new AskBack("Which thread size should the screw have?");
    const headless = r.heard(/\b(?:set|grub)\b/);
    if (r.says(/\b(?:pan|thumb|wood|shoulder|button|flat|countersunk)\b/)) {
      r.notMet("Made with a cylindrical socket head");
      r.heard(/\b(?:pan|thumb|wood|shoulder|button|flat|countersunk)\b/);
    }
    r.heard(/\b(?:socket|cap|allen|hex|hexagon|head)\b/);
    const row = fastener(thread.size);
    const headD = r.maybe("Head diameter", { attr: ["diameter", "none", "width"], subject: ["head"] });
    const headH = r.maybe(
      "Head height",
      { attr: ["height", "thickness", "depth"], subject: ["head"] },
      { attr: ["height"], near: ["head"] },
    );
    const length = shankLength(r, thread, thread.size * 4);
    noThread(r, `the shank is plain, ${formatMm(thread.size)}`);
    const d = new Draft(
      r,
      headless ? "Set screw, socket at the bottom" : "Socket head cap screw, head at the bottom, shank up",
    );
    const [s, l] = [d.mm("SHANK_DIAMETER", "Shank diameter", thread.size), d.mm("LENGTH", "Length", length)];
    if (headless) {
      const key = d.mm("KEY_SIZE", "Key across flats", Math.round(thread.size * 5) / 10);
      d.s.add(
        `screw = Cylinder(${s} / 2, ${l}, ${ALIGN})`,
        `socket = extrude(RegularPolygon(${key} / 2, 6, major_radius=False), amount=${l} / 2)`,
        "result = screw - socket",
      );
      d.box(given(thread.size), given(thread.size), length);
      return d.done(`Set screw ${thread.text} × ${n(length.value)} mm`);
    }
    const [hd, hh, key] = [
      d.mm("HEAD_DIAMETER", "Head diameter", headD ?? row.socketHead),
      d.mm("HEAD_HEIGHT", "Head height", headH ?? thread.size),
      d.mm("KEY_SIZE", "Key across flats", row.socketKey),
    ];
    d.s.add(
      `screw = Cylinder(${hd} / 2, ${hh}, ${ALIGN}) + Pos(0, 0, ${hh}) * Cylinder(${s} / 2, ${l}, ${ALIGN})`,
      `socket = extrude(RegularPolygon(${key} / 2, 6, major_radius=False), amount=${hh} * 0.6)`,
      "result = screw - socket",
    );
    const wide: Dim = { value: headD ?? row.socketHead, given: thread.given || headD !== null };
    d.box(wide, wide, { value: length.value + (headH ?? thread.size), given: length.given && thread.given });
    return d.done(`Socket head screw ${thread.text} × ${n(length.value)} mm`);
  },
};

export const standoff: Family = {
  id: "standoff",
  title: "Standoff",
  names: [
    /stand ?offs?/,
    /(?:hex|hexagonal|round|pcb|threaded|board) stand ?offs?/,
    /(?:hex|hexagonal) spacers?/,
    /pcb spacers?/,
    /(?:hex|hexagonal) standoff spacers?/,
  ],
  example: "M3 hex standoff, 5.5 mm across flats, 12 mm long",
  exemplars: ["round standoff 8 mm diameter 20 mm tall with a 3.2 mm hole", "M4 standoff 25mm tall"],
  build: (r) => {
    const round =
      r.heard(/\bround\b|\bcylindrical\b/) || r.find({ attr: ["diameter"], subject: [...BODY, "boss"] }).length > 0;
    r.heard(/\bhex(?:agon|agonal)?\b/);
    const body = [...BODY, "boss" as const];
    const thread = readSize(r, null);
    const size = thread?.size ?? 3;
    const row = fastener(size);
    const length = r.dim(
      "Length",
      size * 4,
      { attr: ["length", "height"], subject: body },
      { attr: ["none"], subject: body },
    );
    const bore =
      readBore(r, null) ??
      r.diameter("Bore", null, { subject: ["hole"] }) ??
      (r.find({ attr: ["none"], subject: ["hole"] })[0]
        ? given(r.take({ attr: ["none"], subject: ["hole"] })?.mm ?? 3)
        : null);
    r.heard(/\bholes?\b|\bthrough\b/);
    const wide =
      r.diameter("Width", null, { subject: body }) ??
      (() => {
        const m = r.take({ attr: ["flats", "width", "side"] });
        return m ? given(m.mm) : null;
      })();
    const w: Dim = wide ?? assumed(round ? size * 2 : row.flats);
    if (!wide) r.assume(`${round ? "Outer diameter" : "Across flats"} not given: ${formatMm(w.value)}`);
    const b: Dim = bore ?? assumed(thread ? row.tapDrill : 3.4);
    if (!bore) {
      if (thread) r.notMet(`Threads are not modelled: the bore is a tap hole, ${formatMm(b.value)}`);
      else r.assume(`Bore not given: ${formatMm(b.value)}`);
      r.heard(/\bthread(?:ed)?\b|\btapped\b/);
    }
    if (b.value >= w.value)
      throw new AskBack(
        `The bore of ${formatMm(b.value)} is not smaller than the body of ${formatMm(w.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Standoff, axis along Z, bottom at Z=0");
    const [ww, bb, l] = [
      d.mm(round ? "OUTER_DIAMETER" : "ACROSS_FLATS", round ? "Outer diameter" : "Across flats", w),
      d.mm("BORE", "Bore", b),
      d.mm("LENGTH", "Length", length),
    ];
    d.s.add(
      `profile = ${round ? `Circle(${ww} / 2)` : `RegularPolygon(${ww} / 2, 6, major_radius=False, rotation=30)`} - Circle(${bb} / 2)`,
      `result = extrude(profile, amount=${l})`,
    );
    d.box(w.given ? w : null, w.given ? given(round ? w.value : (2 * w.value) / Math.sqrt(3)) : null, length);
    d.spec.push(...holeRules(bore ? [boreGroup(b)] : []));
    return d.done(`Standoff ${n(w.value)} × ${n(length.value)} mm`);
  },
};

export const eyeBolt: Family = {
  id: "eyeBolt",
  title: "Eye bolt",
  names: [/eye ?bolts?/, /ring bolts?/, /eye screws?/],
  example: "Eye bolt with 20 mm inner diameter, 30 mm outer diameter and a shank 50 mm long and 5 mm in diameter",
  exemplars: ["M8 eye bolt, 40 mm shank"],
  build: (r) => {
    const inner = r.diameter("Inner diameter", null, { words: /\b(?:inner|inside|id|internal|eye)\b/ });
    const outer = r.diameter("Outer diameter", null, { words: /\b(?:outer|outside|od|external)\b/ });
    const length = r.maybe(
      "Shank length",
      { attr: ["length"], subject: ["shaft"] },
      { attr: ["length"] },
      { attr: ["none"], subject: ["shaft"] },
    );
    const shank = r.diameter("Shank diameter", null, { subject: ["shaft", "none"] });
    const thread = readSize(r, shank ? null : 8);
    const s = shank?.value ?? thread?.size ?? 8;
    const i = inner?.value ?? (outer ? outer.value * 0.6 : s * 2.5);
    const o = outer?.value ?? i + 2 * s;
    const l = length ?? s * 5;
    if (!inner) r.assume(`Inner diameter not given: ${formatMm(i)}`);
    if (!outer) r.assume(`Outer diameter not given: ${formatMm(o)}`);
    if (length === null) r.assume(`Shank length not given: ${formatMm(l)}`);
    if (i >= o)
      throw new AskBack(
        `The inner diameter of ${formatMm(i)} is not smaller than the outer diameter of ${formatMm(o)}. Which size is right?`,
      );
    const chamfer = r.maybe("Chamfer", { subject: ["chamfer"] });
    r.heard(/\btorus\b|\bcylinder\b|\bshank\b|\beye\b|\bring\b|\bchamfer\b|\bthread(?:ed)?\b|\bbolt\b/);
    const d = new Draft(r, "Eye bolt lying flat, shank along X");
    const [ii, oo, ll, ss] = [
      d.mm("INNER_DIAMETER", "Inner diameter", i),
      d.mm("OUTER_DIAMETER", "Outer diameter", o),
      d.mm("SHANK_LENGTH", "Shank length", l),
      d.mm("SHANK_DIAMETER", "Shank diameter", s),
    ];
    d.s.add(
      `wire = (${oo} - ${ii}) / 2  # thickness of the eye`,
      `eye = Torus((${oo} + ${ii}) / 4, wire / 2)`,
      `shank = Cylinder(${ss} / 2, ${ll} + wire / 2, ${ALIGN})`,
    );
    if (chamfer !== null)
      d.s.add(
        `shank = chamfer(shank.faces().sort_by(Axis.Z)[-1].edges(), length=${d.mm("CHAMFER", "Chamfer", chamfer)})`,
      );
    d.s.add(
      `result = Pos(0, 0, max(wire, ${ss}) / 2) * (eye + Pos(${oo} / 2 - wire / 2, 0, 0) * Rot(0, 90, 0) * shank)`,
    );
    if (inner && outer && length !== null) d.box(given(o + l), given(Math.max(o, s)), given(Math.max((o - i) / 2, s)));
    return d.done(`Eye bolt Ø${n(i)} eye, ${n(l)} mm shank`);
  },
};

export const fastenerFamilies = [washer, hexNut, hexBolt, socketScrew, standoff, eyeBolt];
