import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";

/** Open pages. The only writer of `viewers`. */

const SILENCE_MS = 30_000;
const MAX_VIEWERS = 100;

type Looks = Partial<Pick<Doc<"viewers">, "threadId" | "versionNumber" | "view">>;

export async function viewersOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"viewers">[]> {
  return await ctx.db
    .query("viewers")
    .withIndex("by_workspace_and_seenAt", (q) => q.eq("workspaceId", workspaceId))
    .order("desc")
    .take(MAX_VIEWERS);
}

/** One schedule for each page, however often it speaks: it looks at `seenAt` when it runs, and runs again if need be. */
export async function beat(
  ctx: MutationCtx,
  user: Doc<"users">,
  workspaceId: Id<"workspaces">,
  pageId: string,
  looks: { [Key in keyof Looks]: Looks[Key] | undefined },
): Promise<void> {
  const fields = { userName: user.name, ...looks, seenAt: Date.now() };
  const known = await find(ctx, user, workspaceId, pageId);
  if (known !== null) {
    await ctx.db.patch("viewers", known._id, fields);
    return;
  }
  const viewerId = await ctx.db.insert("viewers", { workspaceId, userId: user._id, pageId, ...fields });
  await ctx.scheduler.runAfter(SILENCE_MS, internal.presence.expire, { viewerId });
}

export async function leave(
  ctx: MutationCtx,
  user: Doc<"users">,
  workspaceId: Id<"workspaces">,
  pageId: string,
): Promise<void> {
  const known = await find(ctx, user, workspaceId, pageId);
  if (known !== null) await ctx.db.delete("viewers", known._id);
}

/** Forgets a page that has been silent for 30 s, or looks again when that could be so. */
export async function expire(ctx: MutationCtx, viewerId: Id<"viewers">, now: number): Promise<void> {
  const row = await ctx.db.get("viewers", viewerId);
  if (row === null) return;
  const left = row.seenAt + SILENCE_MS - now;
  if (left <= 0) await ctx.db.delete("viewers", viewerId);
  else await ctx.scheduler.runAfter(left, internal.presence.expire, { viewerId });
}

async function find(ctx: QueryCtx, user: Doc<"users">, workspaceId: Id<"workspaces">, pageId: string) {
  return await ctx.db
    .query("viewers")
    .withIndex("by_workspace_and_user_and_page", (q) =>
      q.eq("workspaceId", workspaceId).eq("userId", user._id).eq("pageId", pageId),
    )
    .unique();
}
