// What became of one case, told apart: the model was right, the model was wrong, it asked back, or something around it failed.
import type { Case } from "./suite.ts";

export type Outcome = "passed" | "failed" | "needs_input" | "infrastructure" | "not_run";
export type Judged = { outcome: Outcome; metrics: Record<string, number>; reason: string };

/** The fields of the HTTP API's generation that are judged. */
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

export function judge({ expect, expected, kind }: Case, answer: Answer): Judged {
  const repairs = answer.attempts.filter(({ outcome }) => outcome === "rejected").length;
  const verdict = (outcome: Outcome, reason: string, metrics: Record<string, number> = {}): Judged => ({
    outcome,
    reason,
    metrics: { repairs, ...metrics },
  });
  if (answer.status === "needs_input") return verdict(expect === "question" ? "passed" : "needs_input", "asked back");
  if (answer.status === "canceled") return verdict("not_run", "canceled");
  if (answer.status !== "succeeded") {
    const code = answer.error?.code ?? "unknown";
    return verdict(INFRASTRUCTURE.test(code) ? "infrastructure" : "failed", code);
  }
  // A part of the library that stands in for a model's failed script is that model's failure.
  if (answer.warnings.some(({ code }) => code === "stand_in")) return verdict("failed", "a stand-in stands");
  if (expect === "question") return verdict("failed", "should have asked back");
  if (kind === "app" || answer.facts === null) return verdict("passed", "made");

  const { facts } = answer;
  const metrics = { compiles: 1, valid: Number(facts.isValid), watertight: Number(facts.isWatertight) };
  const wrong = wrongThings(expected, facts);
  const isSound = facts.isValid && facts.isWatertight;
  return verdict(
    isSound && wrong.length === 0 ? "passed" : "failed",
    isSound ? wrong.join("; ") || "right" : "not one closed solid",
    {
      ...metrics,
      specPass: Number(wrong.length === 0),
    },
  );
}

function wrongThings(expected: Case["expected"], facts: NonNullable<Answer["facts"]>): string[] {
  const wrong: string[] = [];
  if (expected.sizes !== undefined) {
    const want = [...expected.sizes].sort((a, b) => a - b);
    const have = [...facts.bboxMm.size].sort((a, b) => a - b);
    const tolerance = expected.toleranceMm ?? SIZE_TOLERANCE_MM;
    if (want.some((size, axis) => Math.abs(size - (have[axis] ?? NaN)) > tolerance || have[axis] === undefined)) {
      wrong.push(`size ${have.map((size) => size.toFixed(2)).join(" × ")}, asked ${want.join(" × ")}`);
    }
  }
  if (
    expected.volume !== undefined &&
    !(facts.volumeMm3 >= expected.volume.low && facts.volumeMm3 <= expected.volume.high)
  ) {
    wrong.push(
      `volume ${facts.volumeMm3.toFixed(1)}, asked ${expected.volume.low.toFixed(1)}–${expected.volume.high.toFixed(1)}`,
    );
  }
  if (expected.solids !== undefined && facts.solids !== expected.solids)
    wrong.push(`${facts.solids} solids, asked ${expected.solids}`);
  for (const { diameterMm, count } of expected.holes ?? []) {
    const found =
      facts.holes
        ?.filter((hole) => Math.abs(hole.diameterMm - diameterMm) < SIZE_TOLERANCE_MM)
        .reduce((sum, hole) => sum + hole.count, 0) ?? 0;
    if (found !== count) wrong.push(`${found} holes of ${diameterMm} mm, asked ${count}`);
  }
  return wrong;
}
