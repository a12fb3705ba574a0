import { assumed, Draft, given, n, type Family } from "../family";
import { formatMm, type Dim, type Reading } from "../reading";
import { AskBack } from "../types";

/** Things on four legs: tables, stools and chairs. The feet stand at Z=0. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";
const SOLIDS =
  /\bexactly # (?:separate )?(?:solids|parts|bodies|components)\b|\bassembly\b|\bseparate (?:solids|bodies|parts|legs)\b/;

type Top = { length: Dim; width: Dim; thickness: Dim; height: Dim };

/** The slab on the legs, and how high its upper side is. */
function readTop(r: Reading, fallback: [number, number, number, number]): Top {
  const slab: ("none" | "top" | "plate" | "base" | "panel")[] = ["none", "top", "plate", "base", "panel"];
  // Two groups of three: the slab and the envelope; the envelope ends with the total height.
  const first = r.group(2, { subject: slab });
  const sizes = first?.map((m) => (r.use(m), m.mm)) ?? [];
  const second = r.group(3, { subject: slab });
  const envelope = second?.map((m) => (r.use(m), m.mm)) ?? [];
  const isSlabFirst = (sizes[2] ?? 0) <= Math.min(sizes[0] ?? 0, sizes[1] ?? 0) / 3;
  const [board, whole] =
    envelope.length === 0 && isSlabFirst ? [sizes, []] : isSlabFirst ? [sizes, envelope] : [envelope, sizes];
  const dim = (
    value: number | undefined,
    label: string,
    or: number,
    attr: ("length" | "width" | "thickness" | "height")[],
  ): Dim => {
    if (value !== undefined) return given(value);
    const found = r.maybe(label, { attr, subject: slab });
    if (found !== null) return given(found);
    r.assume(`${label} not given: ${formatMm(or)}`);
    return assumed(or);
  };
  const length = dim(board[0] ?? whole[0], "Length", fallback[0], ["length"]);
  const width = dim(board[1] ?? whole[1], "Width", fallback[1], ["width"]);
  const thickness = dim(board[2], "Thickness of the top", fallback[2], ["thickness"]);
  const height = dim(whole[2], "Height", fallback[3], ["height"]);
  return { length, width, thickness, height };
}

function readLeg(r: Reading, top: Top): Dim {
  const group = r.group(2, { subject: ["leg"] });
  for (const m of group ?? []) r.use(m);
  const size =
    group?.[0]?.mm ?? r.maybe("Leg", { subject: ["leg"], attr: ["none", "width", "thickness", "side", "diameter"] });
  const or = Math.max(1, Math.round(Math.min(top.length.value, top.width.value) / 10));
  if (size === null) r.assume(`Legs not given: ${formatMm(or)} square`);
  const leg = size === null ? assumed(or) : given(size);
  if (2 * leg.value > Math.min(top.length.value, top.width.value))
    throw new AskBack(
      `Legs of ${formatMm(leg.value)} do not fit under a top of ${formatMm(Math.min(top.length.value, top.width.value))}. Which size is right?`,
    );
  return leg;
}

/** Writes top and legs; returns the names of the constants. `height` is the upper side of the slab. */
function writeTop(d: Draft, top: Top, leg: Dim, noun: string): { l: string; w: string; h: string; t: string } {
  if (top.thickness.value >= top.height.value)
    throw new AskBack(
      `A ${noun} ${formatMm(top.thickness.value)} thick leaves no legs under a height of ${formatMm(top.height.value)}. Which size is right?`,
    );
  const [l, w, t, h, g] = [
    d.mm("LENGTH", "Length", top.length),
    d.mm("WIDTH", "Width", top.width),
    d.mm("TOP_THICKNESS", `Thickness of the ${noun}`, top.thickness),
    d.mm("HEIGHT", "Height", top.height),
    d.mm("LEG", "Leg width", leg),
  ];
  d.s.add(
    `top = Pos(0, 0, ${h} - ${t}) * Box(${l}, ${w}, ${t}, ${ALIGN})`,
    `legs = GridLocations(${l} - ${g}, ${w} - ${g}, 2, 2) * Box(${g}, ${g}, ${h} - ${t}, ${ALIGN})`,
  );
  return { l, w, h, t };
}

