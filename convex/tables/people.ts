import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vAnchor, vNotificationKind } from "../lib/peopleValidators";

/** Comments, notifications, presence and share links. */
export const peopleTables = {
  /** A remark on one version; a reply names the remark that it answers. Its author may change and delete it. */
  comments: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    generationId: v.id("generations"),
    parentId: v.optional(v.id("comments")),
    authorId: v.id("users"),
    authorName: v.string(),
    text: v.string(),
    mentionedIds: v.array(v.id("users")),
    anchor: v.optional(vAnchor),
    resolvedAt: v.optional(v.number()),
    resolvedBy: v.optional(v.string()),
    fixGenerationId: v.optional(v.id("generations")),
    editedAt: v.optional(v.number()),
    createdAt: v.number(),
  })
    .index("by_workspace_and_generation_and_parent", ["workspaceId", "generationId", "parentId"])
    .index("by_workspace_and_fixGeneration", ["workspaceId", "fixGenerationId"])
    .searchIndex("search_text", { searchField: "text", filterFields: ["workspaceId"] }),

  /** What one person should know of. Written with the change that it tells of. */
  notifications: defineTable({
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    kind: vNotificationKind,
    actorName: v.string(),
    text: v.string(),
    threadId: v.id("threads"),
    versionNumber: v.number(),
    isRead: v.boolean(),
    at: v.number(),
  })
    .index("by_workspace_and_user_and_at", ["workspaceId", "userId", "at"])
    .index("by_workspace_and_user_and_isRead", ["workspaceId", "userId", "isRead"]),

  /** A public link to one version. Only the hash of its token is kept. */
  shares: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    tokenHash: v.string(),
    authorName: v.string(),
    allowsDownloads: v.boolean(),
    expiresAt: v.optional(v.number()),
    revokedAt: v.optional(v.number()),
    viewCount: v.number(),
    createdAt: v.number(),
  })
    .index("by_workspace_and_generation", ["workspaceId", "generationId"])
    .index("by_tokenHash", ["tokenHash"]),
};
