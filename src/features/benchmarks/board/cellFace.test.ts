import { describe, expect, it } from "vitest";
import type { CellView } from "../../../../convex/lib/benchmarks/views";
import { bySide, faceOf, sayBefore } from "./cellFace";

const cell = (more: Partial<CellView>): CellView => ({
  id: "c",
  caseId: "k",
  side: 0,
  sample: 0,
  state: "ended",
  ...more,
});

describe("faceOf", () => {
  it("shows the overlap of a pass and the reason of a failure", () => {
    expect(faceOf([cell({ outcome: "passed", iou: 0.976 })])).toMatchObject({ tone: "ok", text: "0.98" });
    expect(faceOf([cell({ outcome: "failed", reason: "Holes", iou: 0.6 })])).toMatchObject({
      tone: "bad",
      text: "Holes",
    });
    expect(faceOf([cell({ outcome: "failed", iou: 0.61 })])).toMatchObject({ tone: "bad", text: "0.61" });
  });

  it("shows what runs before what failed, and counts the passes of the samples that ended", () => {
    const samples = [
      cell({ id: "a", outcome: "passed" }),
      cell({ id: "b", outcome: "failed", reason: "Script" }),
      cell({ id: "c", state: "running", stage: "streaming" }),
    ];
    expect(faceOf(samples)).toMatchObject({ tone: "live", text: "Code", passed: "1 of 2", cell: { id: "c" } });
    expect(faceOf(samples.slice(0, 2))).toMatchObject({ text: "Script", passed: "1 of 2" });
  });

  it("never marks what is not scored as failed", () => {
    expect(faceOf([cell({ outcome: "infrastructure" })])).toMatchObject({ tone: "quiet", text: "Not scored" });
    expect(faceOf([cell({ outcome: "not_run" })])).toMatchObject({ tone: "quiet", text: "Not run" });
  });
});

it("says the side and the outcome before a reason", () => {
  const face = faceOf([cell({ outcome: "failed", reason: "Holes" })])!;
  expect(sayBefore("Seed-Coder", face)).toBe("Seed-Coder: Failed, ");
});

it("puts cells under their sides, empty where a side has none", () => {
  expect(bySide([cell({ side: 2, id: "x" })], 3).map((cells) => cells.length)).toEqual([0, 0, 1]);
});
