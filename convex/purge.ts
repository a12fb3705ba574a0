import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalMutation } from "./functions";
import { purgeSome } from "./model/purge";

/** Workspaces whose days of grace are over. */

const AT_ONCE = 5;

/** Starts on every workspace that is due; a cron calls it. */
export const due = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const over = await ctx.db
      .query("workspaces")
      .withIndex("by_deletesAt", (q) => q.gt("deletesAt", 0).lte("deletesAt", Date.now()))
      .take(AT_ONCE);
    for (const { _id } of over) await ctx.scheduler.runAfter(0, internal.purge.step, { workspaceId: _id });
    return null;
  },
});

/** One batch, then itself again until nothing is left. One that was brought back meanwhile stays. */
export const step = internalMutation({
  args: { workspaceId: v.id("workspaces") },
  returns: v.null(),
  handler: async (ctx, { workspaceId }) => {
    const workspace = await ctx.db.get("workspaces", workspaceId);
    if (workspace?.deletesAt === undefined || workspace.deletesAt > Date.now()) return null;
    if (await purgeSome(ctx, workspaceId)) {
      await ctx.scheduler.runAfter(0, internal.purge.step, { workspaceId });
    } else {
      await ctx.db.delete("workspaces", workspaceId);
    }
    return null;
  },
});
