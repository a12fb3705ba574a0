import { describe, expect, it } from "vitest";
import type { CadModel, EdgeRange, FaceRange, Vec3 } from "./cadModel";
import { fitFace } from "./faceFit";

const whole = (model: CadModel, told: Partial<FaceRange> = {}): FaceRange => ({
  start: 0,
  count: model.indices.length / 3,
  kind: null,
  radiusMm: null,
  ...told,
});

function modelOf(triangles: Vec3[][], segments: Vec3[] = [], edges: EdgeRange[] = []): CadModel {
  const points = triangles.flat();
  return {
    positions: Float32Array.from(points.flat()),
    normals: new Float32Array(points.length * 3),
    indices: Uint32Array.from(points.keys()),
    segments: Float32Array.from(segments.flat()),
    faces: [],
    edges,
    parts: [],
    box: { min: [0, 0, 0], max: [1, 1, 1] },
  };
}

/** A grid of quads over u and v in 0..1, two triangles each. */
function sheet(at: (u: number, v: number) => Vec3, across: number, along: number): Vec3[][] {
  const triangles: Vec3[][] = [];
  for (let i = 0; i < across; i++) {
    for (let j = 0; j < along; j++) {
      const [u0, u1, v0, v1] = [i / across, (i + 1) / across, j / along, (j + 1) / along];
      triangles.push([at(u0, v0), at(u1, v0), at(u1, v1)], [at(u0, v0), at(u1, v1), at(u0, v1)]);
    }
  }
  return triangles;
}

const TURN = 2 * Math.PI;

function ringPoints(radius: number, steps: number): Vec3[] {
  return Array.from({ length: steps + 1 }, (_, i): Vec3 => {
    const angle = ((i % steps) / steps) * TURN;
    return [Math.fround(radius * Math.cos(angle)), Math.fround(radius * Math.sin(angle)), 0];
  });
}

function segmentsOf(points: Vec3[]): Vec3[] {
  return points.slice(1).flatMap((point, i) => [points[i] as Vec3, point]);
}

describe("fitFace", () => {
  it("measures a rectangle and names its side by the outward normal", () => {
    const shape = fitFace(...withRange(modelOf(sheet((u, v) => [u * 80, v * 60, 5], 1, 1))));
    expect(shape.kind).toBe("plane");
    expect(shape.areaMm2).toBeCloseTo(4800, 4);
    expect(shape.axis[2]).toBeCloseTo(1, 6);
    expect(shape.outline.length / 6).toBe(4);
  });

  it("gives a ring between two circles its true area and both diameters", () => {
    const [outer, inner] = [ringPoints(41, 32), ringPoints(26, 32)];
    const triangles = outer.slice(1).flatMap((point, i): Vec3[][] => {
      const [a, c, d] = [outer[i] as Vec3, inner[i] as Vec3, inner[i + 1] as Vec3];
      return [
        [a, point, d],
        [a, d, c],
      ];
    });
    const edges: EdgeRange[] = [
      { start: 0, count: 32, kind: "circle", radiusMm: 41 },
      { start: 32, count: 32, kind: "circle", radiusMm: 26 },
    ];
    const shape = fitFace(...withRange(modelOf(triangles, [...segmentsOf(outer), ...segmentsOf(inner)], edges)));
    expect(shape.areaMm2).toBeCloseTo(Math.PI * (41 * 41 - 26 * 26), 1);
    expect(shape.areaIsExact).toBe(true);
    expect(shape.circleDiametersMm).toEqual([82, 52]);
  });

  it("finds the diameter of a hole and that its material is outside", () => {
    const shape = fitFace(
      ...withRange(modelOf(sheet((u, v) => [7 * Math.cos(-u * TURN) + 55, 7 * Math.sin(-u * TURN), v * 18], 32, 1))),
    );
    expect(shape.kind).toBe("cylinder");
    expect(shape.diameterMm).toBeCloseTo(14, 3);
    expect(shape.isInside).toBe(true);
    // π d h, not the smaller sum of the flat triangles.
    expect(shape.areaMm2).toBeCloseTo(Math.PI * 14 * 18, 1);
  });

  it("tells a sphere, a cone and a free surface apart", () => {
    const ball = sheet(
      (u, v) => [8 * Math.cos(u * TURN) * Math.cos(v), 8 * Math.sin(u * TURN) * Math.cos(v), 8 * Math.sin(v)],
      24,
      12,
    );
    const cone = sheet((u, v) => [(6 - 4 * v) * Math.cos(u * TURN), (6 - 4 * v) * Math.sin(u * TURN), 10 * v], 24, 1);
    const wave = sheet((u, v) => [u * 10, v * 10, Math.sin(u * 6) * Math.cos(v * 5)], 12, 12);
    expect([ball, cone, wave].map((triangles) => fitFace(...withRange(modelOf(triangles))).kind)).toEqual([
      "sphere",
      "cone",
      "free",
    ]);
    expect(fitFace(...withRange(modelOf(ball))).diameterMm).toBeCloseTo(16, 3);
  });

  it("believes the file about kind and radius", () => {
    const model = modelOf(sheet((u, v) => [5 * Math.cos(u * TURN), 5 * Math.sin(u * TURN), v], 12, 1));
    expect(fitFace(model, whole(model, { kind: "torus" })).kind).toBe("torus");
    expect(fitFace(model, whole(model, { kind: "cylinder", radiusMm: 5.00002 })).diameterMm).toBe(10.00004);
  });
});

function withRange(model: CadModel): [CadModel, FaceRange] {
  return [model, whole(model)];
}
