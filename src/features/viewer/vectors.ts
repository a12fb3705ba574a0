/** Small vector arithmetic on plain triples, for the measuring code that must not depend on three.js. */
import type { Vec3 } from "./cadModel";

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Vec3, by: number): Vec3 {
  return [a[0] * by, a[1] * by, a[2] * by];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function length(a: Vec3): number {
  return Math.hypot(a[0], a[1], a[2]);
}

export function distance(a: Vec3, b: Vec3): number {
  return length(subtract(a, b));
}

/** Length 1 in the same direction; a null vector stays null. */
export function unit(a: Vec3): Vec3 {
  const size = length(a);
  return size === 0 ? a : scale(a, 1 / size);
}

/** Any unit vector at a right angle to `axis`. */
export function perpendicular(axis: Vec3): Vec3 {
  const helper: Vec3 = Math.abs(axis[0]) < 0.7 ? [1, 0, 0] : [0, 1, 0];
  return unit(cross(axis, helper));
}

/** The point number `index` of a flat x, y, z list. */
export function pointAt(values: Float32Array, index: number): Vec3 {
  const at = index * 3;
  return [values[at] ?? 0, values[at + 1] ?? 0, values[at + 2] ?? 0];
}

/**
 * Direction in which the points spread least, by Jacobi turns on their 3 × 3 covariance.
 * With `centred` false the spread is taken about the origin (for lists of directions).
 */
export function leastSpread(points: readonly Vec3[], centred: boolean): { axis: Vec3; centre: Vec3 } {
  let centre: Vec3 = [0, 0, 0];
  for (const point of points) centre = add(centre, point);
  centre = scale(centre, 1 / Math.max(points.length, 1));
  const origin: Vec3 = centred ? centre : [0, 0, 0];
  const m = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const point of points) {
    const d = subtract(point, origin);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) m[i * 3 + j] = (m[i * 3 + j] ?? 0) + (d[i] ?? 0) * (d[j] ?? 0);
  }
  const vectors = jacobi(m);
  const values = [m[0] ?? 0, m[4] ?? 0, m[8] ?? 0];
  const k = values.indexOf(Math.min(...values));
  return { axis: unit([vectors[k] ?? 0, vectors[3 + k] ?? 0, vectors[6 + k] ?? 0]), centre };
}

/** Turns `m` (3 × 3, symmetric) into its diagonal form in place; returns the eigenvectors as columns. */
function jacobi(m: number[]): number[] {
  const v = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const get = (a: number[], i: number, j: number) => a[i * 3 + j] as number; // always 9 entries
  for (let sweep = 0; sweep < 24; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = get(m, p, q);
      if (Math.abs(off) < 1e-300) continue;
      const theta = (get(m, q, q) - get(m, p, p)) / (2 * off);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      const s = t * c;
      for (let k = 0; k < 3; k++) {
        const [kp, kq] = [get(m, k, p), get(m, k, q)];
        m[k * 3 + p] = c * kp - s * kq;
        m[k * 3 + q] = s * kp + c * kq;
      }
      for (let k = 0; k < 3; k++) {
        const [pk, qk] = [get(m, p, k), get(m, q, k)];
        m[p * 3 + k] = c * pk - s * qk;
        m[q * 3 + k] = s * pk + c * qk;
        const [vp, vq] = [get(v, k, p), get(v, k, q)];
        v[k * 3 + p] = c * vp - s * vq;
        v[k * 3 + q] = s * vp + c * vq;
      }
    }
  }
  return v;
}
