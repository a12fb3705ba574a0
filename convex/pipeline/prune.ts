import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalMutation } from "../functions";
import * as Generations from "../model/generations";

const ROWS_PER_CALL = 200;
const LOGS_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Removes chunks of generations that ended and logs older than 30 days; goes on by itself while there are more. */
export const run = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    let removed = 0;
    // Rows in the order of their making: the oldest are the ones that nobody reads any more.
    for (const row of await ctx.db.query("chunks").take(ROWS_PER_CALL)) {
      const generation = await ctx.db.get("generations", row.generationId);
      if (generation !== null && !Generations.hasEnded(generation.status)) continue;
      await ctx.db.delete("chunks", row._id);
      removed++;
    }
    for (const row of await ctx.db.query("logs").take(ROWS_PER_CALL)) {
      if (now - row._creationTime < LOGS_KEPT_MS) break;
      await ctx.db.delete("logs", row._id);
      removed++;
    }
    if (removed >= ROWS_PER_CALL) await ctx.scheduler.runAfter(0, internal.pipeline.prune.run, {});
    return null;
  },
});
