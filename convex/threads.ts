import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { threadMutation, threadQuery, workspaceQuery } from "./functions";
import { MAX_VERSIONS_OF_A_THREAD } from "./lib/limits";
import { vKind, vStage, vStatus } from "./lib/validators";
import { pageOptions } from "./lib/pages";
import { versionView, vVersionView } from "./model/generationViews";
import * as Threads from "./model/threads";

/** Newest activity first. */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator, kind: v.optional(vKind), mine: v.optional(v.boolean()) },
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
    }),
  ),
  handler: async (ctx, { paginationOpts, kind, mine }) => {
    const filter = { ...(kind && { kind }), ...(mine && { authorId: ctx.user._id }) };
    const result = await Threads.newestFirst(ctx, ctx.workspace, filter).paginate(pageOptions(paginationOpts));
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
      })),
    };
  },
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
    await Threads.rename(ctx, ctx.thread, title);
    return null;
  },
});
