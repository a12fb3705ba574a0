import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { emptySamples, emptyTotals, isScored, withCell, type Measures } from "../lib/benchmarks/totals";
import type { CellOutcome } from "../lib/benchmarks/views";
import { artifactsOf } from "./artifacts";
import { attemptsOf } from "./attempts";
import { measure } from "./benchmarkMeasures";
import { hasEnded } from "./generations";

/** The cells of a run: made when their case's turn comes, ended once, and counted by the mutation that ends them. */

const MAX_REASON_CHARACTERS = 24;

/** Makes the cells of the next case. The run's `nextCase` moves on by one. */
export async function openCase(ctx: MutationCtx, run: Doc<"runs">, item: Doc<"suiteCases">): Promise<void> {
  const { workspaceId, _id: runId, sides, samples } = run;
  const place = { workspaceId, runId, caseId: item._id };
  await ctx.db.insert("runCases", {
    ...place,
    key: item.key,
    index: item.index,
    hasFailed: false,
    hasRunning: false,
    running: 0,
    passed: 0,
    failed: 0,
    askedBack: 0,
    infrastructure: 0,
    iouSum: 0,
    iouCount: 0,
  });
  for (let sample = 0; sample < samples; sample += 1) {
    for (let side = 0; side < sides.length; side += 1) {
      await ctx.db.insert("cells", {
        ...place,
        caseIndex: item.index,
        side,
        sample,
        order: (item.index * samples + sample) * sides.length + side,
        state: "waiting",
        reruns: 0,
      });
    }
  }
}

export async function cellOf(ctx: QueryCtx, generationId: Id<"generations">): Promise<Doc<"cells"> | null> {
  return await ctx.db
    .query("cells")
    .withIndex("by_generation", (q) => q.eq("generationId", generationId))
    .first();
}

/** Marks a cell as running on its generation. */
export async function begin(
  ctx: MutationCtx,
  run: Doc<"runs">,
  cell: Doc<"cells">,
  generationId: Id<"generations">,
  now: number,
): Promise<void> {
  await ctx.db.patch("cells", cell._id, { state: "running", generationId, startedAt: now });
  await moveRunning(ctx, run, cell, 1);
}

/**
 * The generation of a cell has ended: judges it. Where the case has a reference and there is a shape, the comparison
 * comes first, and the cell ends with its answer. Does nothing for a cell that ended already.
 */
export async function settle(ctx: MutationCtx, cell: Doc<"cells">, generation: Doc<"generations">): Promise<void> {
  if (cell.state !== "running" || cell.isComparing === true || !hasEnded(generation.status)) return;
  const item = await ctx.db.get("suiteCases", cell.caseId);
  if (item === null) return;
  const files = await artifactsOf(ctx, generation._id);
  const hasShape = files.some(({ format }) => format === "step");
  if (generation.status === "succeeded" && hasShape && item.reference?.state === "made") {
    await ctx.db.patch("cells", cell._id, { isComparing: true });
    await ctx.scheduler.runAfter(0, internal.benchmarkCells.compare, { cellId: cell._id });
    return;
  }
  await finish(ctx, cell, item, generation, {});
}

/** Judges an ended generation together with what its comparison found, and stores the cell. */
export async function finish(
  ctx: MutationCtx,
  cell: Doc<"cells">,
  item: Doc<"suiteCases">,
  generation: Doc<"generations">,
  shape: Measures,
): Promise<void> {
  const { judged, measures } = await measure(ctx, item, generation);
  const picture = (await artifactsOf(ctx, generation._id)).find(({ format }) => format === "png");
  const run = await ctx.db.get("runs", cell.runId);
  if (run === null) return;
  await store(ctx, run, cell, {
    outcome: judged.outcome,
    reason: judged.label,
    detail: judged.reason,
    measures: { ...measures, ...shape },
    ...(picture === undefined ? {} : { thumbnailArtifactId: picture._id }),
  });
  const trouble = await troubleOf(ctx, run, cell, generation);
  const fresh = trouble === null ? null : await ctx.db.get("runs", run._id);
  if (trouble !== null && fresh?.state === "running")
    await ctx.db.patch("runs", run._id, { state: "paused", pausedAt: Date.now(), pausedBecause: trouble });
}

export type Ended = {
  outcome: CellOutcome;
  reason: string;
  detail: string;
  measures: Measures;
  thumbnailArtifactId?: Id<"artifacts">;
};

/** Ends a running cell and moves every count that a board reads, in this one transaction. */
export async function store(ctx: MutationCtx, run: Doc<"runs">, cell: Doc<"cells">, ended: Ended): Promise<void> {
  const { outcome, measures } = ended;
  await ctx.db.patch("cells", cell._id, {
    ...ended,
    reason: ended.reason.slice(0, MAX_REASON_CHARACTERS),
    state: "ended",
    isComparing: undefined,
  });
  await countCase(ctx, cell, outcome, measures.iou);
  await countSide(ctx, run, cell, outcome, measures);
  const endedCount = run.endedCount + 1;
  const isLast = endedCount >= run.cellCount;
  const isInfrastructure = !isScored(outcome);
  await ctx.db.patch("runs", run._id, {
    endedCount,
    runningCount: Math.max(0, run.runningCount - 1),
    infrastructureCount: run.infrastructureCount + (isInfrastructure ? 1 : 0),
    failedCount: run.failedCount + (outcome === "failed" || outcome === "needs_input" ? 1 : 0),
    spentMicros: run.spentMicros + (measures.costMicros ?? 0),
    ...(isLast && run.state !== "canceled"
      ? { state: "finished" as const, endedAt: Date.now(), pausedBecause: undefined }
      : {}),
  });
}

