/**
 * Boundary dimensions of deep groove ball bearings by designation, in mm: bore, outer diameter, width (ISO 15:2017, series
 * 62x, 63x, 60, 62, 68 and 69).
 */
const BEARINGS: Record<number, readonly [number, number, number]> = {
  608: [8, 22, 7],
  623: [3, 10, 4],
  624: [4, 13, 5],
  625: [5, 16, 5],
  626: [6, 19, 6],
  635: [5, 19, 6],
  688: [8, 16, 5],
  6000: [10, 26, 8],
  6001: [12, 28, 8],
  6002: [15, 32, 9],
  6003: [17, 35, 10],
  6004: [20, 42, 12],
  6005: [25, 47, 12],
  6006: [30, 55, 13],
  6200: [10, 30, 9],
  6201: [12, 32, 10],
  6202: [15, 35, 11],
  6203: [17, 40, 12],
  6204: [20, 47, 14],
  6205: [25, 52, 15],
  6206: [30, 62, 16],
  6800: [10, 19, 5],
  6801: [12, 21, 5],
  6900: [10, 22, 6],
  6901: [12, 24, 6],
};

export type Bearing = { bore: number; outer: number; width: number };

/** The sizes of a bearing by its number, 608 or 6204; null for one that is not in the table. */
export function bearingOf(designation: number): Bearing | null {
  const row = BEARINGS[designation];
  return row === undefined ? null : { bore: row[0], outer: row[1], width: row[2] };
}
