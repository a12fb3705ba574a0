// Pure: the rows of the checks, from the rules as they stand and from what was measured.
import { ruleText } from "../../../convex/lib/promptSpec";
import type { SpecRow, SpecRule } from "../../../convex/lib/validators";

export type CheckState = "pass" | "fail" | "unmeasured" | "waiting";
export type CheckRow = {
  rule: string;
  expected: string;
  measured: string;
  state: CheckState;
  /** Place among the rules that can be edited; null for what holds for every part. */
  index: number | null;
  source: SpecRule;
};

const NONE: SpecRule = { rule: "", kind: "solids", count: 1 };

/** The checked rows come in the order of the rules, and behind them what holds for every part. */
export function checkRowsOf(rules: readonly SpecRule[], spec: readonly SpecRow[]): CheckRow[] {
  if (spec.length === 0) {
    return rules.map((rule, index) => ({
      rule: rule.rule,
      expected: ruleText(rule),
      measured: "",
      state: "waiting",
      index,
      source: rule,
    }));
  }
  return spec.map((row, at) => {
    const source = rules[at];
    const isRule = source !== undefined && source.rule === row.rule;
    return {
      rule: row.rule,
      expected: row.expected,
      measured: row.measured,
      state: row.isUnmeasured === true ? "unmeasured" : row.pass ? "pass" : "fail",
      index: isRule ? at : null,
      source: isRule ? source : NONE,
    };
  });
}

/** The follow-up that asks for one rule to be met. */
export function fixPrompt({ rule, expected, measured }: CheckRow): string {
  return `${rule} must be ${expected}; it measures ${measured}. Change the part so that it is met, and nothing else.`;
}
