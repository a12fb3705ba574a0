import { paginationOptsValidator } from "convex/server";
import { workspaceQuery } from "./functions";
import { pageOptions } from "./lib/pages";

/** Every change of the workspace, newest first, a page at a time; the page makes the CSV of it. */
export const list = workspaceQuery({
  role: "owner",
  args: { paginationOpts: paginationOptsValidator },
  handler: async (ctx, { paginationOpts }) =>
    await ctx.db
      .query("events")
      .withIndex("by_workspace_and_at", (q) => q.eq("workspaceId", ctx.workspace._id))
      .order("desc")
      .paginate(pageOptions(paginationOpts)),
});
