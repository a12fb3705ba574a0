import { assumed, BODY, Draft, given, n, readBox, readEdges, writeEdges, type Family } from "../family";
import { block, buildSlab, readOuter } from "./plates";
import { formatMm, type Dim, type Reading } from "../reading";
import { AskBack, type BuiltPart } from "../types";
import type { Subject } from "../labels";

/** Hollow boxes: enclosures with a lid, open boxes and trays, round containers. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";
const BOX: (Subject | "none")[] = BODY.filter((x) => x !== "lid");

function readWall(r: Reading, limit: number, fallback: number): Dim {
  const found = r.maybe(
    "Wall",
    { attr: ["thickness", "none", "width"], subject: ["wall"] },
    { attr: ["thickness"], words: /\bwall/ },
  );
  r.heard(/\bwalls?\b|\bwalled\b|\bthick walls\b/);
  if (found !== null) {
    if (2 * found >= limit)
      throw new AskBack(`Walls of ${formatMm(found)} leave nothing inside ${formatMm(limit)}. Which size is right?`);
    return given(found);
  }
  const wall = Math.min(fallback, Math.round(limit) / 6);
  r.assume(`Wall not given: ${formatMm(wall)}`);
  return assumed(wall);
}

/** A round cable or button hole in a side wall: "12 mm circular opening on the negative-X wall at Z=18". */
function readSideHole(
  r: Reading,
  box: { height: number },
): { diameter: number; side: "x" | "-x" | "y" | "-y"; z: number } | null {
  const words =
    /\b(?:cable|wire|cord|power|side|circular|round) (?:\w+ )?(?:openings?|holes?|cut ?outs?)\b|\b(?:opening|hole)\b/;
  const m = r.find({ subject: ["cutout", "hole", "cable"], attr: ["none", "diameter", "radius"] })[0];
  if (!m || !r.says(words)) return null;
  const text = r.plain.slice(r.offsetOf(m.token));
  const wall =
    /\b(?:(negative|minus|positive|plus|[+-]) ?(x|y)|(left|right|front|back|rear|side|short|long|end)) (?:side )?(?:wall|side|face|end|panel)?/.exec(
      text.slice(0, 160),
    );
  if (!wall && !/\bwall|side/.test(text)) return null;
  r.use(m);
  r.heard(words);
  const side = wall?.[2]
    ? (`${/neg|minus|-/.test(wall[1] ?? "") ? "-" : ""}${wall[2]}` as "x" | "-x" | "y" | "-y")
    : wall?.[3] === "left"
      ? "-x"
      : wall?.[3] === "front"
        ? "-y"
        : wall?.[3] === "back" || wall?.[3] === "rear"
          ? "y"
          : "x";
  const z = r.tokens.find((t) => t.kind === "coordinate" && t.axis === "z" && !t.covered);
  let height = box.height / 2;
  if (z?.kind === "coordinate") {
    z.covered = true;
    height = z.values[0] ?? height;
  } else r.assume(`Height of the opening not given: ${formatMm(height)}`);
  if (!wall) r.assume("Wall of the opening not given: positive X");
  const diameter = m.attr === "radius" ? 2 * m.mm : m.mm;
  if (height - diameter / 2 < 0 || height + diameter / 2 > box.height)
    throw new AskBack(
      `An opening of ${formatMm(diameter)} at Z=${n(height)} does not fit a wall ${formatMm(box.height)} high. Where should it be?`,
    );
  return { diameter, side, z: height };
}

function writeSideHole(
  d: Draft,
  body: string,
  hole: NonNullable<ReturnType<typeof readSideHole>>,
  l: string,
  w: string,
  wall: string,
): void {
  const o = d.mm("OPENING_DIAMETER", "Opening diameter", hole.diameter);
  const z = d.mm("OPENING_HEIGHT", "Opening height", hole.z);
  const sign = hole.side.startsWith("-") ? "-" : "";
  const alongX = hole.side.endsWith("x");
  d.s.add(
    `${body} -= Pos(${alongX ? `${sign}${l} / 2` : "0"}, ${alongX ? "0" : `${sign}${w} / 2`}, ${z}) * Rot(${alongX ? "0, 90, 0" : "90, 0, 0"}) * Cylinder(${o} / 2, 4 * ${wall})`,
  );
}

