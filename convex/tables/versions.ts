import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vParameterValue } from "../lib/validators";

/** Who moves a slider just now, and what a comparison of two shapes found. */
export const versionsTables = {
  /** One per person and thread while a slider is held; short-lived: `model/holds.ts` deletes it on release or on expiry. */
  holds: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    parameter: v.string(),
    userId: v.id("users"),
    userName: v.string(),
    value: vParameterValue,
    expiresAt: v.number(),
  }).index("by_thread_and_user", ["threadId", "userId"]),

  /** What the executor measured between two versions: shapes never change, so it is measured once. */
  comparisons: defineTable({
    workspaceId: v.id("workspaces"),
    fromId: v.id("generations"),
    toId: v.id("generations"),
    iou: v.number(),
    addedMm3: v.union(v.number(), v.null()),
    removedMm3: v.union(v.number(), v.null()),
    added: v.optional(v.id("_storage")),
    removed: v.optional(v.id("_storage")),
  })
    .index("by_from_and_to", ["fromId", "toId"])
    .index("by_added", ["added"])
    .index("by_removed", ["removed"]),
};
