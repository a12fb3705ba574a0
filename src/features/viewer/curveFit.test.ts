import { describe, expect, it } from "vitest";
import type { Vec3 } from "./cadModel";
import { fitCircle2d, fitCurve, joinSegments } from "./curveFit";
import { add, cross, perpendicular, scale, unit } from "./vectors";

/** Points on a circle as a tessellation has them: exact, then stored as 32-bit floats. */
function arc(centre: Vec3, axis: Vec3, radius: number, angle: number, steps: number): Vec3[] {
  const u = perpendicular(axis);
  const v = cross(axis, u);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = (angle * i) / steps;
    const p = add(centre, add(scale(u, Math.cos(t) * radius), scale(v, Math.sin(t) * radius)));
    return [Math.fround(p[0]), Math.fround(p[1]), Math.fround(p[2])];
  });
}

describe("fitCurve", () => {
  it("finds radius, centre and true length of a tilted circle", () => {
    const shape = fitCurve(arc([120, -40, 7], unit([1, 2, 3]), 26, 2 * Math.PI, 32));
    expect(shape.kind).toBe("circle");
    if (shape.kind !== "circle") return;
    expect(shape.radiusMm).toBeCloseTo(26, 4);
    expect(shape.lengthMm).toBeCloseTo(2 * Math.PI * 26, 3);
    expect(shape.centre[0]).toBeCloseTo(120, 3);
  });

  it("gives the length of a quarter round as an arc, not as its chords", () => {
    const shape = fitCurve(arc([0, 0, 0], [0, 0, 1], 6, Math.PI / 2, 8));
    expect(shape.kind).toBe("arc");
    expect(shape.lengthMm).toBeCloseTo(3 * Math.PI, 4);
  });

  it("takes a straight edge of many pieces for a line", () => {
    const shape = fitCurve([0, 1, 2, 5].map((x): Vec3 => [x, 2 * x, 0]));
    expect(shape.kind).toBe("line");
    expect(shape.lengthMm).toBeCloseTo(Math.hypot(5, 10), 6);
  });

  it("does not take a square, whose corners lie on a circle, for one", () => {
    expect(
      fitCurve([
        [0, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]).kind,
    ).toBe("curve");
  });

  it("does not take a helix for a circle", () => {
    const helix = arc([0, 0, 0], [0, 0, 1], 5, 2 * Math.PI, 40).map(([x, y], i): Vec3 => [x, y, i * 0.05]);
    expect(fitCurve(helix).kind).toBe("curve");
  });

  it("trusts the radius that the file tells", () => {
    const shape = fitCurve(arc([0, 0, 0], [0, 0, 1], 6.99999, 2 * Math.PI, 12), { kind: "circle", radiusMm: 7 });
    expect(shape.kind === "circle" && shape.radiusMm).toBe(7);
  });
});

describe("fitCircle2d", () => {
  it("has no answer for points on a line", () => {
    expect(
      fitCircle2d([
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    ).toBeNull();
  });
});

describe("joinSegments", () => {
  it("puts shuffled segments of a ring into one closed line", () => {
    const ring = arc([0, 0, 0], [0, 0, 1], 5, 2 * Math.PI, 12).slice(0, 12);
    const sides = ring.map((p, i) => [p, ring[(i + 1) % 12] as Vec3] as const);
    const lines = joinSegments([...sides.filter((_, i) => i % 2 === 0), ...sides.filter((_, i) => i % 2 === 1)], 1e-4);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toHaveLength(13);
    expect(lines[0]?.[0]).toEqual(lines[0]?.[12]);
  });
});
