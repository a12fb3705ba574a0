import { describe, expect, it } from "vitest";
import type { Box } from "./cadModel";
import { needsNewFit } from "./cadModel";
import type { CameraView } from "./cameraView";
import { basisOf, between, fit, orbit, pan, standardAngles, standardViewOf, zoom } from "./cameraView";
import { dot, subtract } from "./vectors";

const PLATE: Box = { min: [-40, -30, 0], max: [40, 30, 5] };
const START: CameraView = { target: [0, 0, 0], ...standardAngles("iso"), height: 100 };

describe("basisOf", () => {
  it.each([
    ["front", [1, 0, 0], [0, 0, 1]],
    ["right", [0, 1, 0], [0, 0, 1]],
    ["back", [-1, 0, 0], [0, 0, 1]],
    ["top", [1, 0, 0], [0, 1, 0]],
    ["bottom", [1, 0, 0], [0, -1, 0]],
  ] as const)("shows the %s view the way drawings do", (view, right, up) => {
    const basis = basisOf(standardAngles(view));
    basis.right.forEach((value, i) => expect(value).toBeCloseTo(right[i] ?? 0, 9));
    basis.up.forEach((value, i) => expect(value).toBeCloseTo(up[i] ?? 0, 9));
  });
});

describe("fit", () => {
  it("brings a part back that was moved out of the picture, and a tall part to its middle", () => {
    const moved: CameraView = { ...START, target: [500, -20, 0] };
    const { target } = fit({ min: [-40, -10, 0], max: [40, 10, 43] }, moved, 1.2);
    [0, 0, 21.5].forEach((value, i) => expect(target[i]).toBeCloseTo(value, 6));
  });
  it.each([0.6, 1, 1.8])("puts every corner inside the picture at aspect %s", (aspect) => {
    const angles = standardAngles("iso");
    const view = fit(PLATE, angles, aspect);
    const { right, up } = basisOf(angles);
    for (const x of [-40, 40]) {
      for (const y of [-30, 30]) {
        for (const z of [0, 5]) {
          const offset = subtract([x, y, z], view.target);
          expect(Math.abs(dot(offset, up))).toBeLessThan(view.height / 2);
          expect(Math.abs(dot(offset, right))).toBeLessThan((view.height * aspect) / 2);
        }
      }
    }
    expect(view.height).toBeLessThan(400);
  });
});

describe("camera moves", () => {
  it("stops at straight down instead of tumbling over", () => {
    expect(orbit(START, 0, 10).elevation).toBeCloseTo(Math.PI / 2);
  });

  it("lets the part follow the pointer when moved", () => {
    const front = { ...START, ...standardAngles("front") };
    const moved = pan(front, 50, 0, 500);
    expect(moved.target[0]).toBeCloseTo(-10);
  });

  it("keeps the point under the pointer when scaled", () => {
    const front = { ...START, ...standardAngles("front") };
    const closer = zoom(front, 2, 100, 0, 500);
    // 100 px right of the centre: 20 mm before, 10 mm after, so the centre moves by 10 mm.
    expect(closer.height).toBeCloseTo(50);
    expect(closer.target[0]).toBeCloseTo(10);
  });

  it("turns the short way round between two views", () => {
    const degrees = (value: number) => (value * Math.PI) / 180;
    const halfway = between({ ...START, azimuth: degrees(170) }, { ...START, azimuth: degrees(-170) }, 0.5);
    expect(Math.abs(halfway.azimuth)).toBeCloseTo(Math.PI);
  });

  it("knows a standard view again and a turned one not", () => {
    expect(standardViewOf(START)).toBe("iso");
    expect(standardViewOf(orbit(START, 0.2, 0))).toBeNull();
  });
});

describe("needsNewFit", () => {
  it("fits the first part and parts more than twice as large or small, and no others", () => {
    const times = (factor: number): Box => ({ min: [0, 0, 0], max: [80 * factor, 60 * factor, 5 * factor] });
    expect(needsNewFit(null, PLATE)).toBe(true);
    expect([0.4, 0.6, 1, 1.9, 2.1].map((factor) => needsNewFit(PLATE, times(factor)))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });
});