export const table: Family = {
  id: "table",
  title: "Table or stool",
  names: [
    /(?:coffee |side |work |dining |simple |small |square |rectangular )?(?:tables?|desks?|stools?|work ?bench(?:es)?)(?! (?:legs?|top|saw|lamp|stand|number|clip|clamp|edge|foot|feet|mount|hook|organi[sz]er|cable|tidy))/,
  ],
  example: "Table with a 120 x 70 x 4 mm top on four 6 mm legs, 75 mm high",
  exemplars: ["simple stool 40 x 40 mm, 45 mm high, seat 4 mm thick, 5 mm legs"],
  build: (r) => {
    const isSplit = r.heard(SOLIDS);
    r.count(/# (?:\w+ ){0,2}legs\b/);
    r.heard(/\b(?:tables?|desks?|stools?|table ?top|top|seat|legs?|feet|envelope|workbench|arranged?|near)\b/);
    const top = readTop(r, [120, 70, 4, 75]);
    const leg = readLeg(r, top);
    const d = new Draft(r, "Table, feet at Z=0");
    writeTop(d, top, leg, "top");
    d.s.add(isSplit ? "result = Compound(children=[top, *legs])" : "result = top + legs");
    d.box(top.length, top.width, top.height);
    const { length, width, thickness, height } = top;
    if (length.given && width.given && thickness.given && height.given && leg.given)
      d.volume(length.value * width.value * thickness.value + 4 * leg.value ** 2 * (height.value - thickness.value));
    const label = `Table ${n(length.value)} × ${n(width.value)} × ${n(height.value)} mm`;
    return isSplit ? d.doneMany(label, 5) : d.done(label);
  },
};

export const chair: Family = {
  id: "chair",
  title: "Chair",
  names: [/(?:simple |small |dining |wooden )?chairs?(?! (?:legs?|foot|feet|caps?|glides?|mat))/],
  example: "Chair with a 45 x 45 x 5 mm seat at a height of 45 mm, 5 mm legs and a backrest 40 mm high",
  exemplars: ["simple chair, seat 40 x 40 x 4 mm, 42 mm high, four 4 mm legs, backrest 38 mm high and 4 mm thick"],
  build: (r) => {
    r.count(/# (?:(?:\w+|§|×) ){0,4}legs\b/);
    r.heard(/\b(?:chairs?|seat|legs?|feet|floor|back ?rest|reaching|rising|rear)\b/);
    const tall = r.maybe(
      "Height of the backrest",
      { attr: ["height"], subject: ["back"] },
      { attr: ["height"], near: ["back"] },
    );
    const thick = r.maybe(
      "Backrest",
      { attr: ["thickness"], subject: ["back"] },
      { attr: ["thickness"], near: ["back"] },
    );
    const wide = r.maybe("Backrest", { attr: ["width"], subject: ["back"] }, { attr: ["width"], near: ["back"] });
    const top = readTop(r, [45, 45, 5, 45]);
    const leg = readLeg(r, top);
    const rest = tall === null ? assumed(Math.round(top.height.value * 0.9)) : given(tall);
    if (tall === null) r.assume(`Height of the backrest not given: ${formatMm(rest.value)}`);
    const board = thick ?? top.thickness.value;
    if (board > top.width.value || (wide ?? 0) > top.length.value)
      throw new AskBack(
        `A backrest of ${formatMm(wide ?? top.length.value)} × ${formatMm(board)} does not fit on a seat of ${formatMm(top.length.value)} × ${formatMm(top.width.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Chair, feet at Z=0, back on the +Y side");
    const { w, h } = writeTop(d, top, leg, "seat");
    const [b, bt, bw] = [
      d.mm("BACK_HEIGHT", "Height of the backrest", rest),
      d.mm("BACK_THICKNESS", "Thickness of the backrest", board),
      d.mm("BACK_WIDTH", "Width of the backrest", wide ?? top.length.value),
    ];
    d.s.add(
      `back = Pos(0, ${w} / 2 - ${bt} / 2, ${h}) * Box(${bw}, ${bt}, ${b}, ${ALIGN})`,
      "result = top + legs + back",
    );
    d.box(top.length, top.width, { value: top.height.value + rest.value, given: top.height.given && rest.given });
    return d.done(`Chair, seat ${n(top.length.value)} × ${n(top.width.value)} at ${n(top.height.value)} mm`);
  },
};

export const furnitureFamilies = [table, chair];
