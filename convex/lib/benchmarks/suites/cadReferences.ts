/**
 * The part as it should be, for every case of the CAD suite whose words fix its shape: short build123d scripts, written
 * by hand from the prompt alone. Centred on X and Y, bottom at Z=0; profiles stand in XZ and run along Y.
 */

const LOW = "align=(Align.CENTER, Align.CENTER, Align.MIN)";
const FLAT = "align=(Align.CENTER, Align.MIN)";

const cylinder = (diameter: number, height: number): string => `Cylinder(${diameter / 2}, ${height}, ${LOW})`;
const box = (x: number, y: number, z: number): string => `Box(${x}, ${y}, ${z}, ${LOW})`;
const profile = (section: string, length: number): string =>
  `Pos(0, ${length / 2}, 0) * extrude(Plane.XZ * (${section}), amount=${length})`;

const results: Record<string, string> = {
  "cad/cube": box(20, 20, 20),
  "cad/block": box(60, 40, 25),
  "cad/disc": cylinder(50, 4),
  "cad/rod": cylinder(12, 150),
  "cad/sphere": "Pos(0, 0, 15) * Sphere(15)",
  "cad/tube": `${cylinder(40, 100)} - ${cylinder(32, 100)}`,
  "cad/washer": `${cylinder(24, 2.5)} - ${cylinder(13, 2.5)}`,
  "cad/spacer": `${cylinder(20, 15)} - ${cylinder(8, 15)}`,
  "cad/plate-4": `${box(100, 70, 6)} - GridLocations(80, 50, 2, 2) * ${cylinder(6, 6)}`,
  "cad/plate-1": `${box(50, 50, 5)} - ${cylinder(10, 5)}`,
  "cad/plate-2": `${box(120, 40, 8)} - GridLocations(90, 0, 2, 1) * ${cylinder(9, 8)}`,
  "cad/flange-6": `${cylinder(120, 12)} - ${cylinder(50, 12)} - PolarLocations(45, 6) * ${cylinder(9, 12)}`,
  "cad/flange-4": `${cylinder(80, 10)} - ${cylinder(20, 10)} - PolarLocations(30, 4) * ${cylinder(7, 10)}`,
  "cad/cone": `Cone(20, 0, 60, ${LOW})`,
  "cad/frustum": `Cone(30, 15, 40, ${LOW})`,
  "cad/box-open": `${box(80, 60, 40)} - Pos(0, 0, 2) * ${box(76, 56, 38)}`,
  "cad/tray": `${box(150, 100, 20)} - Pos(0, 0, 3) * ${box(144, 94, 17)}`,
  "cad/hex-bar": "extrude(RegularPolygon(10, 6, major_radius=False), amount=50)",
  "cad/l-bracket": `${box(30, 50, 4)} + Pos(0, 23, 0) * ${box(30, 4, 40)}`,
  "cad/u-channel": profile(`Rectangle(40, 30, ${FLAT}) - Pos(0, 3) * Rectangle(34, 27, ${FLAT})`, 200),
  "cad/t-profile": profile(`Pos(0, 26) * Rectangle(40, 4, ${FLAT}) + Rectangle(4, 30, ${FLAT})`, 100),
  "cad/i-beam": profile(
    `Rectangle(60, 8, ${FLAT}) + Pos(0, 92) * Rectangle(60, 8, ${FLAT}) + Rectangle(5, 100, ${FLAT})`,
    300,
  ),
  "cad/stepped-shaft": `${cylinder(20, 40)} + Pos(0, 0, 40) * ${cylinder(12, 30)}`,
  "cad/pulley-blank": `${cylinder(60, 20)} - ${cylinder(10, 20)}`,
  "cad/ring": "Pos(0, 0, 4) * Torus(26, 4)",
  "cad/slot-plate": `${box(90, 30, 5)} - extrude(SlotOverall(40, 8), amount=5)`,
  "cad/wedge":
    "Pos(0, 15, 0) * extrude(Plane.XZ * make_face(Polyline((-30, 0), (30, 0), (-30, 20), close=True)), amount=30)",
};

/** The script of a case's reference; undefined where its words leave the shape open. */
export function cadReference(id: string): string | undefined {
  const result = results[id];
  return result === undefined ? undefined : `from build123d import *\n\nresult = ${result}\n`;
}
