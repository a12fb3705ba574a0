import type { SpecRule } from "./partsLibrary/types";
import type { Facts, SpecRow } from "./validators";

/** What the words of a prompt fix, compared with what was measured. Pure. */

const ABSOLUTE_MM = 0.05;
const RELATIVE = 0.001;
const HOLE_DIAMETER_MM = 0.05;

/** One row per rule that can be checked, then the two that hold for every part. */
export function checkSpec(rules: readonly SpecRule[], facts: Facts): SpecRow[] {
  const rows = rules.flatMap((rule) => checkRule(rule, facts));
  rows.push({
    rule: "Valid, watertight",
    expected: "valid, watertight",
    measured: `${facts.isValid ? "valid" : "not valid"}, ${facts.isWatertight ? "watertight" : "not watertight"}`,
    pass: facts.isValid && facts.isWatertight,
  });
  if (!rules.some(({ kind }) => kind === "solids")) rows.push(solidsRow("One solid", 1, facts));
  return rows;
}

function checkRule(rule: SpecRule, facts: Facts): SpecRow[] {
  switch (rule.kind) {
    case "bbox": {
      const { size } = facts.bboxMm;
      return [
        {
          rule: rule.rule,
          expected: `${rule.size.map((mm) => (mm === null ? "any" : shown(mm))).join(" × ")} mm`,
          measured: `${size.map(shown).join(" × ")} mm`,
          pass: rule.size.every((mm, axis) => mm === null || isClose(size[axis], mm)),
        },
      ];
    }
    case "volume":
      return [
        {
          rule: rule.rule,
          expected: `${shown(rule.mm3)} mm³`,
          measured: `${shown(facts.volumeMm3)} mm³`,
          pass: Math.abs(facts.volumeMm3 - rule.mm3) <= rule.tolerance,
        },
      ];
    case "solids":
      return [solidsRow(rule.rule, rule.count, facts)];
    case "holes": {
      // An executor that does not count holes says nothing about them: no row is better than a guess.
      if (facts.holes === undefined) return [];
      const count = facts.holes
        .filter(({ diameterMm }) => Math.abs(diameterMm - rule.diameterMm) <= HOLE_DIAMETER_MM)
        .reduce((sum, hole) => sum + hole.count, 0);
      return [
        {
          rule: rule.rule,
          expected: `${rule.count} × Ø${shown(rule.diameterMm)} mm`,
          measured: `${count} × Ø${shown(rule.diameterMm)} mm`,
          pass: count === rule.count,
        },
      ];
    }
    default:
      return rule satisfies never;
  }
}

function solidsRow(rule: string, count: number, facts: Facts): SpecRow {
  return { rule, expected: String(count), measured: String(facts.solids), pass: facts.solids === count };
}

function isClose(measured: number | undefined, expected: number): boolean {
  if (measured === undefined) return false;
  return Math.abs(measured - expected) <= Math.max(ABSOLUTE_MM, Math.abs(expected) * RELATIVE);
}

function shown(value: number): string {
  return String(Math.round(value * 100) / 100);
}
