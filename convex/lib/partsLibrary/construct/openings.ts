import { half, middle as midpoint, minus, number, plus, type Length } from "./expression";
import { CENTERED, type Site } from "./holes";
import type { Mention } from "./mentions";
import { crossed, range, readSpread, scaled } from "./places";
import { readSizes } from "./sizes";
import { coordinatesOf, NotBuilt } from "./solids";
import { lengthOf } from "./text";

/** Makes slots, pockets, cutouts and grooves from their words. */

/** "a 20 x 8 mm slot", "a pocket 60 x 30, 10 deep", "a slot along the full length of the top". */
export function readOpening(
  site: Site,
  mentions: Mention[],
  count: number | null,
  kind: "slot" | "pocket" | "groove",
): string[] {
  const { text, target, mm, whole } = site;
  const ranges = mentions.map((m) => m.range);
  const everywhere = [...ranges, ...mentions.flatMap((m) => (m.lead ? [m.lead] : []))];
  const sizesFirst = text.slice(ranges[0]!);
  // "a 30 mm wide, 10 mm deep channel along Y": without a length it runs from side to side.
  const isFull =
    text.take(
      /\b(?:running |going |cut |extending )*(?:(?:along|across|over|through|for) )?(?:the |its )?(?:full|entire|whole) (length|width)(?: (?:axis([xy])|along ([xy])))?(?: of (?:the )?(?:top(?: face)?|~+|part))?/,
      everywhere,
    ) ??
    (/§ (?:×|by) §|\blong\b|\blength of\b/.test(sizesFirst)
      ? null
      : text.take(
          /\b(?:running |going |cut |extending )*along (?:the |its )(length|width)(?: of (?:the )?(?:top(?: face)?|~+))?/,
          everywhere,
        ));
  const across = isFull
    ? null
    : text.take(
        /\b(?:running |going |cut )?across (?:the )?(?:center of |middle of )?(?:the )?(?:(?:full )?width|top(?: face| surface)?|~+|part|block|plate)\b/,
        everywhere,
      );
  const spread = readSpread(text, everywhere);
  const along = text.take(
    /(?:,? ?with )?(?:the |its )?(?:slot )?(?:length|long (?:axis|side)) (?:(?:running|aligned|parallel|to|is|along|the) )*(?:axis([xy])|([xy])(?: axis)?\b)/,
    everywhere,
  );
  const alongWhole = text.take(/\b(?:along|parallel to) (?:the )?(?:([xy])(?: axis)?\b|(length|width)\b)/, everywhere);
  const coordinates = coordinatesOf(text, everywhere);
  const sizes = readSizes(text, ranges);
  const radius =
    sizes.by.corners ??
    text
      .take(
        /(?:with )?(?:# )?(?:rounded corners? (?:of |with )?(?:a )?(?:radius )?§|§ (?:radius )?(?:rounded )?corners?)/,
        ranges,
      )
      ?.values.flatMap((v) => lengthOf(v) ?? [])[0];
  const isRound =
    text.takeAll(/\b(?:fully )?round(?:ed)? ends?\b|\bobround\b|\bsemi ?circular ends\b/, everywhere).length > 0 ||
    kind === "slot";
  text.takeAll(/\bthrough the (?:middle|center) of the top(?: face| surface)?\b/, everywhere);
  const through =
    text.takeAll(/\bthrough(?: the full thickness| it| all)?\b|\ball the way through\b/, everywhere).length > 0;
  text.takeAll(CENTERED, everywhere);
  text.takeAll(/\b(?:square|rectangular)\b/, ranges);
  text.takeAll(
    /\b(?:(?:down|in|into|from|on|of|across|in) )*(?:the )?(?:top(?: face| surface)?|upper face)\b|\bdown\b|\bfull thickness\b/,
    everywhere,
  );
  const { by, group } = sizes;
  const squareSide = mentions
    .map((m) => text.take(/§(?= (?:square|~+)? ?$)/, [m.before]))
    .find((found) => found !== null);
  if (squareSide && by.side === undefined) by.side = lengthOf(squareSide.values[0])!;
  let length = by.length ?? group[0];
  let width = by.width ?? (by.length === undefined ? group[1] : group[0]);
  if (by.x !== undefined || by.y !== undefined) [length, width] = [by.x ?? length, by.y ?? width];
  if (by.side !== undefined) [length, width] = [by.side, by.side];
  const deep = by.depth ?? by.height ?? by.z ?? group[2];
  for (const key of Object.keys(by))
    if (!["length", "width", "depth", "height", "x", "y", "z", "side", "corners"].includes(key))
      throw new NotBuilt(`opening: ${key}`);
  const e = target.extent;
  const turn = (along?.groups[0] ??
    along?.groups[1] ??
    alongWhole?.groups[0] ??
    isFull?.groups[1] ??
    isFull?.groups[2] ??
    (isFull?.groups[0] === "width" || alongWhole?.groups[1] === "width" ? "y" : undefined)) as "x" | "y" | undefined;
  const [ex, ey] = [minus(e.x1, e.x0), minus(e.y1, e.y0)];
  const isLongX = ex.v >= ey.v - 1e-9;
  const long: "x" | "y" = turn ?? (across ? (isLongX ? "y" : "x") : isLongX ? "x" : "y");
  let lx: Length;
  let ly: Length;
  let square = kind === "pocket";
  if (isFull || ((across || alongWhole) && length === undefined)) {
    const only = by.x ?? by.y ?? width ?? by.length ?? group[0];
    if (
      only === undefined ||
      Object.keys(by).filter((key) => key !== "depth" && key !== "z").length + group.length !== 1
    )
      throw new NotBuilt("full slot");
    const w = mm("SLOT_WIDTH", only);
    [lx, ly] = long === "x" ? [ex, w] : [w, ey];
    square = true;
    if (deep === undefined) throw new NotBuilt("slot without a depth");
  } else {
    if (length === undefined || width === undefined) throw new NotBuilt("opening without sizes");
    if (kind === "groove") throw new NotBuilt("which groove");
    const label = kind === "slot" ? "SLOT" : "POCKET";
    const [l, w] = [mm(`${label}_LENGTH`, length), mm(`${label}_WIDTH`, width)];
    [lx, ly] = kind === "slot" && long === "y" ? [w, l] : [l, w];
    if (lx.v > ex.v + 1e-9 || ly.v > ey.v + 1e-9) throw new NotBuilt("opening larger than the part");
  }
  if (deep === undefined && !through && kind === "pocket" && !text.says(/~/, ranges))
    throw new NotBuilt("pocket without a depth");
  const depth =
    deep === undefined ? minus(whole.z1, whole.z0) : mm(kind === "slot" ? "SLOT_DEPTH" : "POCKET_DEPTH", deep);
  if (deep !== undefined && deep >= e.z1.v - whole.z0.v) throw new NotBuilt("opening deeper than the part");
  const top = deep === undefined ? whole.z1 : e.z1;
  const [cx, cy] = [midpoint(e.x0, e.x1), midpoint(e.y0, e.y1)];
  let places: [Length, Length][] = [[cx, cy]];
  if (coordinates)
    places = crossed(coordinates.x, coordinates.y, count).map(([x, y]) => [
      x === null ? cx : number(x),
      y === null ? cy : number(y),
    ]);
  else if (spread?.kind === "row" && count !== null && count > 1) {
    const step = mm("SPACING", spread.step);
    places = range(count).map((i) => {
      const shift = scaled(step, i - (count - 1) / 2);
      return ex.v >= ey.v ? [plus(cx, shift), cy] : [cx, plus(cy, shift)];
    });
  } else if (spread) throw new NotBuilt("openings in a grid");
  if (places.length !== (count ?? 1)) throw new NotBuilt("as many places as openings");
  const flat = Math.abs(lx.v - ly.v) < 1e-9;
  const sketch =
    !square && isRound && !flat
      ? lx.v > ly.v
        ? `SlotOverall(${lx.code}, ${ly.code})`
        : `SlotOverall(${ly.code}, ${lx.code}, rotation=90)`
      : radius !== undefined
        ? `RectangleRounded(${lx.code}, ${ly.code}, ${mm("POCKET_RADIUS", radius).code})`
        : `Rectangle(${lx.code}, ${ly.code})`;
  const at = places.map(([x, y]) => `(${x.code}, ${y.code})`).join(", ");
  const solid = `Pos(0, 0, ${minus(top, depth).code}) * extrude(${sketch}, amount=${depth.code})`;
  return [
    `opening = ${solid}`,
    `part -= ${places.length === 1 && cx.code === "0" && cy.code === "0" && !coordinates ? "" : `Locations(${at}) * `}opening`,
  ];
}

/** "a V-groove, 90 degrees, 10 mm deep, along the top": a wedge of material less. */
export function readGroove(site: Site, mentions: Mention[]): string[] {
  const { text, target, mm } = site;
  const ranges = mentions.map((m) => m.range);
  const everywhere = [...ranges, ...mentions.flatMap((m) => (m.lead ? [m.lead] : []))];
  if (text.take(/\bv(?: shaped)?\b/, everywhere) === null) return readOpening(site, mentions, null, "groove");
  text.takeAll(/\bv(?: shaped)?\b/, everywhere);
  const angle = text.take(/(?:with )?(?:an? )?°(?: (?:included )?angle)?/, everywhere)?.values[0];
  const axis = text.take(
    /\b(?:running |going |runs |cut )*(?:along|parallel to) (?:the |its )?(?:([xy])(?: axis)?\b|(?:full |entire |whole )?(length|width)(?: of (?:the )?(?:top(?: face)?|~+))?)/,
    everywhere,
  );
  const sizes = readSizes(text, ranges);
  text.takeAll(CENTERED, everywhere);
  text.takeAll(/\b(?:(?:in|into|on|of|across) )*(?:the )?top(?: face| surface)?\b/, everywhere);
  const deep = sizes.by.depth;
  const wide =
    sizes.by.width ??
    (angle?.kind === "angle" && deep !== undefined ? 2 * deep * Math.tan((angle.degrees * Math.PI) / 360) : undefined);
  if (deep === undefined || wide === undefined || axis === null) throw new NotBuilt("groove without sizes");
  const e = target.extent;
  const [ex, ey] = [minus(e.x1, e.x0), minus(e.y1, e.y0)];
  const long = axis.groups[0] ?? (axis.groups[1] === "width" ? (ex.v >= ey.v ? "y" : "x") : ex.v >= ey.v ? "x" : "y");
  const [w, d] = [mm("GROOVE_WIDTH", wide), mm("GROOVE_DEPTH", deep)];
  const length = long === "x" ? ex : ey;
  const plane = long === "x" ? "Plane.YZ" : "Plane.XZ";
  return [
    `groove = Polyline((-${w.code} / 2, ${e.z1.code}), (${w.code} / 2, ${e.z1.code}), (0, ${e.z1.code} - ${d.code}), close=True)`,
    `part -= extrude(${plane} * make_face(groove), amount=${half(length).code}, both=True)`,
  ];
}
