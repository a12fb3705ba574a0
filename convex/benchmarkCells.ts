import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalAction, internalMutation, internalQuery } from "./functions";
import { vCellOutcome, vMeasures } from "./lib/benchmarks/validators";
import { settings } from "./lib/settings";
import { storedOf, type Stored } from "./lib/stores";
import { artifactsOf } from "./model/artifacts";
import * as Cells from "./model/benchmarkCells";
import * as Runs from "./model/benchmarkRuns";
import { readBytes } from "./model/fileStore";
import { compareFigures } from "./providers/executor";

const COMPARE_WITHIN_MS = 60_000;

/** A generation of a benchmark has ended: a cell's, or that of a case's reference. */
export const ended = internalMutation({
  args: { generationId: v.id("generations") },
  returns: v.null(),
  handler: async (ctx, { generationId }) => {
    const generation = await ctx.db.get("generations", generationId);
    if (generation === null) return null;
    const cell = await Cells.cellOf(ctx, generationId);
    if (cell !== null) {
      await Cells.settle(ctx, cell, generation);
      await Runs.schedulePump(ctx, cell.runId);
      return null;
    }
    const item = await ctx.db
      .query("suiteCases")
      .withIndex("by_referenceGenerationId", (q) => q.eq("reference.generationId", generationId))
      .first();
    if (item === null) return null;
    await Runs.settleReference(ctx, item, generation);
    const runs = await ctx.db
      .query("runs")
      .withIndex("by_suite", (q) => q.eq("suiteId", item.suiteId))
      .order("desc")
      .take(20);
    for (const run of runs) if (run.state === "running") await Runs.schedulePump(ctx, run._id);
    return null;
  },
});

/** Measures a cell's shape against its reference. A comparison that cannot be made leaves its measures out: the cell itself is judged. */
export const compare = internalAction({
  args: { cellId: v.id("cells") },
  returns: v.null(),
  handler: async (ctx, { cellId }): Promise<null> => {
    const pair: { made: Stored; reference: Stored } | null = await ctx.runQuery(internal.benchmarkCells.pair, {
      cellId,
    });
    const url = settings.workerUrl();
    const shape: Record<string, number> = {};
    if (pair !== null && url !== null) {
      try {
        const [reference, made] = await Promise.all([readBytes(ctx, pair.reference), readBytes(ctx, pair.made)]);
        if (reference !== null && made !== null) {
          const address = { url, token: settings.workerToken() };
          Object.assign(shape, await compareFigures(address, reference, made, COMPARE_WITHIN_MS));
        }
      } catch (error) {
        console.error("benchmarkCells.compare", cellId, error);
      }
    }
    await ctx.runMutation(internal.benchmarkCells.compared, { cellId, shape });
    return null;
  },
});

/** The exact shapes of a cell and of its reference; null where one of them is gone. */
export const pair = internalQuery({
  args: { cellId: v.id("cells") },
  handler: async (ctx, { cellId }): Promise<{ made: Stored; reference: Stored } | null> => {
    const cell = await ctx.db.get("cells", cellId);
    const item = cell === null ? null : await ctx.db.get("suiteCases", cell.caseId);
    if (cell?.generationId === undefined || item?.reference === undefined) return null;
    const [made, reference] = await Promise.all(
      [cell.generationId, item.reference.generationId].map(async (id) =>
        (await artifactsOf(ctx, id)).find(({ format }) => format === "step"),
      ),
    );
    return made === undefined || reference === undefined
      ? null
      : { made: storedOf(made), reference: storedOf(reference) };
  },
});

export const compared = internalMutation({
  args: { cellId: v.id("cells"), shape: vMeasures },
  returns: v.null(),
  handler: async (ctx, { cellId, shape }) => {
    const cell = await ctx.db.get("cells", cellId);
    if (cell?.state !== "running" || cell.isComparing !== true || cell.generationId === undefined) return null;
    const [item, generation] = await Promise.all([
      ctx.db.get("suiteCases", cell.caseId),
      ctx.db.get("generations", cell.generationId),
    ]);
    if (item === null || generation === null) return null;
    await Cells.finish(ctx, cell, item, generation, shape);
    await Runs.schedulePump(ctx, cell.runId);
    return null;
  },
});

/** Stores cells as if they had run, for measurements of the board itself: only who holds the deployment's key gets here. */
export const storeMade = internalMutation({
  args: {
    runId: v.id("runs"),
    cells: v.array(
      v.object({
        caseIndex: v.number(),
        side: v.number(),
        sample: v.number(),
        outcome: vCellOutcome,
        measures: vMeasures,
      }),
    ),
  },
  returns: v.null(),
  handler: async (ctx, { runId, cells }) => {
    for (const { caseIndex, side, sample, outcome, measures } of cells) {
      const run = (await ctx.db.get("runs", runId))!;
      if (caseIndex >= run.nextCase) {
        const item = await ctx.db
          .query("suiteCases")
          .withIndex("by_suite_and_index", (q) => q.eq("suiteId", run.suiteId).eq("index", caseIndex))
          .unique();
        if (item === null) continue;
        await Cells.openCase(ctx, run, item);
        await ctx.db.patch("runs", runId, { nextCase: caseIndex + 1 });
      }
      const cell = await ctx.db
        .query("cells")
        .withIndex("by_run_and_case", (q) =>
          q.eq("runId", runId).eq("caseIndex", caseIndex).eq("side", side).eq("sample", sample),
        )
        .unique();
      const fresh = (await ctx.db.get("runs", runId))!;
      if (cell !== null) await Cells.store(ctx, fresh, cell, { outcome, reason: "Made", detail: "made", measures });
    }
    return null;
  },
});
