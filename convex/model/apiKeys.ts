import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { hashToken } from "../lib/tokens";

/** Personal API keys, kept as hashes. */

export const KEY_PREFIX = "ncad_";
export const MAX_KEYS_PER_PERSON = 50;
/** A key in steady use writes its row this often, not at each call. */
const USE_IS_NOTED_EVERY_MS = 60_000;

/** Null for a key that is unknown or whose time is over. */
export async function findByKey(ctx: QueryCtx, apiKey: string, now: number): Promise<Doc<"apiKeys"> | null> {
  if (!apiKey.startsWith(KEY_PREFIX)) return null;
  const key = await ctx.db
    .query("apiKeys")
    .withIndex("by_keyHash", (q) => q.eq("keyHash", hashToken(apiKey)))
    .unique();
  return key === null || (key.expiresAt !== undefined && key.expiresAt <= now) ? null : key;
}

export async function noteUse(ctx: MutationCtx, key: Doc<"apiKeys">, now: number): Promise<void> {
  if (key.lastUsedAt === undefined || now - key.lastUsedAt > USE_IS_NOTED_EVERY_MS)
    await ctx.db.patch("apiKeys", key._id, { lastUsedAt: now });
}

/** The person's keys of a workspace, newest first. */
export async function of(ctx: QueryCtx, workspaceId: Id<"workspaces">, userId: Id<"users">): Promise<Doc<"apiKeys">[]> {
  return await ctx.db
    .query("apiKeys")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId).eq("userId", userId))
    .order("desc")
    .take(MAX_KEYS_PER_PERSON);
}

/** For somebody who is a member no longer. */
export async function removeAll(ctx: MutationCtx, workspaceId: Id<"workspaces">, userId: Id<"users">): Promise<void> {
  for (const { _id } of await of(ctx, workspaceId, userId)) await ctx.db.delete("apiKeys", _id);
}
