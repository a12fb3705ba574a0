import { expect, test } from "vitest";
import type { Pick } from "./measurement";
import { chosenOf } from "./reference";

const top: Pick = {
  kind: "face",
  id: 4,
  point: [10, 0, 5],
  shape: {
    kind: "plane",
    areaMm2: 4800,
    areaIsExact: true,
    origin: [0, 0, 5],
    axis: [0, 0, 1],
    diameterMm: null,
    isInside: false,
    circleDiametersMm: [5],
    outline: new Float32Array(0),
  },
};
const hole: Pick = {
  kind: "edge",
  id: 2,
  point: [32, 22, 5],
  shape: { kind: "circle", lengthMm: 15.71, centre: [32, 22, 5], axis: [0, 0, 1], radiusMm: 2.5 },
};

test("a chosen face goes with its number, its sizes, its place and the direction out of it", () => {
  expect(chosenOf([top])).toEqual({
    title: "Top face",
    reference: {
      text: "Top face, plane; Area 4,800.00 mm²; Diameter 5.00; at 10.00, 0.00, 5.00 mm",
      point: [10, 0, 5],
      faceId: 4,
      normal: [0, 0, 1],
    },
  });
});

test("an edge names no face, and of two picks the last one is meant", () => {
  const chosen = chosenOf([top, hole]);
  expect(chosen?.title).toBe("Edge 3");
  expect(chosen?.reference).not.toHaveProperty("faceId");
  expect(chosen?.reference.text).toContain("Diameter Ø 5.00 mm");
});

test("a corner is told once, by its place", () => {
  expect(chosenOf([{ kind: "point", id: 0, point: [1, 2, 3] }])?.reference.text).toBe("Point; at 1.00, 2.00, 3.00 mm");
});

test("nothing chosen is no reference", () => expect(chosenOf([])).toBeNull());