export const openBox: Family = {
  id: "openBox",
  title: "Open box, bin or tray",
  names: [
    /box(?:es)?/,
    /(?:open|storage|open top|hollow|stackable|stacking|parts|drawer|small|tool|sorting|electronics|square|rectangular|junk) (?:\w+ )?(?:box|bin|tray|container|drawer|case|crate)(?:es|s)?/,
    /bins?/,
    /trays?/,
    /crates?/,
    /containers?/,
    /organi[sz]ers?/,
    /drawers?/,
    /planter box/,
    /open top(?:ped)? (?:\w+ )?(?:box|enclosure|container|case|shell)(?:es)?/,
    /shells?/,
    /troughs?/,
    /baking (?:mold|tin|pan)/,
    /caddy/,
    /holder box/,
  ],
  example: "Open storage bin 80 x 60 x 40 mm with 2 mm walls",
  exemplars: [
    "A stackable open box, 80 x 60 mm outside, 40 mm tall, 2 mm walls, with a 3 mm stacking lip on top so another box nests on it.",
    "tray 200 x 120 x 25 mm, 3 mm walls, 2 dividers",
    "Create an open-top electronics enclosure with outside dimensions 100 x 70 x 40 mm, 3 mm walls, and a 3 mm bottom. Add one 12 mm circular through cable opening centered on the negative-X wall at Z=18 mm.",
  ],
  build: (r) => {
    const solid =
      r.says(/\bsolid (?:box|block|rect\w*)\b/) ||
      (!r.says(
        /\bopen|hollow|walls?\b|\blid\b|storage|stack|tray|bin|container|drawer|crate|shell|organi[sz]er|inside|interior|trough|mold|caddy|no top|without (?:a )?top|opening/,
      ) &&
        r.says(/\bbox\b/));
    if (
      r.says(/\blid\b/) ||
      (r.says(/\bopening|\barduino|\braspberry|electronics|pcb/) && r.says(/\bbox\b/) && !r.says(/\bopen top\b/))
    )
      return { ...enclosure.build(r), as: enclosure.id };
    if (solid) {
      r.assume("Box taken as a solid block; say “open box” or give a wall for a hollow one");
      r.heard(/\bbox\b/);
      return buildSlab(r, "Block", [60, 40, 30], false);
    }
    return buildOpenBox(r);
  },
};

