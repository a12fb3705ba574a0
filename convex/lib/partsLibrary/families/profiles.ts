import { assumed, Draft, given, n, type Family } from "../family";
import { formatMm, type Dim, type Query, type Reading } from "../reading";
import { AskBack } from "../types";
import type { Subject } from "../labels";

/** Straight sections: angle, channel, I, T, Z, hollow rectangle. The section stands in XZ, the length lies along Y. */

const PARTS: (Subject | "none")[] = ["none", "flange", "web", "leg", "base", "wall", "tube"];

type Section = { width: Dim; height: Dim; thickness: Dim; length: Dim; flange: Dim | null };

/** "40 x 40 x 5 mm angle 300 long", "100 x 50 channel, 6 mm thick": width, height, thickness, length. */
function readSection(r: Reading, order: "wh" | "hw", fallback: [number, number, number, number]): Section {
  const q = (attr: Query["attr"], subject: (Subject | "none")[] = PARTS): Query => ({ attr, subject });
  const web = r.maybe("Web thickness", { attr: ["thickness", "none"], subject: ["web"] });
  // "the flange is 80 mm wide and 10 mm thick, the web 12 mm": with the web's own, the other thickness is the flange's.
  const flange = r.maybe(
    "Flange thickness",
    { attr: ["thickness"], subject: ["flange"] },
    ...(web === null ? [] : [{ attr: ["thickness" as const], subject: ["none" as const], near: ["flange" as const] }]),
  );
  const wall = r.maybe("Thickness", { attr: ["thickness", "none", "width"], subject: ["wall"] }, q(["thickness"]));
  const length = r.maybe("Length", { attr: ["length"], subject: ["none"] }, q(["length", "y"]));
  const group = r.group(2, { subject: PARTS });
  const values = group?.map((m) => (r.use(m), m.mm)) ?? [];
  let height = r.maybe("Height", q(["height"]), { attr: ["depth"], subject: ["none", "web"] }, q(["z"]));
  let width = r.maybe("Width", q(["width"]), q(["x"]), { attr: ["none", "length"], subject: ["flange"] }, q(["side"]));
  // "web 5 mm, flanges 8 mm": with the width named elsewhere, a flange's bare size is its thickness.
  const flangeT =
    flange ??
    (width !== null && height !== null
      ? r.maybe("Flange thickness", { attr: ["none", "height"], subject: ["flange"] })
      : null);
  let legs: number | null = null;
  if (values.length === 0 && width === null && height === null)
    legs = r.maybe("Leg", { attr: ["none", "length"], subject: ["leg"] }, q(["none"]));
  if (legs !== null) [width, height] = [legs, legs];
  const rest = [...values];
  if (width === null && height === null && rest.length >= 2) {
    const [first = 0, second = 0] = rest.splice(0, 2);
    [width, height] = order === "wh" ? [first, second] : [second, first];
  }
  // With a size named, the group holds what is left: "40 mm wide, 3 x 200".
  let thickness = wall ?? web;
  let total = length;
  let webThenFlange: number | null = null;
  if (rest.length === 2 && thickness === null && total === null) [thickness = null, total = null] = rest.splice(0, 2);
  else if (
    rest.length === 2 &&
    thickness === null &&
    flangeT === null &&
    rest.every((t) => t < Math.min(width ?? 0, height ?? 0) / 2)
  )
    [thickness = null, webThenFlange = null] = rest.splice(0, 2);
  else if (rest.length >= 1) {
    const value = rest.shift() ?? 0;
    if (thickness === null && value < Math.min(width ?? Infinity, height ?? Infinity) / 2) thickness = value;
    else if (total === null) total = value;
    else throw new AskBack(`The prompt gives more sizes than the section has. What does ${formatMm(value)} measure?`);
  }
  if (rest.length > 0)
    throw new AskBack(`The prompt gives more sizes than the section has. What does ${formatMm(rest[0] ?? 0)} measure?`);
  if (total === null) total = r.maybe("Length", { attr: ["none"], subject: PARTS });
  const settle = (value: number | null, or: number, label: string): Dim => {
    if (value !== null) return given(value);
    r.assume(`${label} not given: ${formatMm(or)}`);
    return assumed(or);
  };
  const w = settle(width, height ?? fallback[0], "Width");
  const h = settle(height, width ?? fallback[1], "Height");
  const t = settle(thickness, Math.max(1, Math.round(Math.min(w.value, h.value) * 0.1)), "Thickness");
  const l = settle(total, fallback[3], "Length");
  if (2 * t.value >= Math.min(w.value, h.value))
    throw new AskBack(
      `A thickness of ${formatMm(t.value)} does not fit a section of ${formatMm(w.value)} × ${formatMm(h.value)}. Which size is right?`,
    );
  return {
    width: w,
    height: h,
    thickness: t,
    length: l,
    flange: (flangeT ?? webThenFlange) === null ? null : given(flangeT ?? webThenFlange ?? 0),
  };
}

