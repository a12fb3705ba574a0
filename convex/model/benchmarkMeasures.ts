import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { checkExpected, judge, type Answer, type Judged } from "../lib/benchmarks/judge";
import { isScored, type Measures } from "../lib/benchmarks/totals";
import type { SpecRow } from "../lib/validators";
import { attemptsOf } from "./attempts";
import * as Generations from "./generations";

/** From what the pipeline left of a generation to what a cell is worth. */

const GEOMETRY = ["compiles", "valid", "watertight", "specPass"] as const;

export async function answerOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Answer> {
  const [result, attempts] = await Promise.all([Generations.resultOf(ctx, generation), attemptsOf(ctx, generation)]);
  return {
    status: generation.status,
    error: generation.error ?? null,
    warnings: generation.warnings,
    facts: result?.facts ?? null,
    attempts: attempts.map(({ outcome }) => ({ outcome: outcome ?? "aborted" })),
  };
}

/** The judgement of an ended generation, and its measures but for those of a comparison. */
export async function measure(
  ctx: QueryCtx,
  item: Doc<"suiteCases">,
  generation: Doc<"generations">,
): Promise<{ judged: Judged; measures: Measures }> {
  const [answer, result, attempts] = await Promise.all([
    answerOf(ctx, generation),
    Generations.resultOf(ctx, generation),
    attemptsOf(ctx, generation),
  ]);
  const judged = judge(item, answer);
  const { repairs = 0, ...rates } = judged.metrics;
  const measures: Measures = { ...rates, repairs };
  // What did not come as far as to be measured did not pass.
  if (isScored(judged.outcome) && item.kind === "cad" && item.expect === "part") {
    for (const name of GEOMETRY) measures[name] ??= 0;
  }
  // Absent where the compiler was not asked: that says nothing of the app.
  if (item.kind === "app" && item.expect === "part" && isScored(judged.outcome)) {
    if (generation.status !== "succeeded") measures.typeChecks = 0;
    else if (generation.typeFindings !== undefined) measures.typeChecks = Number(generation.typeFindings === 0);
  }
  // Waiting for the executor says how busy this machine was, not how fast the side is.
  const latencyMs =
    result === null
      ? (generation.endedAt ?? generation.createdAt) - generation.createdAt
      : result.timings.totalMs - result.timings.queuedMs;
  measures.latencyMs = Math.max(0, latencyMs);
  const [first] = attempts;
  if (first?.firstTokenMs !== undefined) measures.firstTokenMs = first.firstTokenMs;
  const tokens = attempts.flatMap(({ inputTokens, outputTokens }) =>
    inputTokens === undefined && outputTokens === undefined ? [] : [(inputTokens ?? 0) + (outputTokens ?? 0)],
  );
  if (tokens.length > 0) measures.tokens = tokens.reduce((sum, count) => sum + count, 0);
  const costs = attempts.flatMap(({ costMicros }) => (costMicros === undefined ? [] : [costMicros]));
  if (costs.length > 0) measures.costMicros = costs.reduce((sum, cost) => sum + cost, 0);
  return { judged, measures };
}

/** What the case fixes, then what the prompt's own words fixed, with measured values. */
export async function ruleRows(
  ctx: QueryCtx,
  item: Doc<"suiteCases">,
  generation: Doc<"generations">,
): Promise<SpecRow[]> {
  const result = await Generations.resultOf(ctx, generation);
  return result === null ? [] : [...checkExpected(item.expected, result.facts), ...result.spec];
}
