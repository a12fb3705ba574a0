import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import type { Kind, Role } from "../lib/validators";
import * as Members from "./members";

const MAX_TITLE_CHARACTERS = 120;

/** Null where the caller has no such thread; `forbidden` for too little right. */
export async function find(
  ctx: QueryCtx,
  user: Doc<"users">,
  threadId: string,
  role: Role,
): Promise<Doc<"threads"> | null> {
  const id = ctx.db.normalizeId("threads", threadId);
  const thread = id === null ? null : await ctx.db.get("threads", id);
  if (thread === null) return null;
  return (await Members.find(ctx, user, thread.workspaceId, role)) === null ? null : thread;
}

/** As `find`; throws `not_found` instead of null. */
export async function requireThread(
  ctx: QueryCtx,
  user: Doc<"users">,
  threadId: string,
  role: Role,
): Promise<Doc<"threads">> {
  const thread = await find(ctx, user, threadId, role);
  if (thread === null) throw Members.notFound("thread", threadId);
  return thread;
}

/** A new thread without a version yet; the mutation that makes it adds the first. */
export async function open(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  user: Doc<"users">,
  kind: Kind,
  title: string,
  now: number,
  isHidden = false,
): Promise<Doc<"threads">> {
  const id = await ctx.db.insert("threads", {
    workspaceId: workspace._id,
    kind,
    title: title.slice(0, MAX_TITLE_CHARACTERS),
    authorId: user._id,
    authorName: user.name,
    generationCount: 0,
    headNumber: 0,
    headStatus: "queued",
    lastActivityAt: now,
    ...(isHidden ? { isHidden } : {}),
  });
  return (await ctx.db.get("threads", id))!; // inserted in this very transaction
}

/** The newest version is the head: the history shows its state. */
export async function addHead(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  generation: Doc<"generations">,
  now: number,
): Promise<void> {
  await ctx.db.patch("threads", thread._id, {
    headGenerationId: generation._id,
    headNumber: generation.number,
    headStatus: generation.status,
    headStage: generation.stage,
    generationCount: thread.generationCount + 1,
    lastActivityAt: Math.max(thread.lastActivityAt, now),
  });
}

/** Throws `invalid` for an empty or overlong title. */
export async function rename(ctx: MutationCtx, thread: Doc<"threads">, title: string): Promise<void> {
  const cleaned = title.trim();
  if (cleaned === "" || cleaned.length > MAX_TITLE_CHARACTERS) {
    throw refuse(
      "invalid",
      `A title has 1 to ${MAX_TITLE_CHARACTERS} characters; this one has ${cleaned.length}.`,
      "Choose another title.",
    );
  }
  await ctx.db.patch("threads", thread._id, { title: cleaned, hasOwnTitle: true });
}

export type ThreadFilter = { kind?: Kind; authorId?: Doc<"users">["_id"] };

/** The workspace's threads by newest activity, without those of benchmarks; each filter has an index, so that a page is never short. */
export function newestFirst(ctx: QueryCtx, workspace: Doc<"workspaces">, { kind, authorId }: ThreadFilter) {
  const threads = ctx.db.query("threads");
  const workspaceId = workspace._id;
  if (authorId !== undefined && kind !== undefined) {
    return threads
      .withIndex("by_workspace_and_isHidden_and_authorId_and_kind_and_lastActivityAt", (q) =>
        q.eq("workspaceId", workspaceId).eq("isHidden", undefined).eq("authorId", authorId).eq("kind", kind),
      )
      .order("desc");
  }
  if (authorId !== undefined) {
    return threads
      .withIndex("by_workspace_and_isHidden_and_authorId_and_lastActivityAt", (q) =>
        q.eq("workspaceId", workspaceId).eq("isHidden", undefined).eq("authorId", authorId),
      )
      .order("desc");
  }
  if (kind !== undefined) {
    return threads
      .withIndex("by_workspace_and_isHidden_and_kind_and_lastActivityAt", (q) =>
        q.eq("workspaceId", workspaceId).eq("isHidden", undefined).eq("kind", kind),
      )
      .order("desc");
  }
  return threads
    .withIndex("by_workspace_and_isHidden_and_lastActivityAt", (q) =>
      q.eq("workspaceId", workspaceId).eq("isHidden", undefined),
    )
    .order("desc");
}

/** The newest succeeded version of each thread, the threads last worked on first; at most `limit`. */
export async function newestGood(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  limit: number,
): Promise<Doc<"generations">[]> {
  const threads = await ctx.db
    .query("threads")
    .withIndex("by_workspace_and_isHidden_and_lastActivityAt", (q) =>
      q.eq("workspaceId", workspaceId).eq("isHidden", undefined),
    )
    .order("desc")
    .take(limit);
  const found = await Promise.all(
    threads.map(async (thread) => {
      const versions = ctx.db
        .query("generations")
        .withIndex("by_thread_and_number", (q) => q.eq("threadId", thread._id))
        .order("desc");
      for await (const version of versions) if (version.status === "succeeded") return version;
      return null;
    }),
  );
  return found.filter((generation) => generation !== null);
}
