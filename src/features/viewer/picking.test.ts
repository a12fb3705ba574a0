import { describe, expect, it } from "vitest";
import type { CadModel } from "./cadModel";
import { rangeAt } from "./cadModel";
import { edgePoints, pickEdge, pickTriangle, snapToCorner } from "./picking";
import { isKept, sectionOutline } from "./sectionPlane";

/** Two triangles, one above the other at z = 0 and z = 10, and the X edge of the upper one in two pieces. */
const MODEL: CadModel = {
  positions: Float32Array.of(0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 10, 10, 0, 10, 0, 10, 10),
  normals: new Float32Array(18),
  indices: Uint32Array.of(0, 1, 2, 3, 4, 5),
  segments: Float32Array.of(0, 0, 10, 5, 0, 10, 5, 0, 10, 10, 0, 10),
  faces: [],
  edges: [{ start: 0, count: 2, kind: null, radiusMm: null }],
  parts: [],
  box: { min: [0, 0, 0], max: [10, 10, 10] },
};
const DOWN = { origin: [2, 2, 50], direction: [0, 0, -1] } as const;
/** Seen from above, one pixel for each mm. */
const project = ([x, y]: readonly [number, number, number]) => ({ x, y, w: 1 });

describe("pickTriangle", () => {
  it("finds the nearest triangle along the ray", () => {
    expect(pickTriangle(MODEL, DOWN, null)).toEqual({ triangle: 1, point: [2, 2, 10], distanceMm: 40 });
  });

  it("looks through what the section plane took away", () => {
    const section = { axis: 2, place: 0.5, isFlipped: false } as const;
    expect(pickTriangle(MODEL, DOWN, (point) => isKept(section, MODEL.box, point))?.triangle).toBe(0);
  });

  it("finds nothing beside the part", () => {
    expect(pickTriangle(MODEL, { ...DOWN, origin: [9, 9, 50] }, null)).toBeNull();
  });
});

describe("pickEdge", () => {
  it("finds an edge near the pointer and the whole polyline behind it", () => {
    const hit = pickEdge(MODEL, project, { x: 7, y: 3 }, 6, () => true);
    expect(hit).toEqual({ edge: 0, point: [7, 0, 10], distancePx: 3 });
    expect(edgePoints(MODEL, 0)).toEqual([
      [0, 0, 10],
      [5, 0, 10],
      [10, 0, 10],
    ]);
  });

  it("leaves out edges that are far away or hidden", () => {
    expect(pickEdge(MODEL, project, { x: 7, y: 9 }, 6, () => true)).toBeNull();
    expect(pickEdge(MODEL, project, { x: 7, y: 3 }, 6, () => false)).toBeNull();
  });

  it("snaps to the end of an open edge only", () => {
    expect(snapToCorner(edgePoints(MODEL, 0), project, { x: 9, y: 1 }, 4)).toEqual([10, 0, 10]);
    expect(
      snapToCorner(
        [
          [0, 0, 0],
          [5, 5, 0],
          [0, 0, 0],
        ],
        project,
        { x: 0, y: 0 },
        4,
      ),
    ).toBeNull();
  });
});

describe("rangeAt", () => {
  it("finds the run that holds a number, across empty runs and gaps", () => {
    const runs = [
      { start: 0, count: 2 },
      { start: 2, count: 0 },
      { start: 2, count: 3 },
      { start: 8, count: 1 },
    ];
    expect([0, 1, 2, 4, 5, 8, 9].map((index) => rangeAt(runs, index))).toEqual([0, 0, 2, 2, -1, 3, -1]);
  });
});

describe("sectionOutline", () => {
  it("cuts each crossed triangle once", () => {
    expect(sectionOutline(MODEL, 0, 5).length / 6).toBe(2);
    expect(sectionOutline(MODEL, 2, 5).length).toBe(0);
  });
});
