import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { generationMutation, generationQuery, workspaceMutation, workspaceQuery } from "./functions";
import { vAnchor } from "./lib/peopleValidators";
import { refuse } from "./lib/errors";
import { pageOptions } from "./lib/pages";
import type { Doc } from "./_generated/dataModel";
import * as RateLimits from "./model/rateLimits";
import * as Comments from "./model/comments";
import * as Events from "./model/events";
import { start } from "./model/generationStart";
import { requireRow } from "./model/rows";

const said = {
  _id: v.id("comments"),
  authorName: v.string(),
  mine: v.boolean(),
  text: v.string(),
  isEdited: v.boolean(),
  createdAt: v.number(),
};

/** The conversations about one version, oldest first, each with its answers. */
export const list = generationQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(
    v.object({
      ...said,
      anchor: v.union(vAnchor, v.null()),
      resolvedBy: v.union(v.string(), v.null()),
      fixNumber: v.union(v.number(), v.null()),
      replies: v.array(v.object(said)),
    }),
  ),
  handler: async (ctx, { paginationOpts }) => {
    const { generation, user } = ctx;
    const result = await ctx.db
      .query("comments")
      .withIndex("by_workspace_and_generation_and_parent", (q) =>
        q.eq("workspaceId", generation.workspaceId).eq("generationId", generation._id).eq("parentId", undefined),
      )
      .paginate(pageOptions(paginationOpts));
    const page = await Promise.all(
      result.page.map(async (comment) => {
        const fix =
          comment.fixGenerationId === undefined ? null : await ctx.db.get("generations", comment.fixGenerationId);
        const replies = await Comments.repliesTo(ctx, comment);
        return {
          ...saidBy(user, comment),
          anchor: comment.anchor ?? null,
          resolvedBy: comment.resolvedBy ?? null,
          fixNumber: fix?.number ?? null,
          replies: replies.map((reply) => saidBy(user, reply)),
        };
      }),
    );
    return { ...result, page };
  },
});

/** The people that a comment may mention. */
export const people = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(v.object({ _id: v.id("users"), name: v.string() })),
  handler: async (ctx) => {
    const users = await Comments.peopleOf(ctx, ctx.workspace._id);
    return users.map(({ _id, name }) => ({ _id, name }));
  },
});

export const create = generationMutation({
  role: "commenter",
  args: { text: v.string(), anchor: v.optional(vAnchor), parentId: v.optional(v.string()) },
  returns: v.id("comments"),
  handler: async (ctx, { text, anchor, parentId }) => {
    await RateLimits.countComment(ctx, ctx.user);
    const { generation, user } = ctx;
    const parent =
      parentId === undefined ? null : await requireRow(ctx, "comments", parentId, generation.workspaceId, "comment");
    return await Comments.create(ctx, user, generation, { text, parent, ...(anchor && { anchor }) });
  },
});

export const edit = workspaceMutation({
  role: "commenter",
  args: { commentId: v.string(), text: v.string() },
  returns: v.null(),
  handler: async (ctx, { commentId, text }) => {
    const comment = await requireRow(ctx, "comments", commentId, ctx.workspace._id, "comment");
    await Comments.edit(ctx, ctx.user, comment, text);
    return null;
  },
});

export const remove = workspaceMutation({
  role: "commenter",
  args: { commentId: v.string() },
  returns: v.null(),
  handler: async (ctx, { commentId }) => {
    const comment = await requireRow(ctx, "comments", commentId, ctx.workspace._id, "comment");
    await Comments.remove(ctx, ctx.user, comment);
    return null;
  },
});

export const setResolved = workspaceMutation({
  role: "commenter",
  args: { commentId: v.string(), isResolved: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { commentId, isResolved }) => {
    const comment = await requireRow(ctx, "comments", commentId, ctx.workspace._id, "comment");
    await Comments.setResolved(ctx, ctx.user, comment, isResolved);
    return null;
  },
});

/** Starts a follow-up that is asked to do what the conversation says; it resolves the comment when its checks pass. */
export const fix = workspaceMutation({
  role: "editor",
  args: { commentId: v.string() },
  returns: v.id("generations"),
  handler: async (ctx, { commentId }) => {
    const { user, workspace, role } = ctx;
    const comment = await requireRow(ctx, "comments", commentId, workspace._id, "comment");
    if (comment.parentId !== undefined || comment.resolvedAt !== undefined) {
      throw refuse("conflict", "Only an open comment can be fixed, not an answer.", "Reopen the comment first.");
    }
    const prompt = await Comments.fixPrompt(ctx, comment);
    const { generationId } = await start(ctx, { user, workspace, role }, { prompt, parentId: comment.generationId });
    await ctx.db.patch("comments", comment._id, { fixGenerationId: generationId });
    await Events.record(ctx, user, workspace._id, {
      verb: "comment.fixStarted",
      object: { table: "comments", id: comment._id, label: comment.text },
    });
    return generationId;
  },
});

function saidBy(user: Doc<"users">, comment: Doc<"comments">) {
  return {
    _id: comment._id,
    authorName: comment.authorName,
    mine: comment.authorId === user._id,
    text: comment.text,
    isEdited: comment.editedAt !== undefined,
    createdAt: comment.createdAt,
  };
}
