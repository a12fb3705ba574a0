import type { Draft } from "./family";
import type { Measure, Reading } from "./reading";
import { formatMm } from "./reading";
import type { Face } from "./holes";
import { AskBack } from "./types";

/** Slots, pockets and rectangular openings in a face. */

export type Slot = {
  length: number;
  width: number;
  count: number;
  spacing: number;
  along: "x" | "y";
  /** Null goes through. */
  depth: number | null;
  /** Runs out at both ends of the body, with a square section. */
  open: "x" | "y" | null;
};
export type Opening = { length: number; width: number; depth: number | null; corner: number | null; round: boolean };

export function readSlots(r: Reading, face: Face): Slot[] {
  if (!r.says(/\bslots?\b|\bslotted\b|\bgrooves?\b/)) return [];
  const open = readOpenSlot(r, face);
  if (open) return [open];
  if (!r.says(/\bslots?\b|\bslotted\b/)) return [];
  const count =
    r.count(
      /# (?:(?:§|×|by|x|long|wide|mounting|adjustment|obround|elongated|parallel|horizontal|vertical|identical|rounded|straight|through|curved) )*slots?\b/,
    ) ?? (r.says(/\bslots\b/) ? 2 : 1);
  r.heard(/\bslots?\b|\bslotted\b|\b(?:obround|adjustment|elongated|parallel)\b/);
  const group = r.group(2, { subject: ["slot"] });
  let sizes: number[] = [];
  if (group) {
    for (const m of group) r.use(m);
    sizes = group.map((m) => m.mm);
  }
  const near: { near: "slot"[]; subject: "none"[] } = { near: ["slot"], subject: ["none"] };
  const length =
    sizes[0] ?? r.maybe("Slot length", { attr: ["length"], subject: ["slot"] }, { attr: ["length"], ...near });
  const width =
    sizes[1] ??
    r.maybe(
      "Slot width",
      { attr: ["width", "diameter"], subject: ["slot"] },
      { attr: ["width"], ...near },
      { attr: ["none"], subject: ["slot"] },
    );
  const spacing = r.maybe(
    "Slot spacing",
    { attr: ["spacing", "pitch"], subject: ["slot"] },
    { attr: ["spacing", "pitch"], near: ["slot"] },
  );
  const depth = r.maybe(
    "Slot depth",
    { attr: ["depth"], subject: ["slot"] },
    { attr: ["depth"], near: ["slot"], subject: ["none"] },
  );
  if (depth !== null && depth > face.thickness)
    throw new AskBack(
      `A slot ${formatMm(depth)} deep does not fit in ${formatMm(face.thickness)}. Which depth is right?`,
    );
  const w = width ?? Math.max(2, Math.round(face.width / 12));
  const l = length ?? Math.max(w * 2, Math.round(face.length / 4));
  const gap = spacing ?? Math.round((face.width / (count + 1)) * 2) / 2;
  if (width === null) r.assume(`Slot width not given: ${formatMm(w)}`);
  if (length === null) r.assume(`Slot length not given: ${formatMm(l)}`);
  const along = count > 1 && Math.min(l, w) + gap * (count - 1) >= face.width && gap > Math.max(l, w) ? "x" : "y";
  r.assume(
    count === 1
      ? "Slot position not given: centred along the length"
      : `Slot position: ${count} along the length, ${formatMm(gap)} apart`,
  );
  const [long, narrow] = l >= w ? [l, w] : [w, l];
  const fits =
    along === "x"
      ? long + gap * (count - 1) < face.length && narrow < face.width
      : long < face.length && narrow + gap * (count - 1) < face.width;
  if (!fits || (count > 1 && gap <= (along === "x" ? long : narrow)))
    throw new AskBack(
      `${count} slots of ${formatMm(long)} × ${formatMm(narrow)} do not fit on the ${face.noun}. Which size is right?`,
    );
  return [{ length: long, width: narrow, count, spacing: gap, along, depth, open: null }];
}

const FULL =
  /\b(?:along|over|through|across|down|for|running|runs|run|the|its) (?:(?:along|over|the|its|of) )*(?:full|entire|whole|complete) (length|width)\b|\b(?:along|down|across|over) (?:the |its )?(?:top )?(length|width)\b|\b(end to end|lengthwise|crosswise)\b/;

