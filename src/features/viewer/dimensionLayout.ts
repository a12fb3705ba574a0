/** Places dimension lines: in the part for a measurement, round the part's box for its size. */
import type { Box, Vec3 } from "./cadModel";
import { boxSize } from "./cadModel";
import type { Basis } from "./cameraView";
import type { Dimension } from "./measurement";
import { formatIn, type Units } from "./units";
import { add, dot, scale } from "./vectors";

export type BoxDimension = Dimension & {
  /** The corners the extension lines start from. */
  roots: readonly [Vec3, Vec3];
};

/**
 * Three dimensions on the sides of the box that face the viewer, `gapMm` away from it.
 * A side seen end-on gets none: its value could not be read.
 */
export function boxDimensions(box: Box, basis: Basis, gapMm: number, units: Units = "mm"): BoxDimension[] {
  const size = boxSize(box);
  const { toCamera, right, up } = basis;
  const near = (axis: 0 | 1 | 2) => (toCamera[axis] >= 0 ? box.max[axis] : box.min[axis]);
  const out = (axis: 0 | 1 | 2) => (toCamera[axis] >= 0 ? 1 : -1);
  const seen = (axis: 0 | 1 | 2) => Math.abs(toCamera[axis]) < 0.985;
  // The rim that is nearer to the edge of the picture: the lower one from above, the upper one from below.
  const z = toCamera[2] >= 0 ? box.min[2] : box.max[2];
  const dimensions: BoxDimension[] = [];
  const push = (a: Vec3, b: Vec3, away: Vec3, length: number) => {
    const shift = scale(away, gapMm);
    dimensions.push({ from: add(a, shift), to: add(b, shift), roots: [a, b], text: formatIn(units, length) });
  };
  // Outwards on the ground, or downwards where that would lie on the part, as in a front view.
  const screenLength = (v: Vec3) => Math.hypot(dot(v, right), dot(v, up));
  const away = (outwards: Vec3): Vec3 => (screenLength(outwards) > 0.3 ? outwards : [0, 0, toCamera[2] >= 0 ? -1 : 1]);
  if (seen(0)) push([box.min[0], near(1), z], [box.max[0], near(1), z], away([0, out(1), 0]), size[0]);
  if (seen(1)) push([near(0), box.min[1], z], [near(0), box.max[1], z], away([out(0), 0, 0]), size[1]);
  if (seen(2)) {
    // The upright corner farthest to the right on the screen.
    const corners: Vec3[] = [box.min[0], box.max[0]].flatMap((x) =>
      [box.min[1], box.max[1]].map((y): Vec3 => [x, y, box.min[2]]),
    );
    const corner = corners.reduce((best, c) => (dot(c, right) > dot(best, right) ? c : best));
    push(corner, [corner[0], corner[1], box.max[2]], [right[0], right[1], 0], size[2]);
  }
  return dimensions;
}
