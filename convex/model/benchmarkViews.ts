import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { againstBest, cheapestNearBest, ranksOf, ratesOf } from "../lib/benchmarks/totals";
import type { BoardRow, BoardView, CellView, FigureName, RunView } from "../lib/benchmarks/views";
import { addressOf } from "./artifacts";

/** Rows of runs and cells as the page reads them. */

const MAX_SIDES = 200;
const MORE_IS_BETTER: readonly string[] = ["iou", "normalizedIou"];

export function runView(run: Doc<"runs">, now: number): RunView {
  const { _id, pausedBecause, capMicros, endedAt } = run;
  const ranMs = (run.pausedAt ?? endedAt ?? now) - run.startedAt - run.idleMs;
  const left = run.cellCount - run.endedCount;
  const isMoving = run.state === "running" && run.endedCount > 0 && left > 0;
  return {
    id: _id,
    number: run.number,
    suiteId: run.suiteId,
    suiteName: run.suiteName,
    suiteVersion: run.suiteVersion,
    authorName: run.authorName,
    state: run.state,
    ...(pausedBecause === undefined ? {} : { pausedBecause }),
    sides: run.sides,
    samples: run.samples,
    caseCount: run.caseCount,
    cellCount: run.cellCount,
    endedCount: run.endedCount,
    runningCount: run.runningCount,
    infrastructureCount: run.infrastructureCount,
    failedCount: run.failedCount,
    spentMicros: run.spentMicros,
    ...(capMicros === undefined ? {} : { capMicros }),
    ...(isMoving ? { leftMs: Math.round((Math.max(0, ranMs) / run.endedCount) * left) } : {}),
    startedAt: run.startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

export async function sideTotalsOf(ctx: QueryCtx, runId: Id<"runs">): Promise<Doc<"sideTotals">[]> {
  return await ctx.db
    .query("sideTotals")
    .withIndex("by_run_and_side", (q) => q.eq("runId", runId))
    .take(MAX_SIDES);
}

/** Reads the run and one row a side, however many cells there are. */
export async function boardView(ctx: QueryCtx, run: Doc<"runs">, canEdit: boolean, now: number): Promise<BoardView> {
  const totals = await sideTotalsOf(ctx, run._id);
  const rates = totals.map((each) => ratesOf(each, run.samples));
  const ranks = ranksOf(rates.map(({ passAt1 }) => passAt1));
  const pairs = againstBest(totals);
  const rows = totals.map((each, at): BoardRow => {
    const [rank, pair] = [ranks[at], pairs[at]];
    const figures = each.figures as BoardRow["figures"]; // kept under these very names
    return {
      side: each.side,
      ...(rank === undefined ? {} : { rank }),
      rates: rates[at]!,
      figures,
      limits: run.limits.flatMap(({ measure, limit }) => {
        const value = figures[measure as FigureName]?.value;
        if (value === undefined) return [];
        return [{ measure, limit, isMet: MORE_IS_BETTER.includes(measure) ? value >= limit : value <= limit }];
      }),
      ...(pair === undefined ? {} : { againstBest: pair }),
      scored: each.scored,
      ended: each.ended,
    };
  });
  const cheapest = cheapestNearBest(totals);
  const kind = (await ctx.db.get("suites", run.suiteId))?.kind ?? "mixed";
  return { run: runView(run, now), rows, kind, ...(cheapest === null ? {} : { cheapest }), canEdit };
}

/** `generation` is read for cells that run alone: what has ended says all itself. */
export async function cellView(ctx: QueryCtx, cell: Doc<"cells">, now: number): Promise<CellView> {
  const generation = cell.generationId === undefined ? null : await ctx.db.get("generations", cell.generationId);
  const { outcome, reason, measures, thumbnailArtifactId } = cell;
  return {
    id: cell._id,
    caseId: cell.caseId,
    side: cell.side,
    sample: cell.sample,
    state: cell.state,
    ...(cell.state === "running" && generation !== null
      ? { stage: cell.isComparing === true ? "comparing" : generation.stage }
      : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(reason === undefined ? {} : { reason }),
    ...(measures?.iou === undefined ? {} : { iou: measures.iou }),
    ...(generation === null ? {} : { generationId: generation._id, threadId: generation.threadId }),
    ...(thumbnailArtifactId === undefined ? {} : { thumbnailUrl: addressOf(thumbnailArtifactId, now) }),
    ...(measures?.latencyMs === undefined ? {} : { latencyMs: measures.latencyMs }),
    ...(measures?.costMicros === undefined ? {} : { costMicros: measures.costMicros }),
  };
}

/** A cell whose turn has not come: it has no row yet, and its id says where it will be. */
export function waitingCell(run: Doc<"runs">, caseId: string, index: number, side: number, sample: number): CellView {
  return { id: `waiting:${run._id}:${index}:${side}:${sample}`, caseId, side, sample, state: "waiting" };
}
