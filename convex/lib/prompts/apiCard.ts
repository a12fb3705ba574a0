/**
 * The part of build123d that a script needs, one idea a line. Every line is executed against the pinned version in
 * tests/unit/apiCard.test.ts: what a model reads here runs.
 */

/** Names that the lines below use, as a script would have them at that place. */
export const apiCardSetup = [
  "from build123d import *",
  "W, D, H, T, R, HOLE_D = 60.0, 40.0, 20.0, 3.0, 2.0, 4.5",
  "BOTTOM = (Align.CENTER, Align.CENTER, Align.MIN)",
];

/** `code` runs by itself after the set-up lines; `what` says what it is for. */
export type ApiLine = {
  code: string;
  what: string;
  /** What `part` must measure, where a line that runs could still do nothing: a cut that misses raises no error. */
  mm3?: number;
};

export const apiCard: readonly ApiLine[] = [
  {
    code: "part = Box(W, D, H, align=(Align.CENTER, Align.CENTER, Align.MIN))",
    what: "block: x, y, z; bottom at z = 0",
  },
  { code: "part = Cylinder(radius=10, height=H, align=BOTTOM)", what: "also arc_size=180" },
  { code: "part = Cone(bottom_radius=10, top_radius=4, height=H, align=BOTTOM)", what: "truncated cone" },
  { code: "part = Sphere(radius=10)", what: "also arc_size1, arc_size2, arc_size3" },
  { code: "part = Torus(major_radius=20, minor_radius=3)", what: "ring" },
  {
    code: "part = Pos(10, 0, 5) * Rot(0, 90, 0) * Cylinder(5, 30)",
    what: "place: rotate first, then move (degrees about X, Y, Z)",
  },
  { code: "part = Location((10, 0, 5), (0, 0, 45)) * Box(W, D, H)", what: "position and angles, each one tuple" },
  { code: "part = Box(W, D, H) + Pos(0, 0, H / 2) * Cylinder(10, H)", what: "join bodies that overlap" },
  {
    code: "part = Box(W, D, H) - Cylinder(HOLE_D / 2, 2 * H)",
    what: "cut; the cutter reaches past both faces",
    mm3: 48000 - Math.PI * 2.25 ** 2 * 20,
  },
  { code: "part = Box(W, D, H) & Sphere(25)", what: "keep what both share" },
  {
    code: "part = Box(W, D, H) - [Pos(x, 0, 0) * Cylinder(HOLE_D / 2, 2 * H) for x in (-20, 0, 20)]",
    what: "cut many",
    mm3: 48000 - 3 * Math.PI * 2.25 ** 2 * 20,
  },
  {
    code: "part = Box(W, D, H) - GridLocations(40, 20, 2, 2) * Cylinder(HOLE_D / 2, 2 * H)",
    what: "spacing x, y, then counts: pattern centred on the origin",
    mm3: 48000 - 4 * Math.PI * 2.25 ** 2 * 20,
  },
  {
    code: "part = Cylinder(30, T) - PolarLocations(20, 6) * Cylinder(HOLE_D / 2, 3 * T)",
    what: "radius of the pitch circle, count",
    mm3: Math.PI * 3 * (900 - 6 * 2.25 ** 2),
  },
  { code: "part = extrude(RectangleRounded(W, D, 5), amount=T)", what: "plate with round corners, z = 0 to T" },
  {
    code: "part = extrude(Rectangle(W, D) - GridLocations(40, 20, 2, 2) * Circle(HOLE_D / 2), amount=T)",
    what: "plate with holes from one sketch",
    mm3: 3 * (2400 - 4 * Math.PI * 2.25 ** 2),
  },
  {
    code: "part = extrude(RegularPolygon(radius=10, side_count=6), amount=T)",
    what: "hexagon; radius to the corners, major_radius=False to the flats",
  },
  {
    code: "part = extrude(SlotOverall(30, 8), amount=T)",
    what: "slot: overall length, width; SlotCenterToCenter(22, 8)",
  },
  {
    code: "part = extrude(make_face(Polyline((0, 0), (40, 0), (40, 5), (5, 5), (5, 30), (0, 30), close=True)), amount=D)",
    what: "closed outline to a body",
  },
  {
    code: "part = extrude(Plane.XZ * Rectangle(W, H), amount=D / 2, both=True)",
    what: "sketch on another plane; grows to both sides",
    mm3: 48000,
  },
  { code: "part = extrude(Circle(10), amount=H, taper=5)", what: "draft in degrees" },
  {
    code: "part = revolve(Plane.XZ * Pos(15, 0) * Rectangle(6, H), axis=Axis.Z)",
    what: "the profile lies wholly on one side of the axis",
    mm3: 2 * Math.PI * 15 * 6 * 20,
  },
  { code: "part = loft([Rectangle(W, D), Pos(0, 0, H) * Rectangle(W / 2, D / 2)])", what: "like sketches, in order" },
  {
    code: "path = Polyline((0, 0, 0), (0, 0, 40), (30, 0, 40)); part = sweep(Circle(4), path=path, transition=Transition.ROUND)",
    what: "profile at the start of one connected path",
  },
  {
    code: "part = sweep(Plane.XZ * Pos(20, 0) * Circle(2), path=Helix(pitch=6, height=30, radius=20))",
    what: "spring; the profile stands where the helix starts",
  },
  {
    code: "body = Box(W, D, H); part = offset(body, amount=-T, openings=body.faces().sort_by(Axis.Z)[-1])",
    what: "hollow with the top open: the opening is a face of that very body",
    mm3: 48000 - 54 * 34 * 17,
  },
  {
    code: "part = Box(W, D, H) - Pos(0, 0, T) * Box(W - 2 * T, D - 2 * T, H)",
    what: "hollow, the safe way",
    mm3: 48000 - 54 * 34 * 17,
  },
  { code: "part = fillet(Box(W, D, H).edges().filter_by(Axis.Z), radius=R)", what: "round the upright edges" },
  {
    code: "part = chamfer(Box(W, D, H).faces().sort_by(Axis.Z)[-1].edges(), length=1)",
    what: "break the edges of the top face",
  },
  {
    code: "body = Box(W, D, H); part = fillet(body.edges(), radius=min(R, body.max_fillet(body.edges(), max_iterations=20)))",
    what: "the largest radius that works",
  },
  {
    code: "part = mirror(Pos(20, 0, 0) * Box(10, 10, 10), about=Plane.YZ)",
    what: "mirrored copy; add it to the original",
  },
  {
    code: "part = Part() + [loc * Box(5, 5, H) for loc in GridLocations(10, 10, 3, 2)]",
    what: "separate copies as one result",
  },
  { code: "part = extrude(Text('A1', font_size=10), amount=1)", what: "raised letters" },
  {
    code: "top = Box(W, D, H).faces().sort_by(Axis.Z)[-1]; holes = Box(W, D, H).edges().filter_by(GeomType.CIRCLE)",
    what: "select by meaning",
  },
  {
    code: "sides = Box(W, D, H).faces().filter_by(Axis.X); near = Box(W, D, H).faces().sort_by_distance((0, 0, 99))[0]",
    what: "by direction, by distance",
  },
  {
    code: "part = Box(W, D, H); size = part.bounding_box().size; check = (size.X, size.Y, size.Z, part.volume)",
    what: "measure",
  },
  {
    code: [
      "with BuildPart() as builder:",
      "    with BuildSketch(Plane.XY) as outline:",
      "        RectangleRounded(W, D, 5)",
      "    extrude(amount=T)",
      "    with Locations(builder.faces().sort_by(Axis.Z)[-1]):",
      "        with GridLocations(40, 20, 2, 2):",
      "            CounterBoreHole(radius=HOLE_D / 2, counter_bore_radius=4, counter_bore_depth=1.5)",
      "part = builder.part",
    ].join("\n"),
    what: "builder style: holes from a face; Hole(radius, depth=None), CounterSinkHole(radius, counter_sink_radius)",
  },
  {
    code: [
      "with BuildPart() as builder:",
      "    Box(W, D, H, align=BOTTOM)",
      "    with Locations((0, 0, H)):",
      "        Cylinder(8, 10, align=BOTTOM)",
      "    with BuildSketch(Plane.XZ.offset(D / 2)):",
      "        with Locations((0, H / 2)):",
      "            Circle(5)",
      "    extrude(amount=-2 * D, mode=Mode.SUBTRACT)",
      "part = builder.part",
    ].join("\n"),
    what: "builder style: a boss, and a cut through both walls from the front",
    mm3: 48000 + Math.PI * 8 ** 2 * 10 - Math.PI * 5 ** 2 * 40,
  },
];

/** The card as the system prompt shows it. */
export function apiCardText(): string {
  return apiCard
    .map(({ code, what }) => (code.includes("\n") ? `# ${what}\n${code}` : `${code}  # ${what}`))
    .join("\n");
}
