import { v } from "convex/values";
import { internalMutation, workspaceQuery } from "./functions";
import { vBackup } from "./tables/teams";
import { lastBackup, noteBackup } from "./model/installation";

/** What became of the nightly backups that `npm start` makes. On Convex cloud there are none: it makes its own. */

/** For owners of the installation's own workspace; null elsewhere and before the first backup. */
export const last = workspaceQuery({
  role: "owner",
  args: {},
  returns: v.union(vBackup, v.null()),
  handler: async (ctx) => (ctx.workspace.isDefault ? await lastBackup(ctx) : null),
});

export const note = internalMutation({
  args: { bytes: v.optional(v.number()), error: v.optional(v.string()), keep: v.number() },
  returns: v.null(),
  handler: async (ctx, report) => {
    await noteBackup(ctx, report, Date.now());
    return null;
  },
});
