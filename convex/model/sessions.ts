import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";

/** Signed-in browsers: the only reader and writer of `sessions`. */

const SESSION_MS = 30 * 24 * 3_600_000;
/** Two tabs may ask with the same token at once; later than this, an old token is a stolen one. */
const ROTATION_GRACE_MS = 60_000;
const MAX_SESSIONS_PER_USER = 50;
const MAX_DEVICE_CHARACTERS = 160;

export async function start(
  ctx: MutationCtx,
  userId: Id<"users">,
  { tokenHash, device, now }: { tokenHash: string; device: string; now: number },
): Promise<Id<"sessions">> {
  const known = await of(ctx, userId);
  const oldest = known.at(-1);
  if (oldest !== undefined && known.length >= MAX_SESSIONS_PER_USER) await ctx.db.delete("sessions", oldest._id);
  return await ctx.db.insert("sessions", {
    userId,
    tokenHash,
    rotatedAt: now,
    createdAt: now,
    expiresAt: now + SESSION_MS,
    device: device.slice(0, MAX_DEVICE_CHARACTERS),
  });
}

/**
 * Takes a refresh token and puts a new one in its place. `hasRotated` is false for the second of two tabs: it reads
 * the token that the first one stored. Gives null for a token that is unknown, expired or used up; a used-up one ends
 * its session, since somebody else has it.
 */
export async function rotate(
  ctx: MutationCtx,
  { tokenHash, nextTokenHash, now }: { tokenHash: string; nextTokenHash: string; now: number },
): Promise<{ sessionId: Id<"sessions">; hasRotated: boolean } | null> {
  const session = await ctx.db
    .query("sessions")
    .withIndex("by_tokenHash", (q) => q.eq("tokenHash", tokenHash))
    .unique();
  if (session !== null) {
    if (session.expiresAt <= now) {
      await ctx.db.delete("sessions", session._id);
      return null;
    }
    await ctx.db.patch("sessions", session._id, {
      tokenHash: nextTokenHash,
      previousTokenHash: tokenHash,
      rotatedAt: now,
      expiresAt: now + SESSION_MS,
    });
    return { sessionId: session._id, hasRotated: true };
  }
  const used = await ctx.db
    .query("sessions")
    .withIndex("by_previousTokenHash", (q) => q.eq("previousTokenHash", tokenHash))
    .unique();
  if (used === null) return null;
  if (now - used.rotatedAt <= ROTATION_GRACE_MS) return { sessionId: used._id, hasRotated: false };
  await ctx.db.delete("sessions", used._id);
  return null;
}

/** The session that a signed token names. Throws `unauthenticated` where it has ended. */
export async function requireLive(ctx: QueryCtx, sessionId: string): Promise<Doc<"sessions">> {
  const id = ctx.db.normalizeId("sessions", sessionId);
  const session = id === null ? null : await ctx.db.get("sessions", id);
  if (session === null) throw refuse("unauthenticated", "This session has ended.", "Sign in again.");
  return session;
}

/** Newest first. */
export async function of(ctx: QueryCtx, userId: Id<"users">): Promise<Doc<"sessions">[]> {
  return await ctx.db
    .query("sessions")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .order("desc")
    .take(MAX_SESSIONS_PER_USER);
}

export async function end(ctx: MutationCtx, sessionId: Id<"sessions">): Promise<void> {
  await ctx.db.delete("sessions", sessionId);
}

/** Ends every session of the user but `kept`; gives how many. */
export async function endAll(ctx: MutationCtx, userId: Id<"users">, kept: Id<"sessions"> | null): Promise<number> {
  const ended = (await of(ctx, userId)).filter(({ _id }) => _id !== kept);
  for (const { _id } of ended) await ctx.db.delete("sessions", _id);
  return ended.length;
}
