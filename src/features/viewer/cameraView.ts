/**
 * Where the camera looks from, as five plain numbers, and the moves on them. No three.js in here.
 * Azimuth 0 is the front view (from -Y), 90 degrees the right view (from +X); elevation 90 degrees is the top view.
 */
import type { Box, Vec3 } from "./cadModel";

export type CameraView = {
  /** Point the camera turns round, mm. */
  target: Vec3;
  /** Radians. */
  azimuth: number;
  /** Radians, -90..90 degrees. */
  elevation: number;
  /** Height of the picture at the target, mm; the same for both projections, so switching keeps the size. */
  height: number;
};

export type StandardView = "front" | "back" | "left" | "right" | "top" | "bottom" | "iso";

export type Basis = { right: Vec3; up: Vec3; toCamera: Vec3 };

export const FIELD_OF_VIEW = (20 * Math.PI) / 180;

const HALF_TURN = Math.PI;
const RIGHT_ANGLE = Math.PI / 2;
const FIT_MARGIN = 1.22;
const MIN_HEIGHT = 0.01;
const MAX_HEIGHT = 1e6;

const ANGLES: Record<StandardView, { azimuth: number; elevation: number }> = {
  front: { azimuth: 0, elevation: 0 },
  right: { azimuth: RIGHT_ANGLE, elevation: 0 },
  back: { azimuth: HALF_TURN, elevation: 0 },
  left: { azimuth: -RIGHT_ANGLE, elevation: 0 },
  top: { azimuth: 0, elevation: RIGHT_ANGLE },
  bottom: { azimuth: 0, elevation: -RIGHT_ANGLE },
  iso: { azimuth: (36 * Math.PI) / 180, elevation: (30 * Math.PI) / 180 },
};

export function standardAngles(name: StandardView): { azimuth: number; elevation: number } {
  return ANGLES[name];
}

/** The standard view that these angles show, or null when the camera was turned by hand. */
export function standardViewOf(view: { azimuth: number; elevation: number }): StandardView | null {
  const names = Object.keys(ANGLES) as StandardView[]; // keys of a Record are its key type
  return (
    names.find((name) => {
      const angles = ANGLES[name];
      const turn = Math.abs(shortestTurn(view.azimuth, angles.azimuth));
      return turn < 0.01 && Math.abs(view.elevation - angles.elevation) < 0.01;
    }) ?? null
  );
}

/** Screen axes of a view in part coordinates, each of length 1. Defined for straight down and up as well. */
export function basisOf(view: { azimuth: number; elevation: number }): Basis {
  const [sinA, cosA] = [Math.sin(view.azimuth), Math.cos(view.azimuth)];
  const [sinE, cosE] = [Math.sin(view.elevation), Math.cos(view.elevation)];
  return {
    right: [cosA, sinA, 0],
    up: [-sinA * sinE, cosA * sinE, cosE],
    toCamera: [sinA * cosE, -cosA * cosE, sinE],
  };
}

/** Distance from camera to target at which a perspective camera shows `height` mm. */
export function distanceOf(view: CameraView): number {
  return view.height / (2 * Math.tan(FIELD_OF_VIEW / 2));
}

export function orbit(view: CameraView, azimuthBy: number, elevationBy: number): CameraView {
  const elevation = Math.min(RIGHT_ANGLE, Math.max(-RIGHT_ANGLE, view.elevation + elevationBy));
  return { ...view, azimuth: wrapAngle(view.azimuth + azimuthBy), elevation };
}

/** Moves the picture by pixels: the part follows the finger. */
export function pan(view: CameraView, dxPx: number, dyPx: number, viewportHeightPx: number): CameraView {
  const mmPerPx = view.height / Math.max(viewportHeightPx, 1);
  const { right, up } = basisOf(view);
  return { ...view, target: along(along(view.target, right, -dxPx * mmPerPx), up, dyPx * mmPerPx) };
}

/**
 * Scales the picture; factor above 1 comes closer. `atX`, `atY` are the fixed point in pixels from the centre of the
 * viewport (y down), so the thing under the pointer stays there.
 */
export function zoom(view: CameraView, factor: number, atX: number, atY: number, viewportHeightPx: number): CameraView {
  const height = Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, view.height / factor));
  const mmPerPx = (view.height - height) / Math.max(viewportHeightPx, 1);
  const { right, up } = basisOf(view);
  return { ...view, height, target: along(along(view.target, right, atX * mmPerPx), up, -atY * mmPerPx) };
}

/** Keeps the direction and moves so that the whole box is in the picture, for both projections. `aspect` is width / height. */
export function fit(box: Box, angles: { azimuth: number; elevation: number }, aspect: number): CameraView {
  const basis = basisOf(angles);
  const corners = cornersOf(box);
  const project = (axis: Vec3) => corners.map((corner) => dot(corner, axis));
  const [xs, ys, zs] = [project(basis.right), project(basis.up), project(basis.toCamera)];
  const [x, y, z] = [middle(xs), middle(ys), middle(zs)];
  const target = along(along(along([0, 0, 0], basis.right, x), basis.up, y), basis.toCamera, z);
  const tan = Math.tan(FIELD_OF_VIEW / 2);
  let distance = 0;
  corners.forEach((_, i) => {
    const [cx, cy, cz] = [Math.abs((xs[i] ?? 0) - x), Math.abs((ys[i] ?? 0) - y), (zs[i] ?? 0) - z];
    distance = Math.max(distance, cz + (cy / tan) * FIT_MARGIN, cz + (cx / (tan * aspect)) * FIT_MARGIN);
  });
  // By name: whoever asks may hand a whole view, whose target and height are the ones to leave behind.
  const { azimuth, elevation } = angles;
  return { target, azimuth, elevation, height: Math.max(distance * 2 * tan, MIN_HEIGHT) };
}

/** A view on the way from one to the other; `t` 0..1, already eased. Turns the short way round. */
export function between(from: CameraView, to: CameraView, t: number): CameraView {
  const mix = (a: number, b: number) => a + (b - a) * t;
  return {
    target: [mix(from.target[0], to.target[0]), mix(from.target[1], to.target[1]), mix(from.target[2], to.target[2])],
    azimuth: wrapAngle(from.azimuth + shortestTurn(from.azimuth, to.azimuth) * t),
    elevation: mix(from.elevation, to.elevation),
    // Heights differ by factors, not by sums: a geometric mix looks even.
    height: from.height * Math.pow(to.height / from.height, t),
  };
}

function shortestTurn(from: number, to: number): number {
  return wrapAngle(to - from);
}

function wrapAngle(angle: number): number {
  const turn = 2 * Math.PI;
  return ((((angle + Math.PI) % turn) + turn) % turn) - Math.PI;
}

function along(point: Vec3, axis: Vec3, by: number): Vec3 {
  return [point[0] + axis[0] * by, point[1] + axis[1] * by, point[2] + axis[2] * by];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function middle(values: number[]): number {
  return (Math.min(...values) + Math.max(...values)) / 2;
}

function cornersOf(box: Box): Vec3[] {
  const corners: Vec3[] = [];
  for (const x of [box.min[0], box.max[0]]) {
    for (const y of [box.min[1], box.max[1]]) for (const z of [box.min[2], box.max[2]]) corners.push([x, y, z]);
  }
  return corners;
}