/** "30 mm top flange, 40 mm web, 30 mm bottom flange": a Z named by its three parts; null where it is not. */
function readZ(r: Reading, fallback: [number, number, number, number]): Section | null {
  const named = r.find({ subject: ["flange"], attr: ["none", "length", "width"] });
  // "30 mm wide flanges" beside the lengths of both is how deep the profile is.
  const flanges = named.length > 2 ? named.filter(({ attr }) => attr !== "width") : named;
  const [web] = r.find({ subject: ["web"], attr: ["none", "length", "height", "width"] });
  const [upper, lower] = flanges;
  if (upper === undefined || lower === undefined || web === undefined || flanges.length > 2) return null;
  for (const m of [upper, lower, web]) r.use(m);
  if (upper.mm !== lower.mm)
    throw new AskBack(
      `The flanges are ${upper.text} and ${lower.text}; the Z-section here has two equal ones. Which size is right?`,
    );
  const thickness = r.dim("Thickness", fallback[2], { attr: ["thickness"], subject: PARTS });
  // The flanges are measured over the web, so it counts once.
  const width = given(2 * upper.mm - thickness.value);
  const length = r.dim(
    "Length",
    fallback[3],
    { attr: ["length", "width"], subject: PARTS },
    { attr: ["none"], subject: PARTS },
  );
  r.heard(/\b(?:in )?opposite directions?\b/);
  return { width, height: given(web.mm), thickness, length, flange: null };
}

function profile(
  id: string,
  title: string,
  names: RegExp[],
  example: string,
  exemplars: string[],
  order: "wh" | "hw",
  fallback: [number, number, number, number],
  cover: RegExp,
  draw: (c: { w: string; h: string; t: string; f: string }) => string[],
  area: (w: number, h: number, t: number, f: number) => number,
): Family {
  return {
    id,
    title,
    names,
    example,
    exemplars,
    build: (r) => {
      r.heard(cover);
      const read = (id === "zSection" ? readZ(r, fallback) : null) ?? readSection(r, order, fallback);
      const s =
        id === "channel" && standsOnFlanges(r, read) ? { ...read, width: read.height, height: read.width } : read;
      const d = new Draft(r, `${title}: section in XZ, length along Y, bottom at Z=0`);
      const c = {
        w: d.mm("WIDTH", "Width", s.width),
        h: d.mm("HEIGHT", "Height", s.height),
        t: d.mm("THICKNESS", "Thickness", s.thickness),
        f: "",
      };
      c.f = s.flange ? d.mm("FLANGE_THICKNESS", "Flange thickness", s.flange) : c.t;
      const f = s.flange?.value ?? s.thickness.value;
      if (2 * f >= s.height.value)
        throw new AskBack(
          `Flanges of ${formatMm(f)} do not fit a height of ${formatMm(s.height.value)}. Which size is right?`,
        );
      const l = d.mm("LENGTH", "Length", s.length);
      d.s.add(...draw(c), `result = Pos(0, ${l} / 2, 0) * extrude(Plane.XZ * section, amount=${l})`);
      d.box(s.width, s.length, s.height);
      if (s.width.given && s.height.given && s.thickness.given && s.length.given)
        d.volume(area(s.width.value, s.height.value, s.thickness.value, f) * s.length.value);
      return d.done(
        `${title} ${n(s.width.value)} × ${n(s.height.value)} × ${n(s.thickness.value)}, ${n(s.length.value)} mm`,
      );
    },
  };
}

/** A C-channel is drawn with its web upright: the larger, named height is the web. */
function standsOnFlanges(r: Reading, { width, height }: Section): boolean {
  if (!r.says(/\bc (?:channel|section|profile|beam)s?\b/)) return false;
  if (!width.given || !height.given || height.value <= width.value) return false;
  r.assume("C-channel laid on its web: the height is the web, the width the flanges");
  return true;
}

const LOW = "align=(Align.CENTER, Align.MIN)";

export const angle = profile(
  "angle",
  "Angle section",
  [
    /angle (?:iron|section|bar|profile|steel)s?/,
    /l (?:section|profile|beam|extrusion)s?/,
    /l shaped (?:solid|part|block|bar|section|profile|extrusion|body|beam|piece|prism|shape)s?/,
    /(?:equal|unequal) angles?/,
    /(?:steel |aluminum |aluminium )?angles?/,
  ],
  "Angle iron 40 x 40 x 4 mm, 300 mm long",
  ["L profile 50 x 30 x 5 mm, 200 mm long", "equal angle 25 mm legs 3 mm thick 150 mm long"],
  "wh",
  [40, 40, 4, 200],
  /\b(?:legs?|iron|equal|unequal|sections?)\b/,
  ({ w, h, t }) => [
    `section = Rectangle(${w}, ${t}, ${LOW}) + Pos((${t} - ${w}) / 2, 0) * Rectangle(${t}, ${h}, ${LOW})`,
  ],
  (w, h, t) => t * (w + h - t),
);

