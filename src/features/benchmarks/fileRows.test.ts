import { expect, it } from "vitest";
import { fileRows } from "./fileRows";

const at = (value: number) => ({ value, low: value - 0.01, high: value + 0.01, n: 4 });

it("reads a result file as rows with shared ranks, money in micro-dollars and cells that count", () => {
  const cell = { caseId: "a", provider: "local", model: null, latencyMs: 10, costUsd: 0 };
  const { sides, rows } = fileRows({
    suite: "cad",
    rows: [
      { provider: "local", model: null, measures: { "pass@1": at(0.5), "pass@3": at(0.7), costUsd: at(0.02) } },
      { provider: "anthropic", model: "m", measures: { "pass@1": at(0.9) } },
    ],
    cells: [
      { ...cell, outcome: "passed" },
      { ...cell, outcome: "infrastructure" },
    ],
  });
  expect(sides[1]).toMatchObject({ provider: "anthropic", model: "m" });
  expect(rows[0]).toMatchObject({ rank: { from: 2, to: 2 }, scored: 1, ended: 2 });
  expect(rows[0]!.figures.costMicros!.value).toBeCloseTo(20_000);
  expect(rows[0]!.rates.passAtK!.value).toBe(0.7);
});
