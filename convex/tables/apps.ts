import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vAppTable } from "../lib/apps";

/** Apps on live data. */
export const appsTables = {
  /** One row for each app that may write, or that is in the workspace's navigation. Without a row an app only reads. */
  apps: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    /** Tables that its owner opened for writing. Each write needs the viewer's own role besides. */
    writes: v.array(vAppTable),
    /** The version in the navigation; a newer one is published by a person. */
    published: v.optional(v.object({ generationId: v.id("generations"), number: v.number(), name: v.string() })),
  })
    .index("by_thread", ["threadId"])
    .index("by_workspace", ["workspaceId"]),
};