/** Puts an ended cell that was not scored back into the queue. */
export async function reopen(ctx: MutationCtx, cell: Doc<"cells">): Promise<void> {
  await ctx.db.patch("cells", cell._id, {
    state: "waiting",
    reruns: cell.reruns + 1,
    outcome: undefined,
    reason: undefined,
    detail: undefined,
    generationId: undefined,
    thumbnailArtifactId: undefined,
    measures: undefined,
    startedAt: undefined,
  });
  const row = await caseRow(ctx, cell);
  if (row !== null) {
    const infrastructure = Math.max(0, row.infrastructure - 1);
    await ctx.db.patch("runCases", row._id, {
      infrastructure,
      hasFailed: row.failed + row.askedBack + infrastructure > 0,
    });
  }
  const totals = await totalsOf(ctx, cell.runId, cell.side);
  if (totals !== null) await ctx.db.patch("sideTotals", totals._id, { ended: Math.max(0, totals.ended - 1) });
}

export async function totalsOf(ctx: QueryCtx, runId: Id<"runs">, side: number): Promise<Doc<"sideTotals"> | null> {
  return await ctx.db
    .query("sideTotals")
    .withIndex("by_run_and_side", (q) => q.eq("runId", runId).eq("side", side))
    .unique();
}

/** A row of aggregates for each side, before the first cell. */
export async function openSides(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  const { workspaceId, _id: runId } = run;
  for (let side = 0; side < run.sides.length; side += 1) {
    await ctx.db.insert("sideTotals", { workspaceId, runId, side, ...emptyTotals(run.caseCount) });
    await ctx.db.insert("sideSamples", { workspaceId, runId, side, ...emptySamples() });
  }
}

async function countSide(
  ctx: MutationCtx,
  run: Doc<"runs">,
  cell: Doc<"cells">,
  outcome: CellOutcome,
  measures: Measures,
): Promise<void> {
  const totals = await totalsOf(ctx, run._id, cell.side);
  const samples = await ctx.db
    .query("sideSamples")
    .withIndex("by_run_and_side", (q) => q.eq("runId", run._id).eq("side", cell.side))
    .unique();
  if (totals === null || samples === null) return;
  const next = withCell(totals, samples, { caseIndex: cell.caseIndex, outcome, measures });
  await ctx.db.patch("sideTotals", totals._id, next.totals);
  if (next.samples !== samples) {
    const { seen, sum, kept } = next.samples;
    await ctx.db.patch("sideSamples", samples._id, { seen, sum, kept });
  }
}

async function countCase(
  ctx: MutationCtx,
  cell: Doc<"cells">,
  outcome: CellOutcome,
  iou: number | undefined,
): Promise<void> {
  const row = await caseRow(ctx, cell);
  if (row === null) return;
  const running = Math.max(0, row.running - 1);
  const [failed, askedBack] = [
    row.failed + Number(outcome === "failed"),
    row.askedBack + Number(outcome === "needs_input"),
  ];
  const infrastructure = row.infrastructure + Number(!isScored(outcome));
  await ctx.db.patch("runCases", row._id, {
    running,
    hasRunning: running > 0,
    hasFailed: failed + askedBack + infrastructure > 0,
    passed: row.passed + Number(outcome === "passed"),
    failed,
    askedBack,
    infrastructure,
    ...(iou === undefined ? {} : { iouSum: row.iouSum + iou, iouCount: row.iouCount + 1 }),
  });
}

async function moveRunning(ctx: MutationCtx, run: Doc<"runs">, cell: Doc<"cells">, by: number): Promise<void> {
  const fresh = await ctx.db.get("runs", run._id);
  if (fresh !== null) await ctx.db.patch("runs", run._id, { runningCount: fresh.runningCount + by });
  const row = await caseRow(ctx, cell);
  if (row === null) return;
  await ctx.db.patch("runCases", row._id, { running: row.running + by, hasRunning: row.running + by > 0 });
}

async function caseRow(ctx: QueryCtx, cell: Doc<"cells">): Promise<Doc<"runCases"> | null> {
  return await ctx.db
    .query("runCases")
    .withIndex("by_run_and_index", (q) => q.eq("runId", cell.runId).eq("index", cell.caseIndex))
    .unique();
}

/** Why the run had better stand still: what ended this cell would end the next ones as well. Null where it would not. */
async function troubleOf(
  ctx: QueryCtx,
  run: Doc<"runs">,
  cell: Doc<"cells">,
  generation: Doc<"generations">,
): Promise<string | null> {
  const { error } = generation;
  if (generation.status !== "failed" || error === undefined) return null;
  switch (error.code) {
    case "executor_unavailable":
    case "executor_refused":
    case "provider_not_configured":
    case "no_provider":
    case "budget_spent":
    case "storage_failed":
      return error.message;
    case "all_providers_failed": {
      const refused = (await attemptsOf(ctx, generation)).find(
        ({ outcome }) => outcome === "auth" || outcome === "not_found",
      );
      const side = run.sides[cell.side];
      return refused === undefined || side === undefined ? null : (refused.error?.message ?? error.message);
    }
    default:
      return null;
  }
}
