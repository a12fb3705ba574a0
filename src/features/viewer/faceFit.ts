/** Finds out what a CAD face is (plane, cylinder, cone, sphere or other) and how large, from its triangles, all in mm. */
import type { CadModel, FaceKind, FaceRange, Vec3 } from "./cadModel";
import type { CurveShape } from "./curveFit";
import { fitCircle2d, fitCurve, joinSegments } from "./curveFit";
import { add, cross, dot, leastSpread, length, perpendicular, pointAt, scale, subtract, unit } from "./vectors";

export type FaceShape = {
  kind: FaceKind;
  areaMm2: number;
  /** False when the area is that of the triangles on a curved face, a little less than the true one. */
  areaIsExact: boolean;
  /** Plane: a point on it and its outward normal. Cylinder and cone: a point on the axis and the axis. Sphere: its centre. */
  origin: Vec3;
  axis: Vec3;
  /** Cylinder and sphere only. */
  diameterMm: number | null;
  /** True when the material is outside, as in a hole. */
  isInside: boolean;
  /** Diameters of the full circles on its border, largest first, each once. */
  circleDiametersMm: number[];
  /** Border of the face: six numbers for each segment. */
  outline: Float32Array;
};

const FLAT = 1e-3;

export function fitFace(model: CadModel, range: FaceRange): FaceShape {
  const triangles = trianglesOf(model, range);
  const outline = outlineOf(triangles);
  const normals = triangles.map((t) => unit(cross(subtract(t[1], t[0]), subtract(t[2], t[0]))));
  const areas = triangles.map((t) => length(cross(subtract(t[1], t[0]), subtract(t[2], t[0]))) / 2);
  const area = areas.reduce((sum, value) => sum + value, 0);
  const centre = scale(
    triangles.reduce<Vec3>((sum, t, i) => add(sum, scale(add(add(t[0], t[1]), t[2]), (areas[i] ?? 0) / 3)), [0, 0, 0]),
    1 / Math.max(area, 1e-12),
  );
  const mean = unit(normals.reduce<Vec3>((sum, n, i) => add(sum, scale(n, areas[i] ?? 0)), [0, 0, 0]));
  const border = borderOf(model, outline);
  const base = {
    areaMm2: area,
    areaIsExact: border.isExact,
    outline: flatten(outline),
    diameterMm: null,
    isInside: false,
    circleDiametersMm: border.circleDiametersMm,
  };
  const solidNormals = normals.filter((_, i) => (areas[i] ?? 0) > area * 1e-9);
  if (range.kind === "plane" || (range.kind === null && solidNormals.every((n) => 1 - dot(n, mean) < FLAT * FLAT))) {
    return { ...base, kind: "plane", areaMm2: area + roundedArea(outline, border, mean), origin: centre, axis: mean };
  }
  const points = triangles.flat();
  const may = (kind: FaceKind) => range.kind === null || range.kind === kind;
  const exact = range.radiusMm === null ? {} : { diameterMm: range.radiusMm * 2 };
  const cylinder = may("cylinder") ? asCylinder(base, triangles, solidNormals, points) : null;
  if (cylinder !== null) return { ...cylinder, ...exact };
  // Cone first: the two rings of a plain cone lie on a sphere as well.
  const cone = may("cone") ? asCone(base, solidNormals, centre) : null;
  if (cone !== null) return cone;
  const sphere = may("sphere") ? asSphere(base, points, centre, mean) : null;
  if (sphere !== null) return { ...sphere, ...exact };
  return { ...base, ...exact, kind: range.kind ?? "free", areaIsExact: false, origin: centre, axis: mean };
}

type Triangle = readonly [Vec3, Vec3, Vec3];
type Base = Pick<FaceShape, "areaMm2" | "areaIsExact" | "outline" | "diameterMm" | "isInside" | "circleDiametersMm">;

