/** 4 × 4 matrices, 16 numbers column after column as in glTF, and what they do to long lists of points. */
import type { Json } from "./untrustedJson";
import { numbersOf } from "./untrustedJson";

export type Matrix = Float64Array;

const METRES_TO_MM = 1000;

/** From metres with Y up to millimetres with Z up. */
export function zUpMillimetres(): Matrix {
  const s = METRES_TO_MM;
  return Float64Array.of(s, 0, 0, 0, 0, 0, s, 0, 0, -s, 0, 0, 0, 0, 0, 1);
}

/** The place of a node in its parent. */
export function localMatrix(node: Json): Matrix {
  if (node.matrix !== undefined) return Float64Array.from(numbersOf(node.matrix, 16, "node matrix"));
  const [tx, ty, tz] = numbersOf(node.translation ?? [0, 0, 0], 3, "translation") as [number, number, number];
  const [x, y, z, w] = numbersOf(node.rotation ?? [0, 0, 0, 1], 4, "rotation") as [number, number, number, number];
  const [sx, sy, sz] = numbersOf(node.scale ?? [1, 1, 1], 3, "scale") as [number, number, number];
  return Float64Array.of(
    (1 - 2 * (y * y + z * z)) * sx,
    2 * (x * y + z * w) * sx,
    2 * (x * z - y * w) * sx,
    0,
    2 * (x * y - z * w) * sy,
    (1 - 2 * (x * x + z * z)) * sy,
    2 * (y * z + x * w) * sy,
    0,
    2 * (x * z + y * w) * sz,
    2 * (y * z - x * w) * sz,
    (1 - 2 * (x * x + y * y)) * sz,
    0,
    tx,
    ty,
    tz,
    1,
  );
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  const result = new Float64Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += (a[k * 4 + row] ?? 0) * (b[column * 4 + k] ?? 0);
      result[column * 4 + row] = sum;
    }
  }
  return result;
}

export function determinant3(m: Matrix): number {
  const [a, b, c, , d, e, f, , g, h, i] = m as unknown as number[];
  return a! * (e! * i! - f! * h!) - d! * (b! * i! - c! * h!) + g! * (b! * f! - c! * e!); // 16 entries by construction
}

export function transformPoints(from: Float32Array, m: Matrix, to: Float32Array, at: number): void {
  // Locals, not array reads: this loop sees every vertex of models with a million triangles.
  const [a, b, c, , d, e, f, , g, h, i, , tx, ty, tz] = m as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let k = 0; k < from.length; k += 3) {
    const x = from[k] as number;
    const y = from[k + 1] as number;
    const z = from[k + 2] as number;
    to[at + k] = a * x + d * y + g * z + tx;
    to[at + k + 1] = b * x + e * y + h * z + ty;
    to[at + k + 2] = c * x + f * y + i * z + tz;
  }
}

export function transformNormals(from: Float32Array, m: Matrix, to: Float32Array, at: number): void {
  // The cofactor matrix keeps normals right under uneven scaling, and needs no division.
  const [a, b, c, , d, e, f, , g, h, i] = m as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const sign = determinant3(m) < 0 ? -1 : 1;
  const [c00, c10, c20] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const [c01, c11, c21] = [c * h - b * i, a * i - c * g, b * g - a * h];
  const [c02, c12, c22] = [b * f - c * e, c * d - a * f, a * e - b * d];
  for (let k = 0; k < from.length; k += 3) {
    const x = from[k] as number;
    const y = from[k + 1] as number;
    const z = from[k + 2] as number;
    const nx = c00 * x + c01 * y + c02 * z;
    const ny = c10 * x + c11 * y + c12 * z;
    const nz = c20 * x + c21 * y + c22 * z;
    const length = sign * Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    to[at + k] = nx / length;
    to[at + k + 1] = ny / length;
    to[at + k + 2] = nz / length;
  }
}
