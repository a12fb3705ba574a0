import { Draft, BODY, readBox, readEdges, writeEdges, n, type Family } from "../family";
import { readBoss, readStanding, writeBoss, type Boss } from "../bosses";
import { openingVolume, readOpenings, readSlots, slotVolume, writeOpenings, writeSlots } from "../features";
import { holeRules, holeVolume, readHoles, settle, writeHoles, type Face, type HoleGroup } from "../holes";
import { formatMm, type Dim, type Query, type Reading } from "../reading";
import { AskBack, type BuiltPart } from "../types";

/** Flat and blocky parts: plates, blocks, discs, prisms with holes, slots and pockets. */

export const plate: Family = {
  id: "plate",
  title: "Plate with holes",
  names: [
    /plates?/,
    /(?:mounting|base|adapter|adaptor|backing|cover|face|front|wear|bolt|metal|flat|tool|machine|bearing|square|rectangular|milled|motor|sheet metal|spacer|aluminum|aluminium|steel) plates?/,
    /panels?/,
    /bases?(?= (?:of )?§ (?:×|by) §)/,
    /sheets?/,
    /flat bars?/,
    /drill(?:ing)? (?:template|jig|guide)/,
    /templates?/,
    /tiles?/,
    /flat mounting bracket/,
    /mounting bracket(?!.*\b(?:l shaped?|legs?|upright)\b)/,
    /mounting strip/,
    /strips?/,
    /slabs?/,
    /shims?/,
    /straps?(?: plates?)?/,
    /plaques?/,
    /name ?plates?/,
    /tags?/,
    /lids?/,
    /cover/,
    /tabletop/,
    /shelf board/,
    /boards?/,
    /key ?tags?/,
    /coupons?/,
    /test coupons?/,
    /bars? with/,
  ],
  example: "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges",
  exemplars: [
    "A 60 x 40 x 3 mm mounting plate with four M4 clearance holes 5 mm in from each corner and 2 mm corner radii.",
    "create a 100x50mm plate 10mm thick, 3×2 array of M4 holes spaced 15mm",
    "Plate 120 x 80 x 6 mm with a 40 x 20 mm slot in the center and four M5 countersunk holes 10 mm from the edges",
    'base plate 4in x 3in x 1/4in with four 1/4" holes, 1/2" from each edge',
    "100 x 60 x 10 mm plate with a 40 x 30 mm pocket 4 mm deep, 1 mm chamfer on the top edges",
  ],
  build: (r) => buildSlab(r, "Plate", [80, 60, 5], true),
};

export const block: Family = {
  id: "block",
  title: "Block",
  names: [
    /blocks?/,
    /cubes?/,
    /cuboids?/,
    /rectangular (?:prism|solid|block|bar|box|body)/,
    /bricks?/,
    /solid box/,
    /(?:square|rectangular|flat) bars?/,
    /bars?/,
    /rectangular spacer/,
    /square spacer/,
    /billets?/,
    /parallelepipeds?/,
    /square (?:rod|stock|prism)/,
    /ingot/,
    /beams?/,
    /wood(?:en)? block/,
    /shim block/,
    /parallel/,
  ],
  example: "A 60 x 40 x 25 mm block with a 12 mm hole through the centre and 2 mm chamfers",
  exemplars: [
    "make me a 20 mm cube",
    "a 20mm cube with a 6mm hole drilled through the top",
    "rectangular spacer 40x20mm 10mm bore 5mm thick",
    "20 mm x 20 mm x 80 mm rectangular prism, all edges have a 1 mm chamfer",
  ],
  build: (r) => buildSlab(r, "Block", [60, 40, 25], false),
};

