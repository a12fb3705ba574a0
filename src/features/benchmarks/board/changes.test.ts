import { describe, expect, it } from "vitest";
import type { CaseView, RunChange } from "../../../../convex/lib/benchmarks/views";
import { countKinds, kindOf } from "./changes";

const change = (more: Partial<RunChange>): RunChange => ({
  case: { id: "c" } as CaseView, // not read here
  before: "passed",
  after: "passed",
  ...more,
});

describe("kindOf", () => {
  it("calls a pass that failed a regression, and the other way round fixed", () => {
    expect(kindOf(change({ after: "failed" }))).toBe("regression");
    expect(kindOf(change({ before: "needs_input" }))).toBe("fixed");
  });

  it("never calls an outage a regression", () => {
    expect(kindOf(change({ after: "infrastructure" }))).toBe("other");
  });

  it("sees a shape that moved while the outcome stayed", () => {
    expect(kindOf(change({ iouBefore: 0.98, iouAfter: 0.9 }))).toBe("shape");
    expect(kindOf(change({ iouBefore: 0.98, iouAfter: 0.975 }))).toBe("other");
  });
});

it("counts each kind", () => {
  expect(countKinds([change({ after: "failed" }), change({ after: "failed" }), change({})])).toEqual({
    regression: 2,
    fixed: 0,
    shape: 0,
    other: 1,
  });
});