function buildOpenBox(r: Reading): BuiltPart {
  const lip = r.heard(/\bstack(?:able|ing)\b|\bnest(?:s|ing)?\b/);
  const lipHeight = r.maybe("Lip", { subject: ["lip"] });
  r.heard(
    /\blip\b|\bopen(?: (?:(?:at|on) (?:the )?)?top(?:ped)?)?\b|\bno top\b|\bwithout (?:a )?(?:top|lid)\b|\bno lid\b|\boutside\b|\bhollow\b|\banother box nests on it\b|\bso another\b|\bother\b|\btopped\b/,
  );
  const walls = r.find({ subject: ["wall"] });
  const wallFirst = walls.length > 0 ? r.take({ attr: ["thickness", "none", "width"], subject: ["wall"] }) : null;
  const floor0 = r.maybe(
    "Floor",
    { attr: ["none", "thickness"], subject: ["floor"] },
    { attr: ["none", "thickness"], words: /§ (?:thick )?(?:bottom|floor|base)\b/ },
  );
  const inside =
    r.says(/\b(?:inside|internal|inner|interior)(?: dimensions| size)?\b/) && !r.says(/\b(?:outside|external|outer)\b/);
  const [l0, w0, h0] = readBox(r, [80, 60, 40], { subjects: BOX, cube: r.says(/\bcubes?\b/) });
  const wall: Dim = wallFirst ? given(wallFirst.mm) : readWall(r, Math.min(l0.value, w0.value), 2);
  r.heard(/\bwalls?\b|\bwalled\b|\bbottom\b|\bfloor\b/);
  const floor: Dim = floor0 === null ? wall : given(floor0);
  const grow = (dim: Dim, by: number): Dim =>
    inside ? { value: dim.value + by, given: dim.given && wall.given } : dim;
  const [length, width, height] = [grow(l0, 2 * wall.value), grow(w0, 2 * wall.value), grow(h0, floor.value)];
  if (inside) r.assume("Sizes taken as inside sizes");
  if (2 * wall.value >= Math.min(length.value, width.value))
    throw new AskBack(
      `Walls of ${formatMm(wall.value)} leave nothing inside ${formatMm(Math.min(length.value, width.value))}. Which size is right?`,
    );
  if (floor.value >= height.value)
    throw new AskBack(
      `A floor of ${formatMm(floor.value)} does not fit a box ${formatMm(height.value)} high. Which size is right?`,
    );
  const edges = readEdges(r, { length: length.value, width: width.value, height: height.value });
  const dividers =
    r.count(/# (?:\w+ ){0,2}(?:dividers|partitions|walls inside)/) ??
    (r.says(/\bdividers?\b|\bpartitions?\b/) ? 1 : (r.count(/# (?:equal )?(?:compartments|sections|cells)/) ?? 1) - 1);
  r.heard(/\bdividers?\b|\bpartitions?\b|\bcompartments?\b|\bsections\b/);
  const hole = readSideHole(r, { height: height.value });
  const d = new Draft(r, "Open box, bottom at Z=0");
  const [l, w, h, t] = [
    d.mm("LENGTH", "Length", length),
    d.mm("WIDTH", "Width", width),
    d.mm("HEIGHT", "Height", height),
    d.mm("WALL", "Wall", wall),
  ];
  const f = floor === wall ? t : d.mm("FLOOR", "Floor", floor);
  if (edges.corner !== null && edges.corner > 0) {
    const c = d.mm("CORNER_RADIUS", "Corner radius", edges.corner);
    d.s.add(`box = extrude(RectangleRounded(${l}, ${w}, ${c}), amount=${h})`);
    d.s.add(
      edges.corner > wall.value + 0.05
        ? `box -= Pos(0, 0, ${f}) * extrude(RectangleRounded(${l} - 2 * ${t}, ${w} - 2 * ${t}, ${c} - ${t}), amount=${h})`
        : `box -= Pos(0, 0, ${f}) * Box(${l} - 2 * ${t}, ${w} - 2 * ${t}, ${h}, ${ALIGN})`,
    );
  } else {
    d.s.add(`box = Box(${l}, ${w}, ${h}, ${ALIGN})`);
    writeEdges(d, "box", edges);
    d.s.add(`box -= Pos(0, 0, ${f}) * Box(${l} - 2 * ${t}, ${w} - 2 * ${t}, ${h}, ${ALIGN})`);
  }
  if (dividers > 0) {
    const c = d.s.count("DIVIDERS", dividers, "Dividers", 1, 20);
    d.s.add(`box += GridLocations(${l} / (${c} + 1), 0, ${c}, 1) * Box(${t}, ${w} - ${t}, ${h} - ${f} / 2, ${ALIGN})`);
  }
  if (lip || lipHeight !== null) {
    const lipH = lipHeight ?? 3;
    if (lipHeight === null) r.assume("Stacking lip not given: 3 mm");
    r.assume(
      "The stacking lip stands inside the rim, on top of the walls, half a wall thick; the total height includes it; the floor has the matching step",
    );
    if (lipH >= height.value / 2)
      throw new AskBack(
        `A lip of ${formatMm(lipH)} does not fit a box ${formatMm(height.value)} high. Which size is right?`,
      );
    const k = d.mm("LIP", "Stacking lip", lipH);
    const outer = edges.corner !== null ? `RectangleRounded(${l}, ${w}, CORNER_RADIUS)` : `Rectangle(${l}, ${w})`;
    d.s.add(
      `rim = extrude(${outer} - Rectangle(${l} - ${t}, ${w} - ${t}), amount=${k})  # half a wall, taken away`,
      `box -= Pos(0, 0, ${h} - ${k}) * rim`,
    );
    r.notMet("The floor has no step for the lip: boxes of one size rest on each other's rim");
  }
  if (hole) writeSideHole(d, "box", hole, l, w, t);
  d.s.add("result = box");
  d.box(length, width, height);
  if (
    length.given &&
    width.given &&
    height.given &&
    wall.given &&
    !edges.corner &&
    !edges.fillet &&
    !edges.chamfer &&
    dividers === 0 &&
    !lip &&
    lipHeight === null &&
    !hole
  ) {
    d.volume(
      length.value * width.value * height.value -
        (length.value - 2 * wall.value) * (width.value - 2 * wall.value) * (height.value - floor.value),
    );
  }
  return d.done(`Open box ${n(length.value)} × ${n(width.value)} × ${n(height.value)} mm`);
}

export const enclosure: Family = {
  id: "enclosure",
  title: "Enclosure with lid",
  names: [
    /enclosures?/,
    /(?:electronics|project|electronic|arduino|raspberry pi|esp32|pcb|device|sensor|battery|snap fit|junction|instrument) (?:enclosure|case|box|housing)(?:s|es)?/,
    /cases?/,
    /housings?/,
    /box(?:es)? with (?:a )?(?:\w+ )?(?:lid|cover)/,
    /lidded box/,
  ],
  example: "Electronics enclosure 100 x 60 x 30 mm with a lid, 2 mm walls and four screw bosses",
  exemplars: [
    "Build a 160 × 96 × 42 mm electronics enclosure with a removable lid, PCB bosses, side vents, and 0.3 mm assembly clearance.",
  ],
  build: (r) => {
    if (
      r.says(/\bopen (?:at|on) (?:the )?top\b|\bopen top(?:ped)?\b|\bno (?:lid|top)\b|\bwithout (?:a )?(?:lid|top)\b/)
    )
      return buildOpenBox(r);
    // A box that nothing opens is a block with a cavity.
    if (
      r.says(/\bhollow\b/) &&
      r.heard(/\b(?:no|without(?: any| an)?) openings?\b|\b(?:fully |completely )?(?:closed|enclosed|sealed)\b/)
    )
      return { ...buildSlab(r, "Block", [60, 40, 25], false), as: block.id };
    if (r.says(/\b(?:cylindrical|round|circular)\b/) && !r.says(/\bcircular (?:\w+ )?(?:opening|hole|cut)/))
      return { ...container.build(r), as: container.id };
    const gap = r.maybe("Clearance", { attr: ["clearance"] });
    r.heard(/\b(?:assembly|fit) ?(?:clearance|gap|tolerance)\b|\bclearance\b/);
    const lidT = r.maybe("Lid", { subject: ["lid"], attr: ["thickness", "none", "height"] });
    const wallM = r.take({ attr: ["thickness", "none", "width"], subject: ["wall"] });
    const bosses = r.count(/(?<!m)# (?:pcb |screw |mounting |corner |internal )*(?:bosses|stand ?offs|posts)\b/);
    const boss = r.heard(/\b(?:pcb |screw |mounting |corner |internal )*(?:boss(?:es)?|stand ?offs?|posts)\b/);
    const vents = r.heard(/\b(?:side )?(?:vents?|ventilation(?: slots?| holes?)?|vent slots?)\b/);
    const thread = r.threads()[0];
    if (thread && boss) {
      r.cover(thread.index);
      r.heard(/\bscrews?\b/);
    }
    const [length, width, height] = readBox(r, [100, 60, 30], { subjects: BOX });
    const small = Math.min(length.value, width.value);
    const wall: Dim = wallM ? given(wallM.mm) : readWall(r, small, 2);
    r.heard(
      /\bwalls?\b|\b(?:removable |snap fit |screw on |friction fit )?lids?\b|\bremovable\b|\bcover\b|\belectronics?\b|\bproject\b|\bpcb\b/,
    );
    if (2 * wall.value >= small)
      throw new AskBack(
        `Walls of ${formatMm(wall.value)} leave nothing inside ${formatMm(small)}. Which size is right?`,
      );
    const edges = readEdges(r, { length: length.value, width: width.value, height: height.value });
    if (edges.fillet || edges.chamfer)
      r.notMet("Edge fillets and chamfers are not made on enclosures; corner radii are");
    const lid = lidT ?? wall.value;
    if (lidT === null) r.assume(`Lid not given: ${formatMm(lid)} thick, in place on top; lift it with its slider`);
    if (lid + wall.value * 2 >= height.value)
      throw new AskBack(
        `A lid of ${formatMm(lid)} and a floor of ${formatMm(wall.value)} leave nothing inside ${formatMm(height.value)}. Which size is right?`,
      );
    const clearance = gap ?? 0.2;
    if (gap === null) r.assume("Lid clearance not given: 0.2 mm");
    const hole = readSideHole(r, { height: height.value - lid });
    const d = new Draft(r, "Enclosure with lid: the outside size includes the lid");
    const [l, w, h, t] = [
      d.mm("LENGTH", "Length", length),
      d.mm("WIDTH", "Width", width),
      d.mm("HEIGHT", "Height", height),
      d.mm("WALL", "Wall", wall),
    ];
    const [li, g] = [d.mm("LID", "Lid thickness", lid), d.mm("CLEARANCE", "Lid clearance", clearance, 0.05, 1)];
    const lift = d.mm("LID_LIFT", "Lift lid", 0, 0, 200);
    const corner = edges.corner;
    const c = corner === null ? null : d.mm("CORNER_RADIUS", "Corner radius", corner);
    const outline = c ? `RectangleRounded(${l}, ${w}, ${c})` : `Rectangle(${l}, ${w})`;
    const innerC = corner !== null && corner > wall.value + 0.1;
    const inner = (less: string): string =>
      innerC && c
        ? `RectangleRounded(${l} - 2 * ${t}${less}, ${w} - 2 * ${t}${less}, ${c} - ${t})`
        : `Rectangle(${l} - 2 * ${t}${less}, ${w} - 2 * ${t}${less})`;
    d.s.add(
      `body = extrude(${outline}, amount=${h} - ${li})`,
      `body -= Pos(0, 0, ${t}) * extrude(${inner("")}, amount=${h})`,
    );
    if (boss) {
      const size = thread?.size ?? 3;
      if (!thread) r.assume("Boss screws not given: M3, four bosses in the corners");
      if (bosses !== null && bosses !== 4)
        r.notMet(`${String(bosses)} bosses were asked for; enclosures have four, in the corners`);
      const hDia = d.mm("BOSS_HOLE", "Boss hole", Math.round(size * 0.83 * 10) / 10);
      const bd = d.mm("BOSS_DIAMETER", "Boss diameter", Math.round(size * 2.2 * 10) / 10);
      const bh = d.mm("BOSS_HEIGHT", "Boss height", Math.max(2, Math.round((height.value - lid) * 0.25)));
      if (size * 4.4 + 2 * wall.value >= small)
        throw new AskBack(
          `Four bosses of ${formatMm(size * 2.2)} do not fit inside ${formatMm(small)}. Which size is right?`,
        );
      d.s.add(
        `corners = GridLocations(${l} - 2 * ${t} - 1.4 * ${bd}, ${w} - 2 * ${t} - 1.4 * ${bd}, 2, 2)`,
        `body += corners * Cylinder(${bd} / 2, ${t} + ${bh}, ${ALIGN})`,
        `body -= corners * (Pos(0, 0, ${t}) * Cylinder(${hDia} / 2, ${bh} + 1, ${ALIGN}))`,
      );
    }
    if (vents) {
      r.assume("Vents not given in detail: rows of slots in both long sides");
      const vc = d.s.count("VENT_COUNT", Math.max(3, Math.floor(length.value / 20)), "Vents per side", 1, 40);
      d.s.add(
        `slot = Box(2, 2 * ${w}, (${h} - ${li}) * 0.4)`,
        `body -= Pos(0, 0, (${h} - ${li}) * 0.6) * (GridLocations(${l} * 0.7 / ${vc}, 0, ${vc}, 1) * slot)`.replace(
          /Pos\(([^)]*\) \* 0\.6)\) \* \((GridLocations\(.*?, 1\)) \* slot\)/,
          "$2 * (Pos($1) * slot)",
        ),
      );
    }
    if (hole) writeSideHole(d, "body", hole, l, w, t);
    d.s.add(
      `lid = Pos(0, 0, ${h} - ${li}) * extrude(${outline}, amount=${li})`,
      `lip = extrude(${inner(` - 2 * ${g}`)} - Rectangle(${l} - 4 * ${t} - 2 * ${g}, ${w} - 4 * ${t} - 2 * ${g}), amount=${t})`,
      `lid += Pos(0, 0, ${h} - ${li} - ${t}) * lip`,
      `result = Compound(children=[body, Pos(0, 0, ${lift}) * lid])`,
    );
    d.box(length, width, height);
    return d.doneMany(`Enclosure ${n(length.value)} × ${n(width.value)} × ${n(height.value)} mm with lid`, 2);
  },
};

/** A ring handle on the side of a container; null where none was asked for. */
function readHandle(r: Reading, diameter: number, height: number): { radius: number; thickness: number } | null {
  const words = /\b(?:a |one |# )?(?:round |ring |side |big |large |small )*handles?\b/;
  if (!r.says(/\bhandles?\b/) || r.says(/\b(?:no|without(?: an?)?) handles?\b/)) return null;
  const number = r.count(/# (?:\w+ )?handles?\b/);
  if (number !== null && number !== 1) r.notMet(`${String(number)} handles were asked for; a container has one`);
  const thick = r.maybe("Handle", {
    attr: ["thickness", "diameter", "none", "width"],
    words: /§ (?:\w+ )?handle|handle (?:\w+ )?§/,
  });
  r.heard(words);
  // Small enough that the ring ends inside the cavity, short of the wall across.
  const radius = Math.round(Math.min(height * 0.3, diameter * 0.4));
  const thickness = thick ?? Math.max(4, Math.round(height * 0.09));
  r.assume(
    thick === null
      ? `Handle not given: a ring ${formatMm(2 * radius)} across, ${formatMm(thickness)} thick`
      : `Handle not given: a ring ${formatMm(2 * radius)} across`,
  );
  if (thickness >= radius)
    throw new AskBack(
      `A handle ${formatMm(thickness)} thick leaves no room for a finger on ${formatMm(height)}. Which size is right?`,
    );
  return { radius, thickness };
}

export const container: Family = {
  id: "container",
  title: "Round container, cup or pot",
  names: [
    /(?:cylindrical|round|circular) (?:enclosure|container|box|case|housing|jar|can|bin|tray|pot|cup)s?/,
    /jars?/,
    /(?:coffee |tea |drinking )?cups?/,
    /(?:coffee |tea |beer )?mugs?/,
    /(?:plant |flower )?pots?/,
    /planters?/,
    /pen(?:cil)? (?:holder|cup|pot)s?/,
    /canisters?/,
    /tins?/,
    /bowls?/,
    /buckets?/,
    /cans?/,
    /tumblers?/,
    /candle holders?/,
    /(?:end|tube|pipe|protective|bottle|screw|round|circular|cylindrical|dust) caps?/,
  ],
  example: "Cylindrical container 80 mm diameter, 120 mm tall, 2 mm walls with a removable lid",
  exemplars: [
    "pencil holder 75 mm diameter 100 mm tall, 3 mm wall",
    "Design a cylindrical enclosure 80mm diameter, 120mm tall with a removable lid",
  ],
  build: (r) => {
    const lid = r.says(/\blid\b|\bcover\b/) && !r.says(/\b(?:no|without(?: a)?) (?:lid|cover)\b/);
    const wallM = r.take(
      { attr: ["thickness", "none", "width"], subject: ["wall"] },
      { attr: ["thickness"], words: /\bwall/ },
    );
    const floorM = r.maybe(
      "Floor",
      { attr: ["none", "thickness"], subject: ["floor", "base"] },
      { attr: ["none", "thickness"], words: /§ (?:thick )?bottom\b|\bbottom §/ },
    );
    const od = readOuter(r, 80);
    const height = r.dim(
      "Height",
      Math.round(od.value * 1.2),
      { attr: ["height", "depth", "length"], subject: BODY },
      { attr: ["none"], subject: BODY },
    );
    const wall: Dim = wallM ? given(wallM.mm) : readWall(r, od.value, 2);
    r.heard(/\bwalls?\b|\blids?\b|\bcovers?\b|\bremovable\b/);
    const handle = lid ? null : readHandle(r, od.value, height.value);
    if (2 * wall.value >= od.value)
      throw new AskBack(
        `Walls of ${formatMm(wall.value)} leave nothing inside ${formatMm(od.value)}. Which size is right?`,
      );
    const floor: Dim = floorM === null ? wall : given(floorM);
    r.heard(/\b(?:bottom|floor|base)\b/);
    if (r.heard(/\bclosed (?:on|at) (?:the )?top\b|\bopen (?:on|at) (?:the )?(?:bottom|below)\b/))
      r.assume("Made standing on its closed end");
    if (floor.value + (lid ? wall.value : 0) >= height.value)
      throw new AskBack(
        `A floor of ${formatMm(floor.value)} does not fit a height of ${formatMm(height.value)}. Which size is right?`,
      );
    const drain = r.heard(/\bdrain(?:age)? holes?\b/);
    const d = new Draft(
      r,
      lid ? "Round container with lid: the height includes the lid" : "Round container, bottom at Z=0",
    );
    const [o, h, t] = [d.mm("DIAMETER", "Diameter", od), d.mm("HEIGHT", "Height", height), d.mm("WALL", "Wall", wall)];
    const f = floor === wall ? t : d.mm("FLOOR", "Floor", floor);
    d.s.add(`body = Cylinder(${o} / 2, ${lid ? `${h} - ${t}` : h}, ${ALIGN})`);
    if (handle) {
      const [hr, ht] = [
        d.mm("HANDLE_RADIUS", "Handle radius", handle.radius),
        d.mm("HANDLE_THICKNESS", "Handle thickness", handle.thickness),
      ];
      // A ring on edge, its middle on the wall; what of it is inside goes with the cavity.
      d.s.add(`body += Pos(${o} / 2, 0, ${h} / 2) * (Rot(90, 0, 0) * Torus(${hr}, ${ht} / 2))`);
    }
    d.s.add(`body -= Pos(0, 0, ${f}) * Cylinder(${o} / 2 - ${t}, ${h}, ${ALIGN})`);
    if (drain) {
      r.assume("Drain hole not given: one, 8 mm, in the middle");
      d.s.add(`body -= Cylinder(${d.mm("DRAIN_HOLE", "Drain hole", Math.min(8, od.value / 4))} / 2, ${t}, ${ALIGN})`);
    }
    if (!handle) d.box(od, od, height);
    if (!lid) {
      d.s.add("result = body");
      if (od.given && height.given && wall.given && !drain && !handle)
        d.volume(
          (Math.PI / 4) *
            (od.value ** 2 * height.value - (od.value - 2 * wall.value) ** 2 * (height.value - floor.value)),
        );
      return d.done(`Round container Ø${n(od.value)} × ${n(height.value)} mm`);
    }
    r.assume("Lid: in place on top, 0.2 mm clearance; lift it with its slider");
    const [g, lift] = [d.mm("CLEARANCE", "Lid clearance", 0.2, 0.05, 1), d.mm("LID_LIFT", "Lift lid", 0, 0, 200)];
    d.s.add(
      `lid = Pos(0, 0, ${h} - ${t}) * Cylinder(${o} / 2, ${t}, ${ALIGN})`,
      `lip = extrude(Circle(${o} / 2 - ${t} - ${g}) - Circle(${o} / 2 - 2 * ${t} - ${g}), amount=2 * ${t})`,
      `lid += Pos(0, 0, ${h} - 3 * ${t}) * lip`,
      `result = Compound(children=[body, Pos(0, 0, ${lift}) * lid])`,
    );
    return d.doneMany(`Round container Ø${n(od.value)} × ${n(height.value)} mm with lid`, 2);
  },
};

export const boxFamilies = [openBox, enclosure, container];
