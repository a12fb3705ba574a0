import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalMutation } from "./functions";
import { isHeld } from "./model/uploads";

/** Files that were sent and never became anything: refused ones, and those of pages that were closed. */

/** Whoever uploads has this long to say what the file is for; a run that stores its files takes minutes. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const FILES_PER_CALL = 100;

/** Deletes stored files of more than 24 hours that no row names, a page at a time; a cron calls it every day. */
export const sweep = internalMutation({
  args: { cursor: v.optional(v.union(v.string(), v.null())) },
  returns: v.null(),
  handler: async (ctx, { cursor = null }) => {
    const before = Date.now() - KEPT_MS;
    const { page, continueCursor, isDone } = await ctx.db.system
      .query("_storage")
      .paginate({ cursor, numItems: FILES_PER_CALL });
    // In the order of their making, so what follows a young one is younger.
    const old = page.filter((file) => file._creationTime < before);
    for (const { _id } of old) if (!(await isHeld(ctx, _id))) await ctx.storage.delete(_id);
    if (!isDone && old.length === page.length)
      await ctx.scheduler.runAfter(0, internal.uploads.sweep, { cursor: continueCursor });
    return null;
  },
});
