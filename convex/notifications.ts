import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { vNotificationKind } from "./lib/peopleValidators";
import { pageOptions } from "./lib/pages";
import * as Notifications from "./model/notifications";

const MAX_COUNTED = 100;

/** The caller's own, newest first. */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(
    v.object({
      _id: v.id("notifications"),
      kind: vNotificationKind,
      actorName: v.string(),
      text: v.string(),
      threadId: v.id("threads"),
      versionNumber: v.number(),
      isRead: v.boolean(),
      at: v.number(),
    }),
  ),
  handler: async (ctx, { paginationOpts }) => {
    const result = await ctx.db
      .query("notifications")
      .withIndex("by_workspace_and_user_and_at", (q) =>
        q.eq("workspaceId", ctx.workspace._id).eq("userId", ctx.user._id),
      )
      .order("desc")
      .paginate(pageOptions(paginationOpts));
    return {
      ...result,
      page: result.page.map(({ _id, kind, actorName, text, threadId, versionNumber, isRead, at }) => ({
        _id,
        kind,
        actorName,
        text,
        threadId,
        versionNumber,
        isRead,
        at,
      })),
    };
  },
});

/** How many the caller has not read; 100 means 100 or more. */
export const unread = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("notifications")
      .withIndex("by_workspace_and_user_and_isRead", (q) =>
        q.eq("workspaceId", ctx.workspace._id).eq("userId", ctx.user._id).eq("isRead", false),
      )
      .take(MAX_COUNTED);
    return rows.length;
  },
});

/** Marks one as read. Throws `not_found` for another person's. */
export const markRead = workspaceMutation({
  role: "viewer",
  args: { notificationId: v.string() },
  returns: v.null(),
  handler: async (ctx, { notificationId }) => {
    await Notifications.markRead(ctx, ctx.workspace._id, ctx.user._id, notificationId);
    return null;
  },
});

export const markAllRead = workspaceMutation({
  role: "viewer",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await Notifications.markAllRead(ctx, ctx.workspace._id, ctx.user._id);
    return null;
  },
});
