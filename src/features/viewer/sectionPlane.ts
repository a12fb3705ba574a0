/** The section tool's plane, without three.js: which part is kept, and the outline of the cut. */
import type { Box, CadModel, Vec3 } from "./cadModel";

export type Axis = 0 | 1 | 2;

export type Section = {
  axis: Axis;
  /** Place of the plane on its axis, 0..1 of the part's box. */
  place: number;
  /** False keeps the part below the plane, true the part above. */
  isFlipped: boolean;
};

export const AXIS_NAMES = ["X", "Y", "Z"] as const;

/** Where the plane cuts its axis, mm. */
export function sectionOffset(section: Section, box: Box): number {
  const [low, high] = [box.min[section.axis], box.max[section.axis]];
  return low + (high - low) * section.place;
}

export function isKept(section: Section, box: Box, point: Vec3): boolean {
  const side = point[section.axis] - sectionOffset(section, box);
  return section.isFlipped ? side >= 0 : side <= 0;
}

/** Segments (six numbers each) where the triangles cross the plane. */
export function sectionOutline(model: CadModel, axis: Axis, offset: number): Float32Array {
  const { positions, indices } = model;
  const found: number[] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const corners = [indices[i] as number, indices[i + 1] as number, indices[i + 2] as number]; // checked by the reader
    const side = corners.map((corner) => (positions[corner * 3 + axis] as number) - offset);
    const above = side.filter((s) => s >= 0).length;
    if (above === 0 || above === 3) continue;
    for (let k = 0; k < 3; k++) {
      const [a, b] = [side[k] as number, side[(k + 1) % 3] as number];
      if (a >= 0 === b >= 0) continue;
      const [from, to] = [(corners[k] as number) * 3, (corners[(k + 1) % 3] as number) * 3];
      const t = a / (a - b);
      for (let c = 0; c < 3; c++) {
        const start = positions[from + c] as number;
        found.push(start + ((positions[to + c] as number) - start) * t);
      }
    }
  }
  return Float32Array.from(found);
}
