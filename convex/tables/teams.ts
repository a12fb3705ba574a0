import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Accounts, sessions, invitations, keys and the audit log. */
export const teamsTables = {
  /**
   * Append only, written in the same mutation as the change by `model/events.ts`. The activity feed and the audit log
   * are two views of it.
   */
  events: defineTable({
    workspaceId: v.id("workspaces"),
    actorId: v.id("users"),
    actorName: v.string(),
    /** `noun.done`: `comment.created`, `member.removed`. */
    verb: v.string(),
    /** What it happened to: its table, its id, and the name it had then. */
    object: v.object({ table: v.string(), id: v.string(), label: v.string() }),
    /** Small, readable values of what changed; never a secret. */
    before: v.optional(v.record(v.string(), v.union(v.string(), v.number(), v.boolean(), v.null()))),
    after: v.optional(v.record(v.string(), v.union(v.string(), v.number(), v.boolean(), v.null()))),
    at: v.number(),
  })
    .index("by_workspace_and_at", ["workspaceId", "at"])
    .index("by_workspace_and_verb_and_at", ["workspaceId", "verb", "at"]),
};
