/**
 * Finds the triangle under a ray and the CAD edge near a pointer.
 * A plain scan over typed arrays answers within some milliseconds for usual parts, so the first pick never waits;
 * large parts get a tree (three-mesh-bvh), built off the main thread after the first pick.
 */
import type { CadModel, Vec3 } from "./cadModel";
import { rangeAt } from "./cadModel";
import { add, cross, distance, dot, pointAt, scale, subtract, unit } from "./vectors";

export type Ray = { origin: Vec3; direction: Vec3 };

/** Points where the value is negative are cut away by the section plane and cannot be picked. */
export type Keep = ((point: Vec3) => boolean) | null;

export type TriangleHit = { triangle: number; point: Vec3; distanceMm: number };

export type EdgeHit = { edge: number; point: Vec3; distancePx: number };

/** First triangle along the ray, front or back, that `keep` lets through. */
export function pickTriangle(model: CadModel, ray: Ray, keep: Keep): TriangleHit | null {
  const { positions: p, indices } = model;
  const [ox, oy, oz] = ray.origin;
  const [dx, dy, dz] = ray.direction;
  let best = Infinity;
  let triangle = -1;
  for (let i = 0; i < indices.length; i += 3) {
    const a = (indices[i] as number) * 3; // indices are checked by the reader
    const b = (indices[i + 1] as number) * 3;
    const c = (indices[i + 2] as number) * 3;
    const ax = p[a] as number;
    const ay = p[a + 1] as number;
    const az = p[a + 2] as number;
    const ux = (p[b] as number) - ax;
    const uy = (p[b + 1] as number) - ay;
    const uz = (p[b + 2] as number) - az;
    const vx = (p[c] as number) - ax;
    const vy = (p[c + 1] as number) - ay;
    const vz = (p[c + 2] as number) - az;
    const px = dy * vz - dz * vy;
    const py = dz * vx - dx * vz;
    const pz = dx * vy - dy * vx;
    const det = ux * px + uy * py + uz * pz;
    if (det === 0) continue;
    const tx = ox - ax;
    const ty = oy - ay;
    const tz = oz - az;
    const u = (tx * px + ty * py + tz * pz) / det;
    if (u < 0 || u > 1) continue;
    const qx = ty * uz - tz * uy;
    const qy = tz * ux - tx * uz;
    const qz = tx * uy - ty * ux;
    const v = (dx * qx + dy * qy + dz * qz) / det;
    if (v < 0 || u + v > 1) continue;
    const t = (vx * qx + vy * qy + vz * qz) / det;
    if (t <= 0 || t >= best) continue;
    if (keep !== null && !keep([ox + dx * t, oy + dy * t, oz + dz * t])) continue;
    best = t;
    triangle = i / 3;
  }
  return triangle < 0 ? null : { triangle, point: add(ray.origin, scale(ray.direction, best)), distanceMm: best };
}

/** Row-major 4 × 4 from part to screen pixels: x, y in px and w; what lies behind the camera has w <= 0. */
export type ScreenProjection = (point: Vec3) => { x: number; y: number; w: number };

/**
 * CAD edge nearest to a screen point, at most `reachPx` away. `isVisible` is asked only for edges that come nearer
 * than the best one so far, so it may be slow.
 */
export function pickEdge(
  model: CadModel,
  project: ScreenProjection,
  at: { x: number; y: number },
  reachPx: number,
  isVisible: (point: Vec3) => boolean,
): EdgeHit | null {
  const near: { segment: number; point: Vec3; distancePx: number }[] = [];
  const count = model.segments.length / 6;
  for (let segment = 0; segment < count; segment++) {
    const a = pointAt(model.segments, segment * 2);
    const b = pointAt(model.segments, segment * 2 + 1);
    const [pa, pb] = [project(a), project(b)];
    if (pa.w <= 0 || pb.w <= 0) continue;
    const [ex, ey] = [pb.x - pa.x, pb.y - pa.y];
    const size = ex * ex + ey * ey;
    const t = size === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - pa.x) * ex + (at.y - pa.y) * ey) / size));
    const distancePx = Math.hypot(pa.x + ex * t - at.x, pa.y + ey * t - at.y);
    if (distancePx <= reachPx) near.push({ segment, point: add(a, scale(subtract(b, a), t)), distancePx });
  }
  near.sort((a, b) => a.distancePx - b.distancePx);
  for (const hit of near.slice(0, 12)) {
    if (!isVisible(hit.point)) continue;
    const edge = rangeAt(model.edges, hit.segment);
    if (edge >= 0) return { edge, point: hit.point, distancePx: hit.distancePx };
  }
  return null;
}

/** Points of a CAD edge in order; segments of one edge follow each other end to end. */
export function edgePoints(model: CadModel, edge: number): Vec3[] {
  const range = model.edges[edge];
  if (range === undefined) return [];
  const points: Vec3[] = [pointAt(model.segments, range.start * 2)];
  for (let i = range.start; i < range.start + range.count; i++) points.push(pointAt(model.segments, i * 2 + 1));
  return points;
}

/** True when nothing of the part lies clearly between the eye and the point. */
export function isUnhidden(hit: TriangleHit | null, ray: Ray, point: Vec3, slackMm: number): boolean {
  if (hit === null) return true;
  return dot(subtract(point, ray.origin), ray.direction) <= hit.distanceMm + slackMm;
}

/** The end of an edge that lies within reach, for snapping to a corner. */
export function snapToCorner(
  points: readonly Vec3[],
  project: ScreenProjection,
  at: { x: number; y: number },
  reachPx: number,
): Vec3 | null {
  const ends = [points[0], points[points.length - 1]].filter((point) => point !== undefined);
  if (ends.length === 2 && ends[0] !== undefined && ends[1] !== undefined && distance(ends[0], ends[1]) === 0)
    return null;
  let best: Vec3 | null = null;
  let bestPx = reachPx;
  for (const end of ends) {
    const { x, y, w } = project(end);
    const away = Math.hypot(x - at.x, y - at.y);
    if (w > 0 && away <= bestPx) [best, bestPx] = [end, away];
  }
  return best;
}

/** Unit normal of a triangle, on the side that the ray comes from. */
export function normalOf({ positions: p, indices }: CadModel, triangle: number, ray: Ray): Vec3 {
  const corner = (i: number): Vec3 => {
    const at = (indices[triangle * 3 + i] as number) * 3; // indices are checked by the reader
    return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
  };
  const [a, b, c] = [corner(0), corner(1), corner(2)];
  const normal = unit(cross(subtract(b, a), subtract(c, a)));
  return dot(normal, ray.direction) > 0 ? scale(normal, -1) : normal;
}
