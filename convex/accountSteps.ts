import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { internalMutation, internalQuery } from "./functions";
import { refuse } from "./lib/errors";
import * as RateLimits from "./model/rateLimits";
import * as Accounts from "./model/accounts";
import * as Events from "./model/events";
import { signInWay, turnAccountsOn } from "./model/installation";
import * as Invites from "./model/invites";
import * as Members from "./model/members";
import * as Sessions from "./model/sessions";
import * as Users from "./model/users";
import * as Workspaces from "./model/workspaces";

/** What the actions of `accounts.ts` read and write. */

const newcomer = {
  email: v.string(),
  name: v.string(),
  passwordHash: v.string(),
  tokenHash: v.string(),
  device: v.string(),
};

export const takeAttempt = internalMutation({
  args: { email: v.string() },
  handler: async (ctx, { email }) => {
    await RateLimits.countSignIn(ctx, email);
    return await Accounts.takeAttempt(ctx, email, Date.now());
  },
});

/** For those who make an account, before any hashing. */
export const countTry = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await RateLimits.countAddress(ctx, "signInFrom");
    return null;
  },
});

export const passed = internalMutation({
  args: { accountId: v.id("accounts"), tokenHash: v.string(), device: v.string() },
  handler: async (ctx, { accountId, ...session }): Promise<Id<"sessions">> => {
    const account = await Accounts.clearAttempts(ctx, accountId);
    if (account === null) throw refuse("unauthenticated", "This account is gone.", "Ask an owner for an invitation.");
    return await Sessions.start(ctx, account.userId, { ...session, now: Date.now() });
  },
});

export const rotate = internalMutation({
  args: { tokenHash: v.string(), nextTokenHash: v.string() },
  handler: async (ctx, tokens) => await Sessions.rotate(ctx, { ...tokens, now: Date.now() }),
});

export const requireAccount = internalQuery({
  args: { userId: v.id("users") },
  handler: async (ctx, { userId }): Promise<{ email: string }> => {
    const account = await Accounts.byUser(ctx, userId);
    if (account === null)
      throw refuse("conflict", "You sign in without a password of ours.", "Change it where you sign in.");
    return { email: account.email };
  },
});

export const setPassword = internalMutation({
  args: { accountId: v.id("accounts"), passwordHash: v.string() },
  handler: async (ctx, { accountId, passwordHash }) => {
    const account = await Accounts.clearAttempts(ctx, accountId);
    if (account === null) throw refuse("unauthenticated", "This account is gone.", "Ask an owner for an invitation.");
    await Accounts.setPasswordHash(ctx, account, passwordHash);
    await Sessions.endAll(ctx, account.userId, (await Users.callerSession(ctx))?._id ?? null);
  },
});

/** Before any hashing: a link that leads nowhere must not cost a second of work. */
export const checkInvite = internalQuery({
  args: { inviteToken: v.string(), email: v.string() },
  handler: async (ctx, { inviteToken, email }) => {
    await Invites.requireOpen(ctx, inviteToken, email, Date.now());
  },
});

export const signUp = internalMutation({
  args: { ...newcomer, inviteToken: v.string() },
  handler: async (ctx, { inviteToken, ...person }): Promise<Id<"sessions">> => {
    if ((await signInWay(ctx)) !== "accounts") {
      throw refuse("conflict", "This installation has no accounts.", "Open the app; nobody signs in here.");
    }
    const invitation = await Invites.requireOpen(ctx, inviteToken, person.email, Date.now());
    const user = await Users.add(ctx, person.name);
    const sessionId = await giveAccount(ctx, user, person);
    await Invites.use(ctx, user, invitation);
    return sessionId;
  },
});

export const setUp = internalMutation({
  args: newcomer,
  handler: async (ctx, person): Promise<Id<"sessions">> => {
    if ((await signInWay(ctx)) !== "accounts" || (await Accounts.hasAny(ctx))) {
      throw refuse("conflict", "This installation is set up already.", "Sign in, or ask its owner for an invitation.");
    }
    const user = await Users.add(ctx, person.name);
    const sessionId = await giveAccount(ctx, user, person);
    await Workspaces.ensureDefaultFor(ctx, user);
    return sessionId;
  },
});

export const turnOn = internalMutation({
  args: { ...newcomer, userId: v.id("users"), workspaceId: v.id("workspaces") },
  handler: async (ctx, { userId, workspaceId, ...person }): Promise<Id<"sessions">> => {
    const guest = await ctx.db.get("users", userId);
    if (guest?.kind !== "guest" || (await signInWay(ctx)) !== "guests") {
      throw refuse("conflict", "Accounts are on already.", "Invite people under Settings, Members.");
    }
    const user = await Users.becomePerson(ctx, guest, person.name);
    const sessionId = await giveAccount(ctx, user, person);
    await turnAccountsOn(ctx);
    // The other guests were owners by being on this machine; that reason has gone.
    for (const { member, user: other } of await Members.listOf(ctx, workspaceId)) {
      if (other.kind === "guest") await ctx.db.delete("members", member._id);
    }
    await Events.record(ctx, user, workspaceId, {
      verb: "accounts.turned_on",
      object: { table: "workspaces", id: workspaceId, label: "Accounts" },
    });
    return sessionId;
  },
});

async function giveAccount(
  ctx: MutationCtx,
  user: Doc<"users">,
  {
    email,
    passwordHash,
    tokenHash,
    device,
  }: { email: string; passwordHash: string; tokenHash: string; device: string },
): Promise<Id<"sessions">> {
  await Accounts.add(ctx, user._id, email, passwordHash);
  return await Sessions.start(ctx, user._id, { tokenHash, device, now: Date.now() });
}
