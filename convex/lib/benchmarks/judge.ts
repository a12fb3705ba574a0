import type { SpecRow } from "../validators";
import type { Case, Expected } from "./suite";

/** What became of one case, told apart: the model was right, the model was wrong, it asked back, or something around it failed. Pure. */

export type Outcome = "passed" | "failed" | "needs_input" | "infrastructure" | "not_run";
/** `reason` in full; `label` in a word or two, for a grid. */
export type Judged = { outcome: Outcome; metrics: Record<string, number>; reason: string; label: string };

/** The fields of a generation that are judged, as the HTTP API gives them too. */
export type Answer = {
  status: string;
  error: { code: string } | null;
  warnings: { code: string }[];
  facts: {
    volumeMm3: number;
    bboxMm: { size: number[] };
    solids: number;
    isValid: boolean;
    isWatertight: boolean;
    holes?: { diameterMm: number; count: number }[];
  } | null;
  attempts: { outcome: string }[];
};

/** Failures that say nothing about the model. They are never scored. */
const INFRASTRUCTURE =
  /^(executor_|provider_not_configured|no_provider|all_providers_failed|storage_failed|interrupted|internal|budget_spent|rate_limited)/;
const SIZE_TOLERANCE_MM = 0.05;
/** The executor's own words for these are codes. */
const LABELS: Record<string, string> = {
  timeout: "Time",
  memory: "Memory",
  spec: "Rules",
  no_result: "No part",
  invalid_shape: "Invalid",
};

export function judge({ expect, expected, kind }: Pick<Case, "expect" | "expected" | "kind">, answer: Answer): Judged {
  const repairs = answer.attempts.filter(({ outcome }) => outcome === "rejected").length;
  const verdict = (outcome: Outcome, reason: string, label: string, metrics: Record<string, number> = {}): Judged => ({
    outcome,
    reason,
    label,
    metrics: { repairs, ...metrics },
  });
  if (answer.status === "needs_input") {
    return verdict(expect === "question" ? "passed" : "needs_input", "asked back", "Asked back");
  }
  if (answer.status === "canceled") return verdict("not_run", "canceled", "Canceled");
  if (answer.status !== "succeeded") {
    const code = answer.error?.code ?? "unknown";
    if (INFRASTRUCTURE.test(code)) return verdict("infrastructure", code, surroundings(code));
    return verdict("failed", code, LABELS[code] ?? "Script", kind === "cad" ? { compiles: 0 } : {});
  }
  // A part of the library that stands in for a model's failed script is that model's failure.
  if (answer.warnings.some(({ code }) => code === "stand_in"))
    return verdict("failed", "a stand-in stands", "Stand-in", kind === "cad" ? { compiles: 0 } : {});
  if (expect === "question") return verdict("failed", "should have asked back", "Guessed");
  if (kind === "app" || answer.facts === null) return verdict("passed", "made", "Made");

  const { facts } = answer;
  const metrics = { compiles: 1, valid: Number(facts.isValid), watertight: Number(facts.isWatertight) };
  const wrong = checkExpected(expected, facts).filter(({ pass }) => !pass);
  const isSound = facts.isValid && facts.isWatertight;
  const reason = wrong.map((row) => `${row.rule.toLowerCase()} ${row.measured}, asked ${row.expected}`).join("; ");
  return verdict(
    isSound && wrong.length === 0 ? "passed" : "failed",
    isSound ? reason || "right" : "not one closed solid",
    isSound ? (wrong[0]?.rule ?? "Right") : facts.isValid ? "Not closed" : "Invalid",
    { ...metrics, specPass: Number(wrong.length === 0) },
  );
}

function surroundings(code: string): string {
  if (code.startsWith("executor_")) return "Executor";
  if (code === "interrupted") return "Interrupted";
  if (code === "budget_spent") return "Budget";
  return code.includes("provider") || code === "rate_limited" ? "Provider" : "Backend";
}

/** What the case fixes, held against what was measured: one row a rule. */
export function checkExpected(expected: Expected, facts: NonNullable<Answer["facts"]>): SpecRow[] {
  const rows: SpecRow[] = [];
  if (expected.sizes !== undefined) {
    const want = [...expected.sizes].sort((a, b) => a - b);
    const have = [...facts.bboxMm.size].sort((a, b) => a - b);
    const tolerance = expected.toleranceMm ?? SIZE_TOLERANCE_MM;
    rows.push({
      rule: "Size",
      expected: want.join(" × "),
      measured: have.map((size) => size.toFixed(2)).join(" × "),
      pass: want.every((size, axis) => have[axis] !== undefined && Math.abs(size - have[axis]) <= tolerance),
    });
  }
  if (expected.volume !== undefined) {
    const { low, high } = expected.volume;
    rows.push({
      rule: "Volume",
      expected: `${low.toFixed(1)}–${high.toFixed(1)}`,
      measured: facts.volumeMm3.toFixed(1),
      pass: facts.volumeMm3 >= low && facts.volumeMm3 <= high,
    });
  }
  if (expected.solids !== undefined) {
    rows.push({
      rule: "Solids",
      expected: `${expected.solids}`,
      measured: `${facts.solids}`,
      pass: facts.solids === expected.solids,
    });
  }
  for (const { diameterMm, count } of expected.holes ?? []) {
    const found =
      facts.holes
        ?.filter((hole) => Math.abs(hole.diameterMm - diameterMm) < SIZE_TOLERANCE_MM)
        .reduce((sum, hole) => sum + hole.count, 0) ?? 0;
    rows.push({
      rule: "Holes",
      expected: `${count} × ${diameterMm} mm`,
      measured: `${found}`,
      pass: found === count,
    });
  }
  return rows;
}
