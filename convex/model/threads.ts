import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import type { Kind, Role } from "../lib/validators";
import { record } from "./events";
import * as Members from "./members";

const MAX_TITLE_CHARACTERS = 120;
const MAX_TAGS_OF_A_THREAD = 8;
const MAX_TAG_CHARACTERS = 24;

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
  await update(ctx, thread, {
    headGenerationId: generation._id,
    headNumber: generation.number,
    headStatus: generation.status,
    headStage: generation.stage,
    headProvider: generation.provider,
    isRunning: generation.endedAt === undefined ? true : undefined,
    // Who works on an archived thread wants it back.
    isArchived: undefined,
    generationCount: thread.generationCount + 1,
    lastActivityAt: Math.max(thread.lastActivityAt, now),
  });
}

/** Changes a thread and what its tag rows repeat of it. */
export async function update(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  change: Partial<Omit<Doc<"threads">, "_id" | "_creationTime">>,
): Promise<void> {
  await ctx.db.patch("threads", thread._id, change);
  if ((thread.tags ?? []).length === 0) return;
  const { isPinned, isArchived, lastActivityAt } = { ...thread, ...change };
  for (const row of await tagRowsOf(ctx, thread)) {
    if (row.isPinned !== isPinned || row.isArchived !== isArchived || row.lastActivityAt !== lastActivityAt) {
      await ctx.db.patch("threadTags", row._id, { isPinned, isArchived, lastActivityAt });
    }
  }
}

async function tagRowsOf(ctx: QueryCtx, thread: Doc<"threads">): Promise<Doc<"threadTags">[]> {
  return await ctx.db
    .query("threadTags")
    .withIndex("by_thread", (q) => q.eq("threadId", thread._id))
    .take(MAX_TAGS_OF_A_THREAD);
}

function objectOf(thread: Doc<"threads">) {
  return { table: "threads", id: thread._id, label: thread.title };
}

/** Keeps a thread on top of the history, or lets it go. */
export async function pin(
  ctx: MutationCtx,
  user: Doc<"users">,
  thread: Doc<"threads">,
  isPinned: boolean,
): Promise<void> {
  if ((thread.isPinned ?? false) === isPinned) return;
  await update(ctx, thread, { isPinned: isPinned ? true : undefined });
  await record(ctx, user, thread.workspaceId, {
    verb: isPinned ? "thread.pinned" : "thread.unpinned",
    object: objectOf(thread),
  });
}

/** Takes a thread out of the history or puts it back; nothing is deleted. */
export async function archive(
  ctx: MutationCtx,
  user: Doc<"users">,
  thread: Doc<"threads">,
  isArchived: boolean,
): Promise<void> {
  if ((thread.isArchived ?? false) === isArchived) return;
  await update(ctx, thread, { isArchived: isArchived ? true : undefined });
  await record(ctx, user, thread.workspaceId, {
    verb: isArchived ? "thread.archived" : "thread.unarchived",
    object: objectOf(thread),
  });
}

/** Replaces the tags, in lower case and each once. Throws `invalid` for too many or for an overlong one. */
export async function setTags(
  ctx: MutationCtx,
  user: Doc<"users">,
  thread: Doc<"threads">,
  words: readonly string[],
): Promise<void> {
  const tags = [...new Set(words.map((word) => word.trim().toLowerCase()).filter((word) => word !== ""))];
  if (tags.length > MAX_TAGS_OF_A_THREAD) {
    throw refuse(
      "invalid",
      `A thread has at most ${MAX_TAGS_OF_A_THREAD} tags; these are ${tags.length}.`,
      "Leave some out.",
    );
  }
  const overlong = tags.find((tag) => tag.length > MAX_TAG_CHARACTERS);
  if (overlong !== undefined) {
    throw refuse(
      "invalid",
      `A tag has at most ${MAX_TAG_CHARACTERS} characters; this one has ${overlong.length}.`,
      "Shorten it.",
    );
  }
  const before = thread.tags ?? [];
  if (tags.join() === before.join()) return;
  for (const row of await tagRowsOf(ctx, thread)) await ctx.db.delete("threadTags", row._id);
  const { workspaceId, isPinned, isArchived, lastActivityAt } = thread;
  for (const tag of tags) {
    await ctx.db.insert("threadTags", {
      workspaceId,
      threadId: thread._id,
      tag,
      ...(isPinned && { isPinned }),
      ...(isArchived && { isArchived }),
      lastActivityAt,
    });
  }
  await ctx.db.patch("threads", thread._id, { tags: tags.length === 0 ? undefined : tags });
  await record(ctx, user, workspaceId, {
    verb: "thread.tagged",
    object: objectOf(thread),
    before: { tags: before.join(", ") },
    after: { tags: tags.join(", ") },
  });
}

/** Throws `invalid` for an empty or overlong title. */
export async function rename(
  ctx: MutationCtx,
  user: Doc<"users">,
  thread: Doc<"threads">,
  title: string,
): Promise<void> {
  const cleaned = title.trim();
  if (cleaned === "" || cleaned.length > MAX_TITLE_CHARACTERS) {
    throw refuse(
      "invalid",
      `A title has 1 to ${MAX_TITLE_CHARACTERS} characters; this one has ${cleaned.length}.`,
      "Choose another title.",
    );
  }
  if (cleaned === thread.title) return;
  await ctx.db.patch("threads", thread._id, { title: cleaned, hasOwnTitle: true });
  await record(ctx, user, thread.workspaceId, {
    verb: "thread.renamed",
    object: objectOf(thread),
    before: { title: thread.title },
    after: { title: cleaned },
  });
}

/** The newest succeeded version of each thread, the threads last worked on first; at most `limit`. */
export async function newestGood(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  limit: number,
): Promise<Doc<"generations">[]> {
  const threads = await ctx.db
    .query("threads")
    .withIndex("by_workspace_and_lastActivityAt", (q) => q.eq("workspaceId", workspaceId))
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
