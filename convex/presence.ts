import { v } from "convex/values";
import { internalMutation, workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import * as Presence from "./model/presence";
import { requireRow } from "./model/rows";

const MAX_VIEW_CHARACTERS = 200;

/** Who has the workspace open and what each looks at; one row for each open page, the caller's own left out by `pageId`. */
export const list = workspaceQuery({
  role: "viewer",
  args: { pageId: v.string() },
  returns: v.array(
    v.object({
      pageId: v.string(),
      userName: v.string(),
      threadId: v.union(v.id("threads"), v.null()),
      versionNumber: v.union(v.number(), v.null()),
      view: v.union(v.string(), v.null()),
    }),
  ),
  handler: async (ctx, { pageId }) => {
    const rows = await Presence.viewersOf(ctx, ctx.workspace._id);
    return rows
      .filter((row) => row.pageId !== pageId && row.userId !== ctx.user._id)
      .map((row) => ({
        pageId: row.pageId,
        userName: row.userName,
        threadId: row.threadId ?? null,
        versionNumber: row.versionNumber ?? null,
        view: row.view ?? null,
      }));
  },
});

/** An open page says that it is still there, and what it shows. It is forgotten 30 s after its last word. */
export const beat = workspaceMutation({
  role: "viewer",
  args: {
    pageId: v.string(),
    threadId: v.optional(v.string()),
    versionNumber: v.optional(v.number()),
    view: v.optional(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { pageId, threadId, versionNumber, view }) => {
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
    await Presence.beat(ctx, ctx.user, ctx.workspace._id, pageId, {
      threadId: thread?._id,
      versionNumber,
      view,
    });
    return null;
  },
});

/** A page that closes says so; one that cannot is forgotten by its schedule. */
export const leave = workspaceMutation({
  role: "viewer",
  args: { pageId: v.string() },
  returns: v.null(),
  handler: async (ctx, { pageId }) => {
    await Presence.leave(ctx, ctx.user, ctx.workspace._id, pageId);
    return null;
  },
});

export const expire = internalMutation({
  args: { viewerId: v.id("viewers") },
  returns: v.null(),
  handler: async (ctx, { viewerId }) => {
    await Presence.expire(ctx, viewerId, Date.now());
    return null;
  },
});