/** "A slot 10 mm wide and 6 mm deep along the full length": open at both ends. */
function readOpenSlot(r: Reading, face: Face): Slot | null {
  const run = FULL.exec(r.plain);
  if (run === null) return null;
  const of: { subject: ("slot" | "groove")[] } = { subject: ["slot", "groove"] };
  const near: { near: ("slot" | "groove")[]; subject: "none"[] } = { near: ["slot", "groove"], subject: ["none"] };
  const pair = r.group(2, of);
  for (const m of pair ?? []) r.use(m);
  const width =
    pair?.[0]?.mm ?? r.maybe("Slot width", { attr: ["width", "none"], ...of }, { attr: ["width"], ...near });
  const depth =
    pair?.[1]?.mm ?? r.maybe("Slot depth", { attr: ["depth"], ...of }, { attr: ["depth", "height"], ...near });
  if (width === null) return null;
  r.heard(/\bslots?\b|\bslotted\b|\bgrooves?\b/);
  r.heard(FULL);
  const deep = depth ?? face.thickness / 2;
  if (depth === null) r.assume(`Slot depth not given: ${formatMm(deep)}`);
  const open = run[1] === "width" || run[2] === "width" || run[3] === "crosswise" ? "y" : "x";
  const across = open === "x" ? face.width : face.length;
  if (width >= across || deep >= face.thickness)
    throw new AskBack(
      `A slot of ${formatMm(width)} × ${formatMm(deep)} does not fit in a ${face.noun} of ${formatMm(across)} × ${formatMm(face.thickness)}. Which size is right?`,
    );
  if (!r.says(/\bcenter(?:ed)?\b|\bcentral\b|\bmiddle\b/)) r.assume("Slot position not given: in the middle");
  const length = open === "x" ? face.length : face.width;
  return { length, width, count: 1, spacing: 0, along: "x", depth: deep, open };
}

