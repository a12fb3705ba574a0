import { describe, expect, it } from "vitest";
import type { Box } from "./cadModel";
import type { StandardView } from "./cameraView";
import { basisOf, standardAngles } from "./cameraView";
import { boxDimensions } from "./dimensionLayout";
import { dot } from "./vectors";

const PLATE: Box = { min: [-40, -30, 0], max: [40, 30, 5] };
const textsOf = (view: StandardView) => boxDimensions(PLATE, basisOf(standardAngles(view)), 10).map(({ text }) => text);

describe("boxDimensions", () => {
  it("gives width, depth and height in a slanted view", () => {
    expect(textsOf("iso")).toEqual(["80.00", "60.00", "5.00"]);
  });

  it("leaves out the side that is seen end-on", () => {
    expect(textsOf("front")).toEqual(["80.00", "5.00"]);
    expect(textsOf("top")).toEqual(["80.00", "60.00"]);
  });

  it.each(["front", "iso", "right", "top"] as const)(
    "keeps its lines clear of the part on the screen in the %s view",
    (view) => {
      const basis = basisOf(standardAngles(view));
      for (const { from, roots } of boxDimensions(PLATE, basis, 10)) {
        const shift = from.map((value, i) => value - (roots[0][i] ?? 0)) as [number, number, number];
        expect(Math.hypot(dot(shift, basis.right), dot(shift, basis.up))).toBeGreaterThan(2);
      }
    },
  );
});