export const channel = profile(
  "channel",
  "U-channel",
  [
    /(?:u|c) (?:channel|profile|section|beam|bar|extrusion|rail)s?/,
    /channels?/,
    /(?:steel |aluminum |aluminium )channels?/,
    /u shaped (?:channel|profile|rail|solid|part|block|bar|section|extrusion|body|beam|piece|shape)s?/,
  ],
  "U-channel 50 mm wide, 30 mm high, 3 mm thick, 200 mm long",
  ["C channel 60 x 40 x 4 mm, 120 mm long", "u profile 20x20x2, 100 mm long"],
  "wh",
  [50, 30, 3, 200],
  /\b(?:web|flanges?|walls?|sections?|legs?)\b/,
  ({ w, h, t, f }) => [
    `section = Rectangle(${w}, ${f}, ${LOW})`,
    `section += Pos((${t} - ${w}) / 2, 0) * Rectangle(${t}, ${h}, ${LOW})`,
    `section += Pos((${w} - ${t}) / 2, 0) * Rectangle(${t}, ${h}, ${LOW})`,
  ],
  (w, h, t, f) => w * f + 2 * t * (h - f),
);

export const iBeam = profile(
  "iBeam",
  "I-beam",
  [
    /(?:i|h|double t) (?:beam|section|profile|girder|bar)s?/,
    /(?:ipe|hea|heb) ?(?:beam|profile)?s?/,
    /universal beams?/,
    /(?:i|h) shaped (?:solid|part|block|bar|section|profile|extrusion|body|beam|piece|prism|shape)s?/,
  ],
  "I-beam 100 mm high, 50 mm wide, 6 mm web, 8 mm thick flanges, 300 mm long",
  ["H beam 80 x 80 x 6 mm, 250 mm long"],
  "hw",
  [50, 100, 6, 200],
  /\b(?:webs?|flanges?|sections?)\b/,
  ({ w, h, t, f }) => [
    `section = Rectangle(${t}, ${h}, ${LOW}) + Rectangle(${w}, ${f}, ${LOW}) + Pos(0, ${h} - ${f}) * Rectangle(${w}, ${f}, ${LOW})`,
  ],
  (w, h, t, f) => 2 * w * f + (h - 2 * f) * t,
);

export const tBeam = profile(
  "tBeam",
  "T-section",
  [
    /(?:t|tee) (?:beam|section|profile|bar|extrusion)s?/,
    /tee sections?/,
    /t shaped (?:solid|part|block|bar|section|profile|extrusion|body|beam|piece|prism|shape)s?/,
  ],
  "T-section 50 mm wide, 40 mm high, 5 mm thick, 200 mm long",
  ["T profile 40x40x4, 150 mm long"],
  "wh",
  [50, 40, 5, 200],
  /\b(?:webs?|flanges?|sections?)\b/,
  ({ w, h, t, f }) => [`section = Rectangle(${t}, ${h}, ${LOW}) + Pos(0, ${h} - ${f}) * Rectangle(${w}, ${f}, ${LOW})`],
  (w, h, t, f) => w * f + (h - f) * t,
);

export const zSection = profile(
  "zSection",
  "Z-section or Z-bracket",
  [
    /z (?:section|profile|bracket|bar|channel|beam|purlin)s?/,
    /z shaped (?:\w+ )?(?:bracket|section|profile|part|solid|piece|beam)s?/,
  ],
  "Z-bracket 40 mm wide, 30 mm high, 3 mm thick, 60 mm long",
  ["Z profile 50 x 30 x 3 mm, 150 mm long"],
  "wh",
  [40, 30, 3, 60],
  /\b(?:webs?|flanges?|sections?)\b/,
  ({ w, h, t, f }) => [
    `section = Rectangle(${t}, ${h}, ${LOW})`,
    `section += Pos((${w} - ${t}) / 4, 0) * Rectangle((${w} + ${t}) / 2, ${f}, ${LOW})`,
    `section += Pos((${t} - ${w}) / 4, ${h} - ${f}) * Rectangle((${w} + ${t}) / 2, ${f}, ${LOW})`,
  ],
  (w, h, t, f) => t * h + (w - t) * f,
);

export const boxTube = profile(
  "boxTube",
  "Square or rectangular tube",
  [
    /(?:square|rectangular|box) (?:tube|tubing|hollow section|section|pipe|profile)s?/,
    /(?:shs|rhs)/,
    /hollow (?:square|rectangular) (?:bar|tube|section|profile)s?/,
    /box sections?/,
  ],
  "Square tube 40 x 40 x 3 mm, 250 mm long",
  ["rectangular tube 60 x 30 mm, 2 mm wall, 200 mm long"],
  "wh",
  [40, 40, 3, 200],
  /\b(?:walls?|hollow|sections?|square|rectangular)\b/,
  ({ w, h, t }) => [
    `section = Rectangle(${w}, ${h}, ${LOW}) - Pos(0, ${t}) * Rectangle(${w} - 2 * ${t}, ${h} - 2 * ${t}, ${LOW})`,
  ],
  (w, h, t) => w * h - (w - 2 * t) * (h - 2 * t),
);

export const profileFamilies = [angle, channel, iBeam, tBeam, zSection, boxTube];
