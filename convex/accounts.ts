import { v, type Infer } from "convex/values";
import { internal } from "./_generated/api";
import { openAction, openQuery, userAction, userMutation, userQuery, workspaceAction } from "./functions";
import { refuse } from "./lib/errors";
import { checkPassword, hashPassword, HASH_OF_NOBODY, isPassword } from "./lib/passwords";
import { isSameSecret } from "./lib/secretText";
import { settings } from "./lib/settings";
import { hashToken, randomToken, signAccessToken } from "./lib/tokens";
import * as Accounts from "./model/accounts";
import { signInWay } from "./model/installation";
import * as Sessions from "./model/sessions";
import * as Users from "./model/users";

/** Accounts of our own: sign-in, sessions, and how the first one comes to be. Passwords are hashed here, in actions. */

const vSession = v.object({ accessToken: v.string(), refreshToken: v.string() });
type Session = Infer<typeof vSession>;
const credentials = { email: v.string(), password: v.string() };
const vDevice = v.string();

/** What the sign-in page needs to know before anybody is signed in. */
export const state = openQuery({
  args: {},
  returns: v.object({
    way: v.union(v.literal("guests"), v.literal("accounts"), v.literal("clerk")),
    /** Nobody has an account yet: /setup makes the first one. */
    needsSetup: v.boolean(),
  }),
  handler: async (ctx) => {
    const way = await signInWay(ctx);
    return { way, needsSetup: way === "accounts" && !(await Accounts.hasAny(ctx)) };
  },
});

/** Throws `unauthenticated` for a wrong address or password, without saying which; `rate_limited` while locked. */
export const signIn = openAction({
  args: { ...credentials, device: vDevice },
  returns: vSession,
  handler: async (ctx, { email, password, device }): Promise<Session> => {
    const attempt = await ctx.runMutation(internal.accountSteps.takeAttempt, { email: Accounts.cleanEmail(email) });
    const isRight = await isPassword(password, attempt?.passwordHash ?? HASH_OF_NOBODY);
    if (attempt === null || !isRight) {
      throw refuse("unauthenticated", "E-mail and password do not belong together.", "Check both, then try again.");
    }
    const refreshToken = randomToken();
    const sessionId = await ctx.runMutation(internal.accountSteps.passed, {
      accountId: attempt.accountId,
      tokenHash: hashToken(refreshToken),
      device,
    });
    return await sessionOf(sessionId, refreshToken);
  },
});

/** Makes an account for somebody who was invited. Throws what the invitation, address, name or password is refused with. */
export const signUp = openAction({
  args: { ...credentials, name: v.string(), inviteToken: v.string(), device: vDevice },
  returns: vSession,
  handler: async (ctx, { inviteToken, ...person }): Promise<Session> => {
    await ctx.runMutation(internal.accountSteps.countTry, {});
    await ctx.runQuery(internal.accountSteps.checkInvite, { inviteToken, email: Accounts.cleanEmail(person.email) });
    return await make(person, (made) => ctx.runMutation(internal.accountSteps.signUp, { ...made, inviteToken }));
  },
});

/** Makes the first account, for whoever has the set-up token. Throws `forbidden`, and `conflict` once there is one. */
export const setUp = openAction({
  args: { ...credentials, name: v.string(), setupToken: v.string(), device: vDevice },
  returns: vSession,
  handler: async (ctx, { setupToken, ...person }): Promise<Session> => {
    await ctx.runMutation(internal.accountSteps.countTry, {});
    const expected = settings.setupToken();
    if (expected === null || !isSameSecret(setupToken.trim(), expected)) {
      throw refuse(
        "forbidden",
        "This is not the set-up token of this installation.",
        "npm start prints it; NATURALCAD_SETUP_TOKEN sets it.",
      );
    }
    return await make(person, (made) => ctx.runMutation(internal.accountSteps.setUp, made));
  },
});

/** The owner of a single machine gets an account, and guests get in no more. */
export const turnOn = workspaceAction({
  role: "owner",
  args: { ...credentials, name: v.string(), device: vDevice },
  returns: vSession,
  handler: async (ctx, person): Promise<Session> =>
    await make(person, (made) =>
      ctx.runMutation(internal.accountSteps.turnOn, {
        ...made,
        userId: ctx.access.userId,
        workspaceId: ctx.access.workspaceId,
      }),
    ),
});

