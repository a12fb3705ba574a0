import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { threadMutation, threadQuery, workspaceQuery } from "./functions";
import { MAX_VERSIONS_OF_A_THREAD } from "./lib/limits";
import { vKind, vStage, vStatus } from "./lib/validators";
import { pageOptions } from "./lib/pages";
import { versionView, vVersionView } from "./model/generationViews";
import * as History from "./model/history";
import * as Threads from "./model/threads";

/** Pinned threads first, then newest activity; archived ones only where they are asked for. */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    paginationOpts: paginationOptsValidator,
    kind: v.optional(vKind),
    authorId: v.optional(v.id("users")),
    status: v.optional(v.union(vStatus, v.literal("running"))),
    provider: v.optional(v.string()),
    tag: v.optional(v.string()),
    archived: v.optional(v.boolean()),
  },
  returns: paginationResultValidator(
    v.object({
      _id: v.id("threads"),
      kind: vKind,
      title: v.string(),
      authorName: v.string(),
      mine: v.boolean(),
      headGenerationId: v.union(v.id("generations"), v.null()),
      headNumber: v.number(),
      headStatus: vStatus,
      headStage: v.union(vStage, v.null()),
      headThumbnailArtifactId: v.union(v.id("artifacts"), v.null()),
      generationCount: v.number(),
      lastActivityAt: v.number(),
      isPinned: v.boolean(),
      isArchived: v.boolean(),
      tags: v.array(v.string()),
    }),
  ),
  handler: async (ctx, { paginationOpts, archived, ...filter }) => {
    const shown = archived === true ? { ...filter, isArchived: true as const } : filter;
    const result = await History.page(ctx, ctx.workspace._id, shown, pageOptions(paginationOpts));
    return {
      ...result,
      page: result.page.map((thread) => ({
        _id: thread._id,
        kind: thread.kind,
        title: thread.title,
        authorName: thread.authorName,
        mine: thread.authorId === ctx.user._id,
        headGenerationId: thread.headGenerationId ?? null,
        headNumber: thread.headNumber,
        headStatus: thread.headStatus,
        headStage: thread.headStage ?? null,
        headThumbnailArtifactId: thread.thumbnailArtifactId ?? null,
        generationCount: thread.generationCount,
        lastActivityAt: thread.lastActivityAt,
        isPinned: thread.isPinned ?? false,
        isArchived: thread.isArchived ?? false,
        tags: thread.tags ?? [],
      })),
    };
  },
});

/** The people, providers and tags that the history can be filtered by. */
export const choices = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({
    people: v.array(v.object({ id: v.id("users"), name: v.string() })),
    providers: v.array(v.string()),
    tags: v.array(v.string()),
  }),
  handler: async (ctx) => await History.choices(ctx, ctx.workspace._id),
});

/** The newest 200 versions, oldest of them first; null for a thread that is not the caller's. */
export const get = threadQuery({
  role: "viewer",
  args: {},
  returns: v.union(
    v.object({
      thread: v.object({ _id: v.id("threads"), kind: vKind, title: v.string(), workspaceId: v.id("workspaces") }),
      generations: v.array(vVersionView),
    }),
    v.null(),
  ),
  handler: async ({ db, thread, user, ...ctx }) => {
    if (thread === null) return null;
    const newest = await db
      .query("generations")
      .withIndex("by_thread_and_number", (q) => q.eq("threadId", thread._id))
      .order("desc")
      .take(MAX_VERSIONS_OF_A_THREAD);
    const { _id, kind, title, workspaceId } = thread;
    return {
      thread: { _id, kind, title, workspaceId },
      generations: await Promise.all(
        newest.reverse().map((generation) => versionView({ db, ...ctx }, user, generation)),
      ),
    };
  },
});

export const rename = threadMutation({
  role: "editor",
  args: { title: v.string() },
  returns: v.null(),
  handler: async (ctx, { title }) => {
    await Threads.rename(ctx, ctx.user, ctx.thread, title);
    return null;
  },
});

export const pin = threadMutation({
  role: "editor",
  args: { isPinned: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isPinned }) => {
    await Threads.pin(ctx, ctx.user, ctx.thread, isPinned);
    return null;
  },
});

export const archive = threadMutation({
  role: "editor",
  args: { isArchived: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isArchived }) => {
    await Threads.archive(ctx, ctx.user, ctx.thread, isArchived);
    return null;
  },
});

/** Replaces the thread's tags. */
export const tag = threadMutation({
  role: "editor",
  args: { tags: v.array(v.string()) },
  returns: v.null(),
  handler: async (ctx, { tags }) => {
    await Threads.setTags(ctx, ctx.user, ctx.thread, tags);
    return null;
  },
});
