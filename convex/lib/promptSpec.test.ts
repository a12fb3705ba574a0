import { expect, test } from "vitest";
import { readRules, ruleText, specFromFollowUp, specFromPrompt } from "./promptSpec";
import type { SpecRule } from "./validators";

const kinds = (rules: SpecRule[]) => rules.map(({ kind }) => kind);

test.each([
  ["a block 80 x 60 x 5 mm", { kind: "bbox", size: [80, 60, 5] }],
  ["a block 8x6x0.5 cm", { kind: "bbox", size: [80, 60, 5] }],
  ["with four 5 mm holes", { kind: "holes", count: 4, diameterMm: 5 }],
  ["4 × Ø5.5 mm mounting holes", { kind: "holes", count: 4, diameterMm: 5.5 }],
  ["walls of 2.5 mm", { kind: "wall", mm: 2.5 }],
  ["2 mm thick walls", { kind: "wall", mm: 2 }],
  ["it must weigh 1.2 kg in steel", { kind: "mass", grams: 1200, density: 7.85 }],
  ["mass 120 g", { kind: "mass", grams: 120, density: null }],
  ["a volume of 24 cm³", { kind: "volume", mm3: 24_000 }],
  ["two solids", { kind: "solids", count: 2 }],
])("reads %s", (text, rule) => {
  expect(readRules(text)).toEqual([expect.objectContaining(rule)]);
});

test.each(["M5 holes", "hole pattern of 40 mm", "100 mm long", "version 2 x 3", "a wall bracket"])(
  "reads no rule into %s",
  (text) => {
    expect(readRules(text)).toEqual([]);
  },
);

test("every rule reads back from its own words", () => {
  const rules = readRules(
    "80 x 60 x 5 mm, four 5 mm holes, walls of 2 mm, mass 120 g aluminium, volume 24 cm³, 2 solids",
  );
  expect(kinds(rules)).toEqual(["bbox", "holes", "wall", "mass", "volume", "solids"]);
  for (const rule of rules) expect(readRules(ruleText(rule))).toEqual([rule]);
  const open: SpecRule = { rule: "Size", kind: "bbox", size: [null, 60, 5], isAnyOrder: true };
  expect(readRules(ruleText(open))).toEqual([open]);
});

test("a box with something standing out of it is not held against its three numbers", () => {
  expect(kinds(specFromPrompt("a 80 x 60 x 5 mm dancing floor with two bosses"))).not.toContain("bbox");
  expect(kinds(specFromPrompt("a 80 x 60 x 5 mm wedge of cheese"))).toContain("bbox");
});

test("a follow-up fixes only what concerns the whole part beyond doubt", () => {
  expect(kinds(specFromFollowUp("add a 10 x 10 x 2 mm pocket and two 3 mm holes, mass 50 g"))).toEqual(["mass"]);
});
