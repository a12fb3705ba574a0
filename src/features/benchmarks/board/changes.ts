// Pure: what changed from one run to the next, in words and in kinds.
import type { CellOutcome, RunChange } from "../../../../convex/lib/benchmarks/views";

export type ChangeKind = "regression" | "fixed" | "shape" | "other";

/** A smaller move of the overlap is noise of measuring. */
const IOU_STEP = 0.02;

export function kindOf({ before, after, iouBefore, iouAfter }: RunChange): ChangeKind {
  if (before === "passed" && (after === "failed" || after === "needs_input")) return "regression";
  if (after === "passed" && (before === "failed" || before === "needs_input")) return "fixed";
  if (before === after && iouBefore !== undefined && iouAfter !== undefined) {
    if (Math.abs(iouAfter - iouBefore) >= IOU_STEP) return "shape";
  }
  return "other";
}

export function countKinds(changes: readonly RunChange[]): Record<ChangeKind, number> {
  const counts = { regression: 0, fixed: 0, shape: 0, other: 0 };
  for (const change of changes) counts[kindOf(change)] += 1;
  return counts;
}

export const OUTCOME_WORD: Record<CellOutcome | "none", string> = {
  passed: "passed",
  failed: "failed",
  needs_input: "asked back",
  infrastructure: "not scored",
  not_run: "not run",
  none: "was not there",
};