/** A rectangular body of any thickness with holes, slots, pockets and edge treatment. */
export function buildSlab(r: Reading, noun: string, fallback: [number, number, number], thin: boolean): BuiltPart {
  const standing = readStanding(r);
  const [length, width, height] = inOrderOfBar(
    r,
    readBox(r, fallback, {
      thin,
      cube: r.says(/\bcubes?\b/),
      labels: { height: thin ? "Thickness" : "Height" },
      not: /\b(?:apart|from|spaced|spacing|pockets?|slots?)\b/,
    }),
  );
  const boss = standing ?? readBoss(r, { length: length.value, width: width.value });
  const cavity = thin ? null : readCavity(r, Math.min(length.value, width.value, height.value));
  // "cut a hole": the family's own words for a bore in a spacer block.
  const limit = { length: length.value, width: width.value, height: height.value };
  const edges = readEdges(r, limit);
  const face: Face = {
    shape: "rect",
    length: length.value,
    width: width.value,
    thickness: height.value,
    noun: noun.toLowerCase(),
    sides: !thin,
  };
  const slots = readSlots(r, face);
  const openings = readOpenings(r, face);
  const holes = readHoles(r, face, 5);
  for (const group of holes) {
    settle(r, group, face);
    if (edges.corner !== null && group.axis === "z") assertInCorner(group, face, edges.corner);
  }
  const d = new Draft(r, `${noun}, centred on X and Y, bottom at Z=0`);
  const [l, w] = [d.mm("LENGTH", "Length", length), d.mm("WIDTH", "Width", width)];
  const t = thin ? d.mm("THICKNESS", "Thickness", height) : d.mm("HEIGHT", "Height", height);
  const body = thin ? "plate" : "block";
  if (edges.corner !== null) {
    const c = d.mm("CORNER_RADIUS", "Corner radius", edges.corner);
    d.s.add(
      `${body} = extrude(${2 * edges.corner > Math.min(length.value, width.value) - 1e-6 ? `SlotOverall(max(${l}, ${w}), min(${l}, ${w}))` : `RectangleRounded(${l}, ${w}, ${c})`}, amount=${t})`,
    );
  } else d.s.add(`${body} = Box(${l}, ${w}, ${t}, align=(Align.CENTER, Align.CENTER, Align.MIN))`);
  writeEdges(d, body, edges);
  if (cavity !== null) {
    const c = d.mm("WALL", "Wall", cavity);
    d.s.add(
      `${body} -= Pos(0, 0, ${c}) * Box(${l} - 2 * ${c}, ${w} - 2 * ${c}, ${t} - 2 * ${c}, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
    );
  }
  writeOpenings(d, openings, body, t);
  writeSlots(d, slots, body, t);
  const top = boss === null ? t : writeBoss(d, boss, body, t, holes);
  writeHoles(d.s, holes, { length: l, width: w, top, thickness: top, body });
  d.s.add(`result = ${body}`);
  d.box(length, width, raised(height, boss));
  d.spec.push(...holeRules(holes));
  const exact =
    !edges.fillet &&
    !edges.chamfer &&
    cavity === null &&
    boss === null &&
    openings.length + slots.length === 0 &&
    [length, width, height].every((x) => x.given) &&
    // Level holes may cross the others.
    holes.every((h) => h.diameterGiven && h.countGiven && h.axis === "z");
  if (exact && (openings.length === 0 || holes.length === 0)) {
    const area = length.value * width.value - (4 - Math.PI) * (edges.corner ?? 0) ** 2;
    d.volume(
      area * height.value -
        holeVolume(holes, height.value) -
        slotVolume(slots, height.value) -
        openingVolume(openings, height.value),
    );
  }
  return d.done(`${noun} ${n(length.value)} × ${n(width.value)} × ${n(height.value)} mm`);
}

/** "Flat bar 40x5x300" is its section and its length; a bar is as thin as its smallest size. */
function inOrderOfBar(r: Reading, sizes: [Dim, Dim, Dim]): [Dim, Dim, Dim] {
  const [x, y, z] = sizes;
  const isSectionFirst = x.given && y.given && z.given && y.value < x.value && x.value < z.value;
  return isSectionFirst && r.says(/\bflat (?:bar|steel|stock)s?\b|\bstrips?\b/) ? [z, x, y] : sizes;
}

const raised = (height: Dim, boss: Boss | null): Dim =>
  boss === null ? height : { value: height.value + boss.height.value, given: height.given && boss.height.given };

/** The wall of a block that is hollow and closed on all sides; null for a solid one. */
function readCavity(r: Reading, smallest: number): number | null {
  if (!r.says(/\bhollow\b|\b(?:closed|enclosed|sealed|internal) (?:\w+ )?(?:cavity|void)\b/)) return null;
  const wall = r.maybe("Wall", { attr: ["thickness", "none", "width"], subject: ["wall"] });
  if (wall === null) return null;
  r.heard(
    /\bhollow\b|\bwalls?\b|\b(?:fully |completely )?(?:closed|enclosed|sealed)\b|\b(?:internal )?(?:cavity|void)\b/,
  );
  if (2 * wall >= smallest)
    throw new AskBack(`Walls of ${formatMm(wall)} leave nothing hollow in ${formatMm(smallest)}. Which size is right?`);
  return wall;
}

/** Holes near the corners must not run out through the rounding. */
function assertInCorner(group: HoleGroup, face: Face, corner: number): void {
  const p = group.placement;
  if (p.kind !== "grid" || p.nx < 2 || p.ny < 2) return;
  const reach = (n: number, d: number | null, edge: number | null, size: number): number =>
    d === null ? size / 2 - (edge ?? 0) : (d * (n - 1)) / 2;
  const x = reach(p.nx, p.dx, p.edgeX, face.length) - (face.length / 2 - corner);
  const y = reach(p.ny, p.dy, p.edgeY, face.width) - (face.width / 2 - corner);
  if (x > 0 && y > 0 && Math.hypot(x, y) + group.diameter / 2 > corner)
    throw new AskBack(
      `Holes of ${formatMm(group.diameter)} run out through corners rounded by ${formatMm(corner)}. Where should they be?`,
    );
}

export const disc: Family = {
  id: "disc",
  title: "Disc",
  names: [
    /dis[ck]s?/,
    /(?:round|circular) (?:plate|disc|disk|base|cover|blank|lid|panel)/,
    /(?:round )?coasters?/,
    /coins?/,
    /pucks?/,
    /blank flange/,
    /circular mounting plate/,
    /round mounting plate/,
    /tokens?/,
    /medallions?/,
    /turntable plate/,
    /wheel blank/,
  ],
  example: "Disc 50 mm diameter, 3 mm thick, with 6 evenly spaced 5 mm holes on a 38 mm bolt circle",
  exemplars: ["disc 50mm diameter 3mm thick", "a round plate 120 mm across, 8 mm thick, with a 25 mm centre hole"],
  build: (r) => {
    const gear = r.heard(/\bgear like\b|\bcoin like\b/);
    if (gear && r.says(/gear like/)) r.notMet("Gear-like: the rim is plain, without teeth");
    const od = readOuter(r, 50);
    const thickness = r.dim(
      "Thickness",
      5,
      { attr: ["thickness", "height", "width", "depth", "z"], subject: BODY },
      { attr: ["none", "length"], subject: BODY },
    );
    const inner = r.diameter("Inner diameter", null, {
      words: /\b(?:inner|inside|id|internal)\b/,
      subject: ["none", "hole"],
    });
    return buildRound(r, "Disc", od, thickness, inner);
  },
};

export function readOuter(r: Reading, fallback: number, label = "Diameter", body: Query["subject"] = BODY): Dim {
  const found = r.diameter(
    label,
    null,
    { subject: body, words: /\b(?:outer|outside|od|external|overall|o d)\b/ },
    { subject: ["none"], not: /\b(?:inner|inside|id|internal|hole|bore|center hole)\b/ },
    { subject: body, not: /\b(?:inner|inside|id|internal|bore)\b/ },
  );
  if (found) return found;
  const across = r.take({ attr: ["width"], subject: body, words: /across/ }, { attr: ["none"], subject: body });
  if (across) return { value: across.mm, given: true };
  r.assume(`${label} not given: ${formatMm(fallback)}`);
  return { value: fallback, given: false };
}

/** A flat round body with holes; `bore` is a central hole already read. */
export function buildRound(r: Reading, noun: string, od: Dim, thickness: Dim, bore: Dim | null): BuiltPart {
  if (bore && bore.value >= od.value)
    throw new AskBack(
      `The bore of ${formatMm(bore.value)} is not smaller than the outer diameter of ${formatMm(od.value)}. Which size is right?`,
    );
  const edges = readEdges(r, { length: od.value, width: od.value, height: thickness.value }, 1);
  const face: Face = {
    shape: "round",
    length: od.value,
    width: od.value,
    thickness: thickness.value,
    noun: noun.toLowerCase(),
  };
  const openings = readOpenings(r, face);
  const boss = readBoss(r, { length: od.value, width: od.value });
  const holes = readHoles(r, face, 5);
  for (const group of holes) settle(r, group, face);
  const d = new Draft(r, `${noun}, axis along Z, bottom at Z=0`);
  const [o, t] = [d.mm("OUTER_DIAMETER", "Outer diameter", od), d.mm("THICKNESS", "Thickness", thickness)];
  d.s.add(`disc = Cylinder(${o} / 2, ${t}, align=(Align.CENTER, Align.CENTER, Align.MIN))`);
  writeEdges(d, "disc", edges);
  writeOpenings(d, openings, "disc", t);
  const top = boss === null ? t : writeBoss(d, boss, "disc", t, holes);
  if (bore) {
    const b = d.mm("BORE", "Bore", bore);
    d.s.add(`disc -= Cylinder(${b} / 2, ${top}, align=(Align.CENTER, Align.CENTER, Align.MIN))`);
  }
  writeHoles(d.s, holes, { length: o, width: o, top, thickness: top, body: "disc" });
  d.s.add("result = disc");
  d.box(od, od, raised(thickness, boss));
  const all = bore ? [...holes, boreGroup(bore)] : holes;
  d.spec.push(...holeRules(all));
  if (
    od.given &&
    thickness.given &&
    !edges.fillet &&
    !edges.chamfer &&
    boss === null &&
    openings.length === 0 &&
    all.every((h) => h.diameterGiven && h.countGiven)
  ) {
    d.volume((Math.PI * od.value ** 2 * thickness.value) / 4 - holeVolume(all, thickness.value));
  }
  return d.done(`${noun} Ø${n(od.value)} × ${n(thickness.value)} mm`);
}

export function boreGroup(bore: Dim): HoleGroup {
  return {
    count: 1,
    countGiven: true,
    diameter: bore.value,
    diameterGiven: bore.given,
    threaded: false,
    depth: null,
    counterbore: null,
    countersink: null,
    placement: { kind: "center" },
    central: true,
    token: -1,
    axis: "z",
  };
}

export const honeycomb: Family = {
  id: "honeycomb",
  title: "Honeycomb panel",
  names: [/honeycomb(?: (?:panel|plate|sheet|grid|grille|infill panel))?/, /hex(?:agonal)? grid panel/],
  example:
    "A 100 x 100 x 4 mm honeycomb panel with 10 mm hexagonal openings and 2 mm walls, inside a 5 mm solid border",
  exemplars: ["honeycomb panel 120 x 80 x 3 mm"],
  build: (r) => {
    const wall = r.dim("Wall between cells", 2, {
      attr: ["none", "thickness", "width", "clearance"],
      subject: ["wall", "rib", "web", "gap"],
    });
    const border = r.dim("Border", 5, { subject: ["border", "rim"] });
    const cell = r.dim(
      "Cell size across flats",
      10,
      { attr: ["none", "flats", "width", "diameter", "side"], subject: ["cutout", "hole"] },
      { attr: ["flats"] },
      { attr: ["none", "width", "diameter"], words: /cell|hex/ },
    );
    r.heard(
      /\b(?:hex|hexagon|hexagonal|honeycomb)\b|\bcells?\b|\bopenings?\b|\bholes?\b|\bborder\b|\bframe\b|\bwalls?\b/,
    );
    const [length, width, thickness] = readBox(r, [100, 100, 4], { thin: true, labels: { height: "Thickness" } });
    if (cell.value + 2 * border.value >= Math.min(length.value, width.value))
      throw new AskBack(
        `Cells of ${formatMm(cell.value)} do not fit inside a border of ${formatMm(border.value)}. Which size is right?`,
      );
    const d = new Draft(r, "Honeycomb panel: whole cells only, inside a solid border");
    const [l, w, t] = [
      d.mm("LENGTH", "Length", length),
      d.mm("WIDTH", "Width", width),
      d.mm("THICKNESS", "Thickness", thickness),
    ];
    const [c, k, b] = [
      d.mm("CELL_SIZE", "Cell across flats", cell),
      d.mm("WALL", "Wall", wall),
      d.mm("BORDER", "Border", border),
    ];
    d.s.add(
      `pitch = ${c} + ${k}`,
      `row = pitch * 3**0.5 / 2`,
      `corner = ${c} / 3**0.5  # centre to corner of a cell`,
      `cells = []`,
      `for j in range(-int(${w} / row), int(${w} / row) + 1):`,
      `    for i in range(-int(${l} / pitch) - 1, int(${l} / pitch) + 2):`,
      `        x, y = (i + (j % 2) / 2) * pitch, j * row`,
      `        if abs(x) + ${c} / 2 <= ${l} / 2 - ${b} and abs(y) + corner <= ${w} / 2 - ${b}:`,
      `            cells.append((x, y))`,
      `face = Rectangle(${l}, ${w}) - Locations(*cells) * RegularPolygon(corner, 6, rotation=30)`,
      `result = extrude(face, amount=${t})`,
    );
    d.box(length, width, thickness);
    return d.done(`Honeycomb panel ${n(length.value)} × ${n(width.value)} × ${n(thickness.value)} mm`);
  },
};

export const plateFamilies = [plate, block, disc, honeycomb];
