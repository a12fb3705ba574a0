/** Finds out what a CAD edge is (line, circle, arc or other curve) from the points of its polyline, all in mm. */
import type { EdgeRange, Vec3 } from "./cadModel";
import { add, cross, distance, dot, leastSpread, scale, subtract, unit } from "./vectors";

export type CurveShape =
  | { kind: "line"; lengthMm: number; from: Vec3; to: Vec3 }
  | { kind: "circle"; lengthMm: number; centre: Vec3; axis: Vec3; radiusMm: number }
  | { kind: "arc"; lengthMm: number; centre: Vec3; axis: Vec3; radiusMm: number; angle: number }
  | { kind: "curve"; lengthMm: number; isExact: boolean };

export type CircleFit = { centre: Vec3; axis: Vec3; radiusMm: number; residualMm: number };

/** Tessellated points lie on the true curve but are stored as 32-bit floats, so the tolerance grows with size. */
const RELATIVE_TOLERANCE = 2e-4;

/** The corners of any regular polygon lie on a circle; only steps finer than this are taken for a tessellated one. */
const MAX_STEP = (40 * Math.PI) / 180;

/**
 * @param points polyline in order; for a closed curve the last point repeats the first
 * @param told what the file says of the edge: it knows the exact radius or length, and which curves are no circles
 */
export function fitCurve(
  points: readonly Vec3[],
  told: Pick<EdgeRange, "kind" | "radiusMm" | "lengthMm"> | null = null,
): CurveShape {
  const lengthMm = polylineLength(points);
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined || lengthMm === 0) return { kind: "curve", lengthMm, isExact: false };
  const tolerance = Math.max(lengthMm * RELATIVE_TOLERANCE, 1e-4);
  const chord = distance(first, last);
  if (told?.kind === "free")
    return { kind: "curve", lengthMm: told.lengthMm ?? lengthMm, isExact: told.lengthMm !== undefined };
  if (told?.kind !== "circle" && (lengthMm - chord < tolerance * 0.05 || points.length === 2))
    return { kind: "line", lengthMm: chord, from: first, to: last };
  const circle = fitCircle(points);
  if (circle === null || circle.residualMm > tolerance) return { kind: "curve", lengthMm, isExact: false };
  const { centre, axis } = circle;
  const radiusMm = told?.radiusMm ?? circle.radiusMm;
  const { angle, largestStep } = sweep(points, circle);
  if (told?.kind !== "circle" && largestStep > MAX_STEP) return { kind: "curve", lengthMm, isExact: false };
  // The polyline cuts corners; the arc it stands for does not.
  if (chord < tolerance && Math.abs(Math.abs(angle) - 2 * Math.PI) < 0.05) {
    return { kind: "circle", lengthMm: 2 * Math.PI * radiusMm, centre, axis, radiusMm };
  }
  return { kind: "arc", lengthMm: Math.abs(angle) * radiusMm, centre, axis, radiusMm, angle: Math.abs(angle) };
}

/** Least-squares circle in the plane of the points; null when they do not span one. */
export function fitCircle(points: readonly Vec3[]): CircleFit | null {
  if (points.length < 3) return null;
  const { axis, centre: middle } = leastSpread(points, true);
  const far = points.reduce((best, point) => (distance(point, middle) > distance(best, middle) ? point : best));
  const offset = subtract(far, middle);
  const u = unit(subtract(offset, scale(axis, dot(offset, axis))));
  const v = cross(axis, u);
  const flat = points.map((point) => {
    const d = subtract(point, middle);
    return [dot(d, u), dot(d, v)] as const;
  });
  const solved = fitCircle2d(flat);
  if (solved === null) return null;
  const centre = add(middle, add(scale(u, solved.x), scale(v, solved.y)));
  let residualMm = 0;
  for (const point of points) {
    const d = subtract(point, centre);
    const height = dot(d, axis);
    const radius = Math.hypot(dot(d, u), dot(d, v));
    residualMm = Math.max(residualMm, Math.hypot(height, radius - solved.radius));
  }
  return { centre, axis, radiusMm: solved.radius, residualMm };
}

/** Algebraic least-squares circle through points of a plane; null when they lie on a line. */
export function fitCircle2d(
  points: readonly (readonly [number, number])[],
): { x: number; y: number; radius: number } | null {
  const n = points.length;
  if (n < 3) return null;
  let [mx, my] = [0, 0];
  for (const [x, y] of points) {
    mx += x / n;
    my += y / n;
  }
  let [suu, svv, suv, suz, svz, sz] = [0, 0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const [u, v] = [x - mx, y - my];
    const z = u * u + v * v;
    suu += u * u;
    svv += v * v;
    suv += u * v;
    suz += u * z;
    svz += v * z;
    sz += z;
  }
  const det = suu * svv - suv * suv;
  if (det <= 1e-12 * (suu + svv) ** 2) return null;
  const a = (suz * svv - svz * suv) / (2 * det);
  const b = (svz * suu - suz * suv) / (2 * det);
  return { x: mx + a, y: my + b, radius: Math.sqrt(a * a + b * b + sz / n) };
}

/** Joins loose segments into polylines by their end points; a closed line repeats its first point at the end. */
export function joinSegments(segments: readonly (readonly [Vec3, Vec3])[], tolerance: number): Vec3[][] {
  const key = (p: Vec3) => p.map((c) => Math.round(c / tolerance)).join();
  const atPoint = new Map<string, number[]>();
  segments.forEach(([a, b], i) => {
    for (const end of [key(a), key(b)]) atPoint.set(end, [...(atPoint.get(end) ?? []), i]);
  });
  const used = new Set<number>();
  const lines: Vec3[][] = [];
  segments.forEach(([a, b], i) => {
    if (used.has(i)) return;
    used.add(i);
    const line = [a, b];
    for (const grow of ["end", "start"] as const) {
      for (;;) {
        const tip = grow === "end" ? (line[line.length - 1] as Vec3) : (line[0] as Vec3); // a line has two points or more
        const next = (atPoint.get(key(tip)) ?? []).find((s) => !used.has(s));
        const segment = next === undefined ? undefined : segments[next];
        if (next === undefined || segment === undefined) break;
        used.add(next);
        const other = key(segment[0]) === key(tip) ? segment[1] : segment[0];
        if (grow === "end") line.push(other);
        else line.unshift(other);
      }
    }
    lines.push(line);
  });
  return lines;
}

function sweep(points: readonly Vec3[], circle: CircleFit): { angle: number; largestStep: number } {
  let angle = 0;
  let largestStep = 0;
  for (let i = 1; i < points.length; i++) {
    const a = subtract(points[i - 1] as Vec3, circle.centre); // in range by the loop
    const b = subtract(points[i] as Vec3, circle.centre);
    const step = Math.atan2(dot(cross(a, b), circle.axis), dot(a, b));
    angle += step;
    largestStep = Math.max(largestStep, Math.abs(step));
  }
  return { angle, largestStep };
}

function polylineLength(points: readonly Vec3[]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += distance(points[i - 1] as Vec3, points[i] as Vec3); // in range by the loop
  return sum;
}
