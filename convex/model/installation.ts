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
  const row = await ctx.db.query("installation").first();
  if (row === null) await ctx.db.insert("installation", { hasAccounts: true });
  else await ctx.db.patch("installation", row._id, { hasAccounts: true });
}
