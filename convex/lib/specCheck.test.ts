import { expect, test } from "vitest";
import { plateFacts } from "../../tests/fakes/worker";
import { checkSpec } from "./specCheck";
import type { Facts } from "./validators";

const passes = (rules: Parameters<typeof checkSpec>[0], facts: Facts = plateFacts) =>
  Object.fromEntries(checkSpec(rules, facts).map(({ rule, pass }) => [rule, pass]));

test("a size is compared axis by axis, and what the words leave open is not", () => {
  expect(passes([{ rule: "s", kind: "bbox", size: [80, 60, null] }]).s).toBe(true);
  expect(passes([{ rule: "s", kind: "bbox", size: [60, 80, 5] }]).s).toBe(false);
});

test("a size may be off by 0.05 mm or a thousandth, whichever is more", () => {
  const sized = (size: number[]) => ({ ...plateFacts, bboxMm: { ...plateFacts.bboxMm, size } });
  const rule = { rule: "s", kind: "bbox", size: [80, 60, 5] } as const;
  expect(passes([{ ...rule, size: [80, 60, 5] }], sized([80.08, 60, 5.05])).s).toBe(true);
  expect(passes([{ ...rule, size: [80, 60, 5] }], sized([80.09, 60, 5])).s).toBe(false);
  expect(passes([{ ...rule, size: [80, 60, 5] }], sized([80, 60, 5.06])).s).toBe(false);
});

test("holes are checked only where the executor counts them", () => {
  const rule = { rule: "h", kind: "holes", diameterMm: 5, count: 4 } as const;
  expect(checkSpec([rule], plateFacts)[0]).toMatchObject({ isUnmeasured: true, measured: "" });
  expect(passes([rule], { ...plateFacts, holes: [{ diameterMm: 5.02, count: 4 }] }).h).toBe(true);
  expect(passes([rule], { ...plateFacts, holes: [{ diameterMm: 5, count: 3 }] }).h).toBe(false);
  expect(passes([rule], { ...plateFacts, holes: [{ diameterMm: 6, count: 4 }] }).h).toBe(false);
});

test("a volume has the tolerance that its rule names", () => {
  const rule = { rule: "v", kind: "volume", mm3: 23_600, tolerance: 10 } as const;
  expect(passes([rule]).v).toBe(true);
  expect(passes([{ ...rule, tolerance: 5 }]).v).toBe(false);
});

test("every part has to be valid and watertight, and one solid unless its words say otherwise", () => {
  expect(passes([])).toEqual({ "Valid, watertight": true, "One solid": true });
  expect(passes([], { ...plateFacts, isWatertight: false, solids: 2 })).toEqual({
    "Valid, watertight": false,
    "One solid": false,
  });
  const two = { ...plateFacts, solids: 2 };
  expect(passes([{ rule: "Box and lid", kind: "solids", count: 2 }], two)).toEqual({
    "Box and lid": true,
    "Valid, watertight": true,
  });
});
