import { expect, it } from "vitest";
import type { SpecRow, SpecRule } from "../../../convex/lib/validators";
import { checkRowsOf, fixPrompt } from "./checkRows";

const rules: SpecRule[] = [
  { rule: "Mass", kind: "mass", grams: 120, density: 2.7 },
  { rule: "Wall", kind: "wall", mm: 2 },
];
const spec: SpecRow[] = [
  { rule: "Mass", expected: "120 g", measured: "143 g", pass: false },
  { rule: "Wall", expected: "2 mm", measured: "", pass: false, isUnmeasured: true },
  { rule: "One solid", expected: "1", measured: "1", pass: true },
];

it("waits with each rule until something was measured", () => {
  expect(checkRowsOf(rules, []).map(({ state, expected }) => [state, expected])).toEqual([
    ["waiting", "mass 120 g aluminium"],
    ["waiting", "wall 2 mm"],
  ]);
});

it("tells failed from not measured, and edits only what the prompt fixed", () => {
  expect(checkRowsOf(rules, spec).map(({ state, index }) => [state, index])).toEqual([
    ["fail", 0],
    ["unmeasured", 1],
    ["pass", null],
  ]);
});

it("asks for the one rule that is not met", () => {
  const [mass] = checkRowsOf(rules, spec);
  expect(mass && fixPrompt(mass)).toMatch(/^Mass must be 120 g; it measures 143 g\./);
});
