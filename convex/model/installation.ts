import type { WithoutSystemFields } from "convex/server";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { settings } from "../lib/settings";

/** How people get in: without a click on this machine, by accounts of our own, or by Clerk. */

export type SignInWay = "guests" | "accounts" | "clerk";

export async function signInWay(ctx: QueryCtx): Promise<SignInWay> {
  if (settings.clerkIssuer() !== null) return "clerk";
  if (!settings.isSingleMachine()) return "accounts";
  return (await ctx.db.query("installation").first())?.hasAccounts === true ? "accounts" : "guests";
}

/** Whether a browser of this machine gets in as a guest. */
export async function allowsGuests(ctx: QueryCtx): Promise<boolean> {
  return (await signInWay(ctx)) === "guests";
}

/** From now on guests are refused; there is no way back from the app, only from the machine. */
export async function turnAccountsOn(ctx: MutationCtx): Promise<void> {
  await set(ctx, { hasAccounts: true });
}

type Installation = WithoutSystemFields<Doc<"installation">>;
export type Backup = NonNullable<Installation["backup"]>;

/** What became of the last nightly backup; null before the first. */
export async function lastBackup(ctx: QueryCtx): Promise<Backup | null> {
  return (await ctx.db.query("installation").first())?.backup ?? null;
}

/** Keeps what became of a backup. A failed one leaves standing when the last good one was made. */
export async function noteBackup(
  ctx: MutationCtx,
  { bytes, error, keep }: { bytes?: number; error?: string; keep: number },
  now: number,
): Promise<void> {
  const before = await lastBackup(ctx);
  const good = error === undefined ? { madeAt: now, bytes } : { error, madeAt: before?.madeAt, bytes: before?.bytes };
  await set(ctx, { backup: { at: now, keep, ...good } });
}

async function set(ctx: MutationCtx, values: Partial<Installation>): Promise<void> {
  const row = await ctx.db.query("installation").first();
  if (row === null) await ctx.db.insert("installation", { hasAccounts: false, ...values });
  else await ctx.db.patch("installation", row._id, values);
}
