/** What the viewer shows: one merged triangle mesh and one set of edge segments, in millimetres with Z up. */

import type { ModelPart } from "./parts";

/** Shape of a CAD face, as told by the file or found from its triangles. */
export type FaceKind = "plane" | "cylinder" | "cone" | "sphere" | "torus" | "free";

/** Shape of a CAD edge; a circle may be a part of one. */
export type EdgeKind = "line" | "circle" | "free";

/** A CAD face: a run of triangles in the merged index. Kind and radius are null when the file does not tell them. */
export type FaceRange = { start: number; count: number; kind: FaceKind | null; radiusMm: number | null };

/** A CAD edge: a run of segments in `segments`. The file tells the true length of curves that are neither line nor circle. */
export type EdgeRange = {
  start: number;
  count: number;
  kind: EdgeKind | null;
  radiusMm: number | null;
  lengthMm?: number;
};

export type Vec3 = readonly [number, number, number];

export type Box = { min: Vec3; max: Vec3 };

export type CadModel = {
  /** x, y, z of every vertex in mm. */
  positions: Float32Array;
  /** Unit normals, one for each vertex. */
  normals: Float32Array;
  /** Three vertex numbers for each triangle. */
  indices: Uint32Array;
  /** Six numbers (two points, mm) for each edge segment. */
  segments: Float32Array;
  /** Sorted by start; empty when the file does not tell its faces. */
  faces: FaceRange[];
  /** Sorted by start; found by joining segments end to end when the file does not tell its edges. */
  edges: EdgeRange[];
  /** The parts of an assembly in the file's order; one for a file with one mesh. */
  parts: ModelPart[];
  box: Box;
};

/** The run that holds item number `index`, or -1. Runs must be sorted by start and must not overlap. */
export function rangeAt(ranges: readonly { start: number; count: number }[], index: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return -1;
    if (index < range.start) high = middle - 1;
    else if (index >= range.start + range.count) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** Length of each side of a box in mm. */
export function boxSize(box: Box): Vec3 {
  return [box.max[0] - box.min[0], box.max[1] - box.min[1], box.max[2] - box.min[2]];
}

/** Length of the space diagonal of a box in mm. */
export function boxDiagonal(box: Box): number {
  return Math.hypot(...boxSize(box));
}

/** True when the part grew or shrank so much (more than 2 times) that the old camera no longer shows it well. */
export function needsNewFit(before: Box | null, after: Box): boolean {
  if (before === null) return true;
  const ratio = boxDiagonal(after) / Math.max(boxDiagonal(before), 1e-9);
  return ratio > 2 || ratio < 0.5;
}
