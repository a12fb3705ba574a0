import { expect, test } from "vitest";
import { cameraOf, viewOf } from "./anchorView";

test.each([
  ["a view from the side", 0.7, 0.4],
  ["a view from straight above", 0.7, Math.PI / 2],
  ["a view from straight below", -0.7, -Math.PI / 2],
])("%s comes back from a comment as it was", (_name, azimuth, elevation) => {
  const view = { target: [10, -4, 2] as [number, number, number], azimuth, elevation, height: 120 };
  const back = viewOf(cameraOf(view));
  expect(back.target).toEqual(view.target);
  expect(back.azimuth).toBeCloseTo(azimuth, 6);
  expect(back.elevation).toBeCloseTo(elevation, 6);
  expect(back.height).toBeCloseTo(120, 6);
});
