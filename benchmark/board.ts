// Cells to figures: every rate with its 95 % interval and its n, ranks shared where intervals overlap.
import { bootstrap, passAtK, quantile, sharedRanks, wilson } from "../convex/lib/benchmarks/statistics.ts";
import type { Outcome } from "../convex/lib/benchmarks/judge.ts";

export type Cell = {
  caseId: string;
  provider: string;
  model: string | null;
  sample: number;
  outcome: Outcome;
  metrics: Record<string, number>;
  latencyMs: number;
  costUsd: number | null;
};
export type Measure = {
  provider: string;
  model: string | null;
  measure: string;
  value: number;
  low: number;
  high: number;
  n: number;
};

const SEED = 1;

/** One row for each provider and measure; a measure that nothing was counted for is left out. */
export function summarize(cells: readonly Cell[], samples: number): Measure[] {
  const sides = [...new Set(cells.map(sideOf))];
  return sides.flatMap((side) => {
    const own = cells.filter((cell) => sideOf(cell) === side);
    const scored = own.filter(({ outcome }) => outcome !== "infrastructure" && outcome !== "not_run");
    const { provider, model } = own[0]!;
    const rows: Measure[] = [];
    const add = (measure: string, interval: { value: number; low: number; high: number; n: number } | null) => {
      if (interval !== null && interval.n > 0) rows.push({ provider, model, measure, ...interval });
    };
    const rate = (hits: number, n: number) => wilson(hits, n);
    add("pass@1", rate(scored.filter(({ outcome }) => outcome === "passed").length, scored.length));
    if (samples > 1) add(`pass@${samples}`, passAtSamples(scored, samples));
    add("askedBack", rate(scored.filter(({ outcome }) => outcome === "needs_input").length, scored.length));
    for (const metric of ["compiles", "valid", "watertight", "specPass"]) {
      // What did not come as far as to be measured did not pass.
      const hits = scored.filter(({ metrics }) => metrics[metric] === 1).length;
      if (scored.some(({ metrics }) => metric in metrics)) add(metric, rate(hits, scored.length));
    }
    const latencies = scored.map(({ latencyMs }) => latencyMs);
    if (latencies.length > 0) {
      add(
        "latencyP50Ms",
        bootstrap(latencies, (values) => quantile(values, 0.5), SEED),
      );
      add(
        "latencyP95Ms",
        bootstrap(latencies, (values) => quantile(values, 0.95), SEED),
      );
    }
    const costs = scored.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
    if (costs.length > 0)
      add(
        "costUsd",
        bootstrap(costs, (values) => values.reduce((sum, value) => sum + value, 0) / values.length, SEED),
      );
    return rows;
  });
}

const sideOf = ({ provider, model }: { provider: string; model: string | null }) => `${provider} ${model ?? ""}`.trim();

function passAtSamples(cells: readonly Cell[], k: number) {
  const chances = [...new Set(cells.map(({ caseId }) => caseId))].flatMap((caseId) => {
    const own = cells.filter((cell) => cell.caseId === caseId);
    const chance = passAtK(own.length, own.filter(({ outcome }) => outcome === "passed").length, k);
    return chance === null ? [] : [chance];
  });
  return chances.length === 0
    ? null
    : bootstrap(chances, (values) => values.reduce((sum, value) => sum + value, 0) / values.length, SEED);
}

/** The board as text, best first. */
export function boardText(cells: readonly Cell[], summary: readonly Measure[]): string {
  const rates = summary.filter(({ measure }) => measure === "pass@1").sort((a, b) => b.value - a.value);
  const ranks = sharedRanks(rates);
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  const lines = rates.map((row, index) => {
    const { from, to } = ranks[index]!;
    const own = cells.filter((cell) => sideOf(cell) === sideOf(row));
    const notScored = own.filter(({ outcome }) => outcome === "infrastructure" || outcome === "not_run").length;
    const latency = summary.find((other) => other.measure === "latencyP50Ms" && sideOf(other) === sideOf(row));
    return [
      (from === to ? `${from}` : `${from}–${to}`).padEnd(5),
      sideOf(row).padEnd(40),
      `${percent(row.value)} (${percent(row.low)}–${percent(row.high)})`.padEnd(22),
      `n ${row.n}`.padEnd(8),
      latency === undefined ? "" : `${Math.round(latency.value)} ms p50`,
      notScored > 0 ? `${notScored} not scored` : "",
    ].join(" ");
  });
  return [
    `rank  ${"model".padEnd(40)} ${"right (95 %)".padEnd(22)} n`,
    ...lines,
    "Where intervals overlap, no order is claimed: ranks are shared.",
  ].join("\n");
}