function asCylinder(base: Base, triangles: Triangle[], normals: Vec3[], points: Vec3[]): FaceShape | null {
  const { axis: found } = leastSpread(normals, false);
  const axis = found[mainAxis(found)] < 0 ? scale(found, -1) : found;
  if (normals.some((n) => Math.abs(dot(n, axis)) > 5e-3)) return null;
  const u = perpendicular(axis);
  const v = cross(axis, u);
  const circle = fitCircle2d(points.map((p) => [dot(p, u), dot(p, v)] as const));
  if (circle === null) return null;
  const off = largest(points, (p) => Math.abs(Math.hypot(dot(p, u) - circle.x, dot(p, v) - circle.y) - circle.radius));
  if (off > Math.max(circle.radius * 1e-3, 1e-3)) return null;
  // The upper end, so that a diameter drawn there is not lost inside the part.
  const top = largest(points, (p) => dot(p, axis));
  const origin = add(add(scale(u, circle.x), scale(v, circle.y)), scale(axis, top));
  // Unrolled, the triangles of a cylinder are flat, so their area is that of the true surface.
  let area = 0;
  let inward = 0;
  triangles.forEach((t) => {
    const angles = t.map((p) => Math.atan2(dot(p, v) - circle.y, dot(p, u) - circle.x));
    const near = (angle: number) => angle - Math.round((angle - (angles[0] ?? 0)) / (2 * Math.PI)) * 2 * Math.PI;
    const [x0, x1, x2] = angles.map((angle) => near(angle) * circle.radius) as [number, number, number]; // three corners
    const [y0, y1, y2] = t.map((p) => dot(p, axis)) as [number, number, number];
    area += Math.abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2;
    const outward = subtract(t[0], add(origin, scale(axis, dot(subtract(t[0], origin), axis))));
    inward += dot(cross(subtract(t[1], t[0]), subtract(t[2], t[0])), outward);
  });
  return {
    ...base,
    kind: "cylinder",
    areaMm2: area,
    origin,
    axis,
    diameterMm: circle.radius * 2,
    isInside: inward < 0,
  };
}