/**
 * A new access token. `refreshToken` is null for the second of two tabs that asked at once: the first one stored it.
 * Throws `unauthenticated` where the session has ended.
 */
export const refresh = openAction({
  args: { refreshToken: v.string() },
  returns: v.object({ accessToken: v.string(), refreshToken: v.union(v.string(), v.null()) }),
  handler: async (ctx, { refreshToken }): Promise<{ accessToken: string; refreshToken: string | null }> => {
    const next = randomToken();
    const rotated = await ctx.runMutation(internal.accountSteps.rotate, {
      tokenHash: hashToken(refreshToken),
      nextTokenHash: hashToken(next),
    });
    if (rotated === null) throw refuse("unauthenticated", "This session has ended.", "Sign in again.");
    const session = await sessionOf(rotated.sessionId, next);
    return { ...session, refreshToken: rotated.hasRotated ? next : null };
  },
});

/** The caller's account and signed-in browsers; `email` is null for guests and for people of another issuer. */
export const mine = userQuery({
  args: {},
  returns: v.object({
    email: v.union(v.string(), v.null()),
    sessions: v.array(
      v.object({ _id: v.id("sessions"), device: v.string(), createdAt: v.number(), isThis: v.boolean() }),
    ),
  }),
  handler: async (ctx) => {
    const current = await Users.callerSession(ctx);
    const account = await Accounts.byUser(ctx, ctx.user._id);
    return {
      email: account?.email ?? null,
      sessions: (await Sessions.of(ctx, ctx.user._id)).map(({ _id, device, createdAt }) => ({
        _id,
        device,
        createdAt,
        isThis: _id === current?._id,
      })),
    };
  },
});

/** Ends this browser's session; elsewhere the caller stays signed in. */
export const signOut = userMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const session = await Users.callerSession(ctx);
    if (session !== null) await Sessions.end(ctx, session._id);
    return null;
  },
});

/** Ends every session of the caller, this one too; their live pages end with them. Gives how many. */
export const signOutEverywhere = userMutation({
  args: {},
  returns: v.number(),
  handler: async (ctx) => await Sessions.endAll(ctx, ctx.user._id, null),
});

/** Changes the password and signs every other browser out. Throws `unauthenticated` for a wrong current one. */
export const changePassword = userAction({
  args: { current: v.string(), next: v.string() },
  returns: v.null(),
  handler: async (ctx, { current, next }): Promise<null> => {
    const { email } = await ctx.runQuery(internal.accountSteps.requireAccount, { userId: ctx.userId });
    checkPassword(next, email);
    const attempt = await ctx.runMutation(internal.accountSteps.takeAttempt, { email });
    if (attempt === null || !(await isPassword(current, attempt.passwordHash))) {
      throw refuse("unauthenticated", "The current password is not this one.", "Check it, then try again.");
    }
    await ctx.runMutation(internal.accountSteps.setPassword, {
      accountId: attempt.accountId,
      passwordHash: await hashPassword(next),
    });
    return null;
  },
});

type Person = { email: string; password: string; name: string; device: string };
type Made = { email: string; name: string; passwordHash: string; tokenHash: string; device: string };

async function make(
  { email, password, name, device }: Person,
  store: (made: Made) => Promise<string>,
): Promise<Session> {
  const cleaned = Accounts.cleanEmail(email);
  checkPassword(password, cleaned);
  const refreshToken = randomToken();
  const passwordHash = await hashPassword(password);
  const sessionId = await store({ email: cleaned, name, passwordHash, tokenHash: hashToken(refreshToken), device });
  return await sessionOf(sessionId, refreshToken);
}

async function sessionOf(sessionId: string, refreshToken: string): Promise<Session> {
  const issuer = settings.accountIssuer();
  const privateJwk = settings.accountPrivateJwk();
  if (issuer === null || privateJwk === null) {
    throw refuse(
      "internal",
      "This backend has no key to sign sessions with.",
      "Set ACCOUNT_ISSUER, ACCOUNT_JWKS and ACCOUNT_PRIVATE_JWK; npm start does.",
    );
  }
  return { accessToken: await signAccessToken({ issuer, privateJwk }, sessionId), refreshToken };
}
