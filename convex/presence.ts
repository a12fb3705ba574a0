import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import * as Presence from "./model/presence";
import { requireRow } from "./model/rows";

const MAX_VIEW_CHARACTERS = 200;

/**
 * Who has the workspace open and what each looks at; one row for each open page, the caller's own left out. Nobody
 * before the caller's page has said that it is there, which gives it the `roomToken`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: { pageId: v.string(), roomToken: v.optional(v.string()) },
  returns: v.array(
    v.object({
      pageId: v.string(),
      userName: v.string(),
      threadId: v.union(v.id("threads"), v.null()),
      versionNumber: v.union(v.number(), v.null()),
      view: v.union(v.string(), v.null()),
    }),
  ),
  handler: async (ctx, { pageId, roomToken }) => {
    if (roomToken === undefined) return [];
    const pages = await Presence.pagesOf(ctx, ctx.workspace._id, roomToken);
    return pages
      .filter((page) => page.pageId !== pageId && page.userId !== ctx.user._id)
      .map(({ pageId, userName, threadId, versionNumber, view }) => ({
        pageId,
        userName,
        threadId,
        versionNumber,
        view,
      }));
  },
});

/**
 * An open page says that it is still there, and what it shows; the answer is what `list` is asked with. It is forgotten
 * 30 s after its last word, and for good when the next page says its first.
 */
export const beat = workspaceMutation({
  role: "viewer",
  args: {
    pageId: v.string(),
    isFirst: v.optional(v.boolean()),
    threadId: v.optional(v.string()),
    versionNumber: v.optional(v.number()),
    view: v.optional(v.string()),
  },
  returns: v.string(),
  handler: async (ctx, { pageId, isFirst, threadId, versionNumber, view }) => {
    if (pageId === "" || pageId.length > 64) {
      throw refuse("invalid", `A page's id has 1 to 64 characters; this one has ${pageId.length}.`, "Send a UUID.");
    }
    if (view !== undefined && view.length > MAX_VIEW_CHARACTERS) {
      throw refuse(
        "too_large",
        `A view has up to ${MAX_VIEW_CHARACTERS} characters; this one has ${view.length}.`,
        "Send the camera and the section as an address has them.",
      );
    }
    const thread =
      threadId === undefined ? null : await requireRow(ctx, "threads", threadId, ctx.workspace._id, "thread");
    if (isFirst === true) await Presence.forgetSilent(ctx, ctx.workspace._id);
    return await Presence.beat(ctx, {
      workspaceId: ctx.workspace._id,
      userId: ctx.user._id,
      userName: ctx.user.name,
      pageId,
      threadId: thread?._id ?? null,
      versionNumber: versionNumber ?? null,
      view: view ?? null,
    });
  },
});

/** A page that closes says so; one that cannot is forgotten when it has been silent. */
export const leave = workspaceMutation({
  role: "viewer",
  args: { pageId: v.string() },
  returns: v.null(),
  handler: async (ctx, { pageId }) => {
    await Presence.leave(ctx, ctx.user, ctx.workspace._id, pageId);
    return null;
  },
});