function asSphere(base: Base, points: Vec3[], centroid: Vec3, mean: Vec3): FaceShape | null {
  // |p|² = 2 c·p + k, linear in c and k: solved by normal equations about the centroid for accuracy.
  const m = Array.from({ length: 4 }, () => [0, 0, 0, 0, 0]);
  for (const point of points) {
    const d = subtract(point, centroid);
    const row = [2 * d[0], 2 * d[1], 2 * d[2], 1, dot(d, d)];
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 5; j++) (m[i] as number[])[j] = (m[i]?.[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
  }
  const solution = solve4(m);
  if (solution === null) return null;
  const [x, y, z, k] = solution;
  const radius = Math.sqrt(Math.max(k + x * x + y * y + z * z, 0));
  const centre = add(centroid, [x, y, z]);
  const off = largest(points, (p) => Math.abs(length(subtract(p, centre)) - radius));
  if (!(radius > 0) || off > Math.max(radius * 1e-3, 1e-3)) return null;
  const isInside = dot(mean, subtract(centroid, centre)) < 0;
  return {
    ...base,
    kind: "sphere",
    areaIsExact: false,
    origin: centre,
    axis: [0, 0, 1],
    diameterMm: radius * 2,
    isInside,
  };
}

function asCone(base: Base, normals: Vec3[], centre: Vec3): FaceShape | null {
  // Normals of a cone make one angle with its axis: their tips lie in a plane.
  const { axis, centre: tip } = leastSpread(normals, true);
  const cosine = dot(tip, axis);
  if (Math.abs(cosine) < 1e-2 || normals.some((n) => Math.abs(dot(n, axis) - cosine) > 5e-3)) return null;
  return { ...base, kind: "cone", areaIsExact: false, origin: centre, axis };
}

function mainAxis(v: Vec3): 0 | 1 | 2 {
  const [x, y, z] = [Math.abs(v[0]), Math.abs(v[1]), Math.abs(v[2])];
  return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
}

function largest(points: readonly Vec3[], of: (point: Vec3) => number): number {
  return points.reduce((best, point) => Math.max(best, of(point)), -Infinity);
}

function trianglesOf(model: CadModel, range: FaceRange): Triangle[] {
  const triangles: Triangle[] = [];
  for (let i = range.start * 3; i < (range.start + range.count) * 3; i += 3) {
    const corner = (k: number) => pointAt(model.positions, model.indices[i + k] ?? 0);
    triangles.push([corner(0), corner(1), corner(2)]);
  }
  return triangles;
}

/** Sides that belong to one triangle only. By place, not by number: a closed face has two sets of vertices at its seam. */
function outlineOf(triangles: Triangle[]): Side[] {
  const sides = new Map<string, { side: Side; uses: number }>();
  for (const t of triangles) {
    for (const [a, b] of [
      [t[0], t[1]],
      [t[1], t[2]],
      [t[2], t[0]],
    ] as const) {
      const id = sideKey([a, b]);
      const known = sides.get(id);
      if (known === undefined) sides.set(id, { side: [a, b], uses: 1 });
      else known.uses += 1;
    }
  }
  return [...sides.values()].filter((entry) => entry.uses === 1).map((entry) => entry.side);
}

type Side = readonly [Vec3, Vec3];

type Border = {
  /** True when every side of the border is known to be straight or a piece of a circle. */
  isExact: boolean;
  circleDiametersMm: number[];
  /** The circle that a side is a chord of, by its end points. */
  circleOfSide: Map<string, { centre: Vec3; radiusMm: number }>;
};

/** What the border of a face is made of: from the CAD edges where the file tells their kinds; else from the border itself. */
function borderOf(model: CadModel, outline: Side[]): Border {
  const places = new Set(outline.flatMap((side) => side.map(placeKey)));
  const sides = new Set(outline.map(sideKey));
  const circleOfSide: Border["circleOfSide"] = new Map();
  const diameters = new Set<number>();
  const isTold = model.edges.some((edge) => edge.kind !== null);
  let straightSides = 0;
  const learn = (points: readonly Vec3[], shape: CurveShape) => {
    if (shape.kind !== "circle" && shape.kind !== "arc") return;
    if (shape.kind === "circle") diameters.add(Math.round(shape.radiusMm * 2000) / 1000);
    for (let i = 1; i < points.length; i++)
      circleOfSide.set(sideKey([points[i - 1] as Vec3, points[i] as Vec3]), shape); // in range
  };
  if (isTold) {
    for (const edge of model.edges) {
      const points = Array.from({ length: edge.count + 1 }, (_, i) =>
        pointAt(model.segments, i === 0 ? edge.start * 2 : (edge.start + i) * 2 - 1),
      );
      const [first, second] = points;
      if (
        first === undefined ||
        second === undefined ||
        !places.has(placeKey(first)) ||
        !sides.has(sideKey([first, second]))
      )
        continue;
      if (edge.kind === "line") straightSides += edge.count;
      else if (edge.kind === "circle") learn(points, fitCurve(points, edge));
    }
  } else {
    for (const line of joinSegments(outline, 1e-3)) learn(line, fitCurve(line));
  }
  const roundSides = outline.filter((side) => circleOfSide.has(sideKey(side))).length;
  return {
    isExact: isTold && straightSides + roundSides >= outline.length,
    circleDiametersMm: [...diameters].sort((a, b) => b - a),
    circleOfSide,
  };
}

/** Area between the chords of a flat border and the arcs they stand for: more on outer rounds, less in holes. */
function roundedArea(outline: Side[], border: Border, normal: Vec3): number {
  let sum = 0;
  for (const side of outline) {
    const circle = border.circleOfSide.get(sideKey(side));
    if (circle === undefined) continue;
    const [a, b] = side;
    const chord = subtract(b, a);
    const angle = 2 * Math.asin(Math.min(1, length(chord) / (2 * circle.radiusMm)));
    const middle = scale(add(a, b), 0.5);
    // Sides run round the face anticlockwise, so the face is on the left.
    const isOuter = dot(cross(normal, chord), subtract(circle.centre, middle)) > 0;
    sum += ((isOuter ? 1 : -1) * circle.radiusMm ** 2 * (angle - Math.sin(angle))) / 2;
  }
  return sum;
}

function sideKey([a, b]: Side): string {
  const [ka, kb] = [placeKey(a), placeKey(b)];
  return ka < kb ? `${ka};${kb}` : `${kb};${ka}`;
}

function placeKey(p: Vec3): string {
  return p.map((c) => Math.round(c * 1e3)).join();
}

function flatten(outline: Side[]): Float32Array {
  const values = new Float32Array(outline.length * 6);
  outline.forEach(([a, b], i) => values.set([...a, ...b], i * 6));
  return values;
}

/** Gauss with pivoting on four rows of four unknowns and a right side; null when they do not fix the unknowns. */
function solve4(m: number[][]): [number, number, number, number] | null {
  const cell = (i: number, j: number) => m[i]?.[j] ?? 0;
  for (let column = 0; column < 4; column++) {
    let pivot = column;
    for (let row = column + 1; row < 4; row++)
      if (Math.abs(cell(row, column)) > Math.abs(cell(pivot, column))) pivot = row;
    if (Math.abs(cell(pivot, column)) < 1e-9) return null;
    [m[column], m[pivot]] = [m[pivot] as number[], m[column] as number[]]; // both rows exist
    for (let row = 0; row < 4; row++) {
      if (row === column) continue;
      const by = cell(row, column) / cell(column, column);
      for (let j = column; j < 5; j++) (m[row] as number[])[j] = cell(row, j) - by * cell(column, j);
    }
  }
  return [0, 1, 2, 3].map((i) => cell(i, 4) / cell(i, i)) as [number, number, number, number]; // four rows
}
