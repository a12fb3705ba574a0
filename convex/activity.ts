import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { workspaceQuery } from "./functions";
import { pageOptions } from "./lib/pages";

/** What people did in the workspace, newest first. */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(
    v.object({
      _id: v.id("events"),
      actorName: v.string(),
      verb: v.string(),
      label: v.string(),
      at: v.number(),
    }),
  ),
  handler: async (ctx, { paginationOpts }) => {
    const result = await ctx.db
      .query("events")
      .withIndex("by_workspace_and_at", (q) => q.eq("workspaceId", ctx.workspace._id))
      .order("desc")
      .paginate(pageOptions(paginationOpts));
    return {
      ...result,
      page: result.page.map(({ _id, actorName, verb, object, at }) => ({
        _id,
        actorName,
        verb,
        label: object.label,
        at,
      })),
    };
  },
});
