import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";

/** Accounts by e-mail and password: the only reader and writer of `accounts`. Passwords are hashed by the caller, an action. */

const MAX_ATTEMPTS = 10;
const LOCK_MS = 15 * 60_000;
const MAX_EMAIL_CHARACTERS = 254;

/** Lower case, without spaces around. Throws `invalid` for what is no address. */
export function cleanEmail(email: string): string {
  const cleaned = email.trim().toLowerCase();
  if (cleaned.length > MAX_EMAIL_CHARACTERS || !/^[^\s@<>"]+@[^\s@<>"]+$/.test(cleaned)) {
    throw refuse(
      "invalid",
      `“${cleaned.slice(0, 80)}” is not an e-mail address.`,
      "For example: ines@northgate.example",
    );
  }
  return cleaned;
}

export async function byEmail(ctx: QueryCtx, email: string): Promise<Doc<"accounts"> | null> {
  return await ctx.db
    .query("accounts")
    .withIndex("by_email", (q) => q.eq("email", email))
    .unique();
}

export async function byUser(ctx: QueryCtx, userId: Id<"users">): Promise<Doc<"accounts"> | null> {
  return await ctx.db
    .query("accounts")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .unique();
}

/** Whether anybody has an account yet. */
export async function hasAny(ctx: QueryCtx): Promise<boolean> {
  return (await ctx.db.query("accounts").first()) !== null;
}

/** Gives the user a way in. Throws `conflict` where the address or the user has one. */
export async function add(ctx: MutationCtx, userId: Id<"users">, email: string, passwordHash: string): Promise<void> {
  if ((await byEmail(ctx, email)) !== null || (await byUser(ctx, userId)) !== null) {
    throw refuse("conflict", `${email} has an account here already.`, "Sign in with its password.");
  }
  await ctx.db.insert("accounts", { userId, email, passwordHash, failedAttempts: 0 });
}

/**
 * Counts a try before its password is looked at, so that many at once are no way round the lock. Gives null for an
 * unknown address. Throws `rate_limited` while the account is locked.
 */
export async function takeAttempt(
  ctx: MutationCtx,
  email: string,
  now: number,
): Promise<{ accountId: Id<"accounts">; passwordHash: string } | null> {
  const account = await byEmail(ctx, email);
  if (account === null) return null;
  if (account.lockedUntil !== undefined && account.lockedUntil > now) {
    const minutes = Math.ceil((account.lockedUntil - now) / 60_000);
    throw refuse(
      "rate_limited",
      `${MAX_ATTEMPTS} wrong passwords: this account is locked for ${minutes} more ${minutes === 1 ? "minute" : "minutes"}.`,
      "Wait, or ask an owner for a new invitation.",
    );
  }
  const failedAttempts = account.failedAttempts + 1;
  const isLast = failedAttempts >= MAX_ATTEMPTS;
  await ctx.db.patch("accounts", account._id, {
    failedAttempts: isLast ? 0 : failedAttempts,
    lockedUntil: isLast ? now + LOCK_MS : undefined,
  });
  return { accountId: account._id, passwordHash: account.passwordHash };
}

/** The password was right: the count begins anew. */
export async function clearAttempts(ctx: MutationCtx, accountId: Id<"accounts">): Promise<Doc<"accounts"> | null> {
  const account = await ctx.db.get("accounts", accountId);
  if (account !== null) await ctx.db.patch("accounts", accountId, { failedAttempts: 0, lockedUntil: undefined });
  return account;
}

export async function setPasswordHash(ctx: MutationCtx, account: Doc<"accounts">, passwordHash: string): Promise<void> {
  await ctx.db.patch("accounts", account._id, { passwordHash });
}
