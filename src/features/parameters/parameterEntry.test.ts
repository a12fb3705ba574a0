import { expect, it } from "vitest";
import type { Parameter } from "../../../convex/lib/validators";
import { readEntry, sliderLimits } from "./parameterEntry";

const thickness: Parameter = {
  name: "THICKNESS",
  label: "Thickness",
  unit: "mm",
  value: 5,
  default: 5,
  min: 1,
  max: 20,
  step: 0.1,
  choices: null,
};
const holes: Parameter = {
  ...thickness,
  name: "HOLES",
  label: "Holes",
  unit: "count",
  value: 4,
  default: 4,
  min: 1,
  max: 12,
  step: 1,
};

it.each([
  ["12", 12],
  ["12,5", 12.5],
  [" 12.5 mm ", 12.5],
])("reads %j", (text, value) => {
  expect(readEntry(thickness, text)).toEqual({ kind: "value", value });
});

it.each([
  ["25", /1 to 20 mm/],
  ["-5", /1 to 20 mm/],
  ["thick", /takes a number/],
  ["", /takes a number/],
])("refuses %j and says the limit", (text, message) => {
  const entry = readEntry(thickness, text);
  expect(entry.kind === "problem" && entry.message).toMatch(message);
});

it("refuses half a hole", () => {
  expect(readEntry(holes, "2.5")).toEqual({ kind: "problem", message: "Holes takes a whole number." });
});

it("counts a slider's steps from the script's own value, never below its lower limit", () => {
  const limits = sliderLimits({ ...thickness, min: 1.25 }, 5);
  expect(limits).toEqual({ min: 1.3, max: 20 });
  const steps = (thickness.default as number) - limits.min;
  expect(Math.round(steps / 0.1) * 0.1).toBeCloseTo(steps, 9);
  expect(sliderLimits({ ...thickness, step: null, max: null }, 5)).toEqual({ min: 1, max: 20 });
});