export function writeSlots(d: Draft, slots: Slot[], body: string, thickness: string): void {
  for (const slot of slots) {
    if (slot.open !== null) {
      const w = d.mm("SLOT_WIDTH", "Slot width", slot.width);
      const deep = d.mm("SLOT_DEPTH", "Slot depth", slot.depth ?? 0);
      // Twice the body's length: the slot runs out at both ends whatever its sliders say.
      const size = slot.open === "x" ? `2 * LENGTH, ${w}` : `${w}, 2 * WIDTH`;
      d.s.add(
        `${body} -= Pos(0, 0, ${thickness} - ${deep}) * Box(${size}, ${deep}, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
      );
      continue;
    }
    const l = d.mm("SLOT_LENGTH", "Slot length", slot.length);
    const w = d.mm("SLOT_WIDTH", "Slot width", slot.width);
    const deep = slot.depth === null ? thickness : d.mm("SLOT_DEPTH", "Slot depth", slot.depth);
    const from = slot.depth === null ? "" : `Pos(0, 0, ${thickness} - ${deep}) * `;
    d.s.add(`slot = ${from}extrude(SlotOverall(${l}, ${w}), amount=${deep})`);
    if (slot.count === 1) d.s.add(`${body} -= slot`);
    else {
      const count = d.s.count("SLOT_COUNT", slot.count, "Slot count", 1, 24);
      const gap = d.mm("SLOT_SPACING", "Slot spacing", slot.spacing);
      d.s.add(
        `${body} -= GridLocations(${slot.along === "x" ? `${gap}, 0, ${count}, 1` : `0, ${gap}, 1, ${count}`}) * slot`,
      );
    }
  }
}

export function slotVolume(slots: Slot[], thickness: number): number {
  return slots.reduce(
    (sum, s) =>
      sum +
      s.count *
        (s.depth ?? thickness) *
        (s.open !== null ? s.length * s.width : (s.length - s.width) * s.width + (Math.PI * s.width * s.width) / 4),
    0,
  );
}

/** One rectangular or round pocket or window, centred. */
export function readOpenings(r: Reading, face: Face): Opening[] {
  const openings: Opening[] = [];
  for (const kind of ["pocket", "cutout"] as const) {
    const words =
      kind === "pocket" ? /\b(?:pockets?|recess(?:es|ed)?)\b/ : /\b(?:cut ?outs?|openings?|windows?|apertures?)\b/;
    if (!r.says(words)) continue;
    const near = (x: Measure): boolean => !x.used && (x.subject === kind || (x.subject === null && x.near === kind));
    const group = r.group(2, { subject: [kind] }) ?? r.group(2, { subject: ["none"], near: [kind] });
    const depth = r.measures.find((x) => near(x) && x.attr === "depth") ?? null;
    if (depth) r.use(depth);
    let size: [number, number] | null = null;
    let third: number | null = null;
    let round = false;
    if (group) {
      for (const m of group) r.use(m);
      size = [group[0]?.mm ?? 0, group[1]?.mm ?? 0];
      third = group[2]?.mm ?? null;
    } else {
      const length = r.measures.find((x) => near(x) && (x.attr === "length" || x.attr === "x"));
      const width = r.measures.find((x) => near(x) && (x.attr === "width" || x.attr === "y"));
      const diameter = r.measures.find((x) => near(x) && (x.attr === "diameter" || x.attr === "radius"));
      const side = r.measures.find((x) => near(x) && (x.attr === "side" || x.attr === null));
      for (const m of [length, width]) if (m) r.use(m);
      if (length && width) size = [length.mm, width.mm];
      else if (diameter) {
        r.use(diameter);
        round = true;
        const value = diameter.attr === "radius" ? 2 * diameter.mm : diameter.mm;
        size = [value, value];
      } else if (side) {
        r.use(side);
        size = [side.mm, side.mm];
      }
    }
    if (size === null) continue; // the unexplained word becomes a warning
    r.heard(words);
    const corner =
      r.measures.find((x) => near(x) && x.attr === "radius") ??
      r.measures.find(
        (x) => !x.used && x.subject === "corner" && x.attr !== "edge" && x.token > (group?.[0]?.token ?? 0),
      );
    if (corner) {
      r.use(corner);
      r.heard(/\bround(?:ed)? corners?\b|\bcorners?\b|\bcorner radi(?:us|i)\b/);
    }
    const isWide = face.shape === "round" && Math.hypot(...size) >= face.length && !round;
    if (size[0] >= face.length || size[1] >= face.width || isWide)
      throw new AskBack(
        `An opening of ${formatMm(size[0])} × ${formatMm(size[1])} does not fit on the ${face.noun} of ${formatMm(face.length)} × ${formatMm(face.width)}. Which size is right?`,
      );
    const deep = depth?.mm ?? third ?? null;
    if (deep !== null && deep > face.thickness)
      throw new AskBack(
        `A pocket ${formatMm(deep)} deep does not fit in ${formatMm(face.thickness)}. Which depth is right?`,
      );
    if (kind === "pocket" && deep === null) r.assume(`Pocket depth not given: ${formatMm(face.thickness / 2)}`);
    if (!r.says(/\bcenter(?:ed)?\b|\bcentral\b|\bmiddle\b/))
      r.assume(`Position of the ${kind === "pocket" ? "pocket" : "opening"} not given: centred`);
    openings.push({
      length: size[0],
      width: size[1],
      depth: deep ?? (kind === "pocket" ? face.thickness / 2 : null),
      corner: corner?.mm ?? null,
      round,
    });
  }
  return openings;
}

export function writeOpenings(d: Draft, openings: Opening[], body: string, top: string): void {
  openings.forEach((o, i) => {
    const prefix = o.depth === null ? "WINDOW" : "POCKET";
    const label = o.depth === null ? "Opening" : "Pocket";
    const tail = i > 0 && (openings[0]?.depth === null) === (o.depth === null) ? `_${i + 1}` : "";
    const depth = o.depth === null ? top : d.mm(`${prefix}_DEPTH${tail}`, `${label} depth`, o.depth);
    let shape: string;
    if (o.round) shape = `Circle(${d.mm(`${prefix}_DIAMETER${tail}`, `${label} diameter`, o.length)} / 2)`;
    else {
      const l = d.mm(`${prefix}_LENGTH${tail}`, `${label} length`, o.length);
      const w = d.mm(`${prefix}_WIDTH${tail}`, `${label} width`, o.width);
      shape =
        o.corner === null
          ? `Rectangle(${l}, ${w})`
          : `RectangleRounded(${l}, ${w}, ${d.mm(`${prefix}_CORNER_RADIUS${tail}`, `${label} corner radius`, o.corner)})`;
    }
    d.s.add(
      `${body} -= ${o.depth === null ? "" : `Pos(0, 0, ${top} - ${depth}) * `}extrude(${shape}, amount=${depth})`,
    );
  });
}

export function openingVolume(openings: Opening[], thickness: number): number {
  return openings.reduce(
    (sum, o) =>
      sum +
      (o.round ? (Math.PI * o.length * o.length) / 4 : o.length * o.width - (4 - Math.PI) * (o.corner ?? 0) ** 2) *
        (o.depth ?? thickness),
    0,
  );
}
