/**
 * A photo studio painted into a small sky texture: bright ceiling, soft boxes left and right, darker floor.
 * It gives metal its soft gradients without a picture file.
 */
import {
  ClampToEdgeWrapping,
  DataTexture,
  DataUtils,
  EquirectangularReflectionMapping,
  HalfFloatType,
  LinearFilter,
  LinearSRGBColorSpace,
  RepeatWrapping,
  RGBAFormat,
} from "three";

const WIDTH = 64;
const HEIGHT = 32;

/** Soft rectangle: 1 inside, falling to 0 over `soft` radians. */
function softBox(
  distanceAzimuth: number,
  distanceElevation: number,
  halfWidth: number,
  halfHeight: number,
  soft: number,
): number {
  const fall = (distance: number, half: number) => {
    const t = Math.min(1, Math.max(0, (Math.abs(distance) - half) / soft));
    return 1 - t * t * (3 - 2 * t);
  };
  return fall(distanceAzimuth, halfWidth) * fall(distanceElevation, halfHeight);
}

/** Brightness from a direction; azimuth 0 is the front (-Y), 90 degrees the right (+X), both in radians. */
function studioBrightness(azimuth: number, elevation: number): number {
  const turn = (from: number) => Math.atan2(Math.sin(azimuth - from), Math.cos(azimuth - from));
  const height = Math.sin(elevation);
  const ground = height < 0 ? 0.34 + 0.14 * (1 + height) : 0.48 + 0.42 * height;
  const key = 1.5 * softBox(turn(-0.7), elevation - 0.75, 0.45, 0.35, 0.5);
  const rim = 0.7 * softBox(turn(1.9), elevation - 0.35, 0.2, 0.5, 0.45);
  const back = 0.5 * softBox(turn(Math.PI - 0.4), elevation - 0.5, 0.5, 0.3, 0.6);
  const shade = 0.25 * softBox(turn(0.95), elevation - 0.0, 0.25, 0.7, 0.5);
  return Math.max(0.08, ground + key + rim + back - shade);
}

export function createStudioTexture(): DataTexture {
  const data = new Uint16Array(WIDTH * HEIGHT * 4);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      // three.js reads such a texture with Y up and u turning from -X over -Z; the scene turns Y up into Z up.
      const angle = ((column + 0.5) / WIDTH - 0.5) * 2 * Math.PI;
      const elevation = ((row + 0.5) / HEIGHT - 0.5) * Math.PI;
      const azimuth = Math.atan2(Math.cos(angle), Math.sin(angle));
      const value = studioBrightness(azimuth, elevation);
      const at = (row * WIDTH + column) * 4;
      data[at] = DataUtils.toHalfFloat(value * 1.015);
      data[at + 1] = DataUtils.toHalfFloat(value);
      data[at + 2] = DataUtils.toHalfFloat(value * 0.975);
      data[at + 3] = DataUtils.toHalfFloat(1);
    }
  }
  const texture = new DataTexture(data, WIDTH, HEIGHT, RGBAFormat, HalfFloatType);
  texture.mapping = EquirectangularReflectionMapping;
  texture.colorSpace = LinearSRGBColorSpace;
  texture.wrapS = RepeatWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
