import { ratesOf, type Measures, type Totals } from "./totals";
import type { CellOutcome, Side } from "./views";

/** A run as a file: CSV with a line a cell, or the JSON of `npm run benchmark`. Pure. */

type Run = { suiteName: string; sides: Side[]; samples: number };
type Cell = {
  caseIndex: number;
  side: number;
  sample: number;
  outcome?: CellOutcome;
  reason?: string;
  measures?: Measures;
};

const COLUMNS = [
  "compiles",
  "valid",
  "watertight",
  "specPass",
  "iou",
  "normalizedIou",
  "chamfer",
  "hausdorff",
  "volumeError",
  "sizeError",
  "topology",
  "latencyMs",
  "firstTokenMs",
  "tokens",
  "costMicros",
  "repairs",
] as const;

export function runFile(
  run: Run,
  cells: readonly Cell[],
  keyOf: (index: number) => string,
  totals: readonly (Totals & { side: number })[],
  format: "csv" | "json",
): string {
  if (format === "csv") {
    const head = ["case", "provider", "model", "profile", "repairs allowed", "sample", "outcome", "reason", ...COLUMNS];
    const lines = cells.map(({ caseIndex, side, sample, outcome, reason, measures = {} }) => {
      const { provider, model, profile, repairs } = run.sides[side]!;
      const about = [keyOf(caseIndex), provider, model ?? "", profile, repairs ? "yes" : "no", sample + 1];
      return [...about, outcome ?? "", reason ?? "", ...COLUMNS.map((name) => measures[name] ?? "")];
    });
    return [head, ...lines].map((line) => `${line.map(csvCell).join(",")}\r\n`).join("");
  }
  const summary = totals.flatMap((each) => {
    const { provider, model } = run.sides[each.side]!;
    const about = { provider, model: model ?? null };
    const { passAt1, passAtK, ...rates } = ratesOf(each, run.samples);
    const named = { "pass@1": passAt1, [`pass@${run.samples}`]: passAtK ?? passAt1, ...rates, ...each.figures };
    return Object.entries(named).flatMap(([measure, interval]) =>
      interval === undefined ? [] : [{ ...about, measure, ...interval }],
    );
  });
  const listed = cells.map(({ caseIndex, side, sample, outcome, measures = {} }) => {
    const { latencyMs, costMicros, ...metrics } = measures;
    const { provider, model } = run.sides[side]!;
    return {
      caseId: keyOf(caseIndex),
      provider,
      model: model ?? null,
      sample,
      outcome: outcome ?? "not_run",
      metrics,
      latencyMs: latencyMs ?? 0,
      costUsd: costMicros === undefined ? null : costMicros / 1_000_000,
    };
  });
  return `${JSON.stringify({ suite: run.suiteName, cells: listed, summary }, null, 2)}\n`;
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe. */
function csvCell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
