import type { Doc, Id } from "../_generated/dataModel";
import { internal } from "../_generated/api";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import type { ParameterValue } from "../lib/validators";

/** Who holds which slider of a thread. A hold nobody renews ends by itself: people close their laptops. */

export const HOLD_MS = 4_000;
const MAX_HOLDS = 50;

export async function holdsOf(ctx: QueryCtx, threadId: Id<"threads">): Promise<Doc<"holds">[]> {
  return await ctx.db
    .query("holds")
    .withIndex("by_thread_and_user", (q) => q.eq("threadId", threadId))
    .take(MAX_HOLDS);
}

async function ownHold(ctx: QueryCtx, threadId: Id<"threads">, user: Doc<"users">): Promise<Doc<"holds"> | null> {
  return await ctx.db
    .query("holds")
    .withIndex("by_thread_and_user", (q) => q.eq("threadId", threadId).eq("userId", user._id))
    .unique();
}

/** Takes or renews the slider. Throws `conflict` while somebody else holds it. */
export async function hold(
  ctx: MutationCtx,
  user: Doc<"users">,
  thread: Doc<"threads">,
  parameter: string,
  value: ParameterValue,
  now: number,
): Promise<void> {
  const holder = (await holdsOf(ctx, thread._id)).find(
    (row) => row.parameter === parameter && row.userId !== user._id && row.expiresAt > now,
  );
  if (holder !== undefined) {
    throw refuse("conflict", `${holder.userName} is moving this parameter.`, "Wait until it is released.");
  }
  const held = { parameter, value, expiresAt: now + HOLD_MS };
  const own = await ownHold(ctx, thread._id, user);
  if (own !== null) return await ctx.db.patch("holds", own._id, held);
  const holdId = await ctx.db.insert("holds", {
    ...held,
    workspaceId: thread.workspaceId,
    threadId: thread._id,
    userId: user._id,
    userName: user.name,
  });
  await ctx.scheduler.runAfter(HOLD_MS, internal.holds.expire, { holdId });
}

export async function release(ctx: MutationCtx, user: Doc<"users">, thread: Doc<"threads">): Promise<void> {
  const own = await ownHold(ctx, thread._id, user);
  if (own !== null) await ctx.db.delete("holds", own._id);
}

/** Ends a hold that was not renewed; looks again later at one that was. */
export async function expire(ctx: MutationCtx, holdId: Id<"holds">, now: number): Promise<void> {
  const row = await ctx.db.get("holds", holdId);
  if (row === null) return;
  if (row.expiresAt <= now) return await ctx.db.delete("holds", holdId);
  await ctx.scheduler.runAfter(row.expiresAt - now, internal.holds.expire, { holdId });
}
