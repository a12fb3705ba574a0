import type { Facts, SpecRow, SpecRule } from "./validators";

/** What the words of a prompt fix, compared with what was measured. Pure. */

const ABSOLUTE_MM = 0.05;
const RELATIVE = 0.001;
const HOLE_DIAMETER_MM = 0.05;
const MASS_RELATIVE = 0.02;

/** One row per rule, then the two that hold for every part. */
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
          pass: isSize(rule.size, size, rule.isAnyOrder === true),
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
      const expected = `${rule.count} × Ø${shown(rule.diameterMm)} mm`;
      if (facts.holes === undefined) return [unmeasured(rule.rule, expected)];
      const count = facts.holes
        .filter(({ diameterMm }) => Math.abs(diameterMm - rule.diameterMm) <= HOLE_DIAMETER_MM)
        .reduce((sum, hole) => sum + hole.count, 0);
      return [
        {
          rule: rule.rule,
          expected,
          measured: `${count} × Ø${shown(rule.diameterMm)} mm`,
          pass: count === rule.count,
        },
      ];
    }
    case "mass": {
      const expected = `${shown(rule.grams)} g`;
      if (rule.density === null) return [unmeasured(rule.rule, expected)];
      const grams = (facts.volumeMm3 / 1000) * rule.density;
      return [
        {
          rule: rule.rule,
          expected,
          measured: `${shown(grams)} g`,
          pass: Math.abs(grams - rule.grams) <= rule.grams * MASS_RELATIVE,
        },
      ];
    }
    case "wall":
      return [unmeasured(rule.rule, `${shown(rule.mm)} mm`)];
    default:
      return rule satisfies never;
  }
}

/** Rows that failed: one that could not be measured has not. */
export function failedRows(spec: readonly SpecRow[]): SpecRow[] {
  return spec.filter(({ pass, isUnmeasured }) => !pass && isUnmeasured !== true);
}

function unmeasured(rule: string, expected: string): SpecRow {
  return { rule, expected, measured: "", pass: false, isUnmeasured: true };
}

function isSize(expected: readonly (number | null)[], measured: readonly number[], isAnyOrder: boolean): boolean {
  const fits = (sizes: readonly (number | null)[]) =>
    sizes.every((mm, axis) => mm === null || isClose(measured[axis], mm));
  const [a = null, b = null, c = null] = expected;
  if (!isAnyOrder) return fits(expected);
  return [
    [a, b, c],
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ].some(fits);
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
