import type { UserIdentity } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { isSameSecret } from "../lib/secretText";
import { settings } from "../lib/settings";
import * as ApiKeys from "./apiKeys";
import { allowsGuests } from "./installation";
import * as Sessions from "./sessions";
import * as Workspaces from "./workspaces";

/** Who calls. An identity comes from `ctx.auth` or from an API key, never from any other argument. */

const MAX_NAME_CHARACTERS = 80;
const KEY_TOKEN_IDENTIFIER = "key:NATURALCAD_API_KEY";

/** A user; one who came by a personal key is bound to the key's workspace. */
export type Caller = Doc<"users"> & { keyWorkspaceId?: Id<"workspaces"> };

type Credentials =
  | { kind: "installationKey" }
  | { kind: "personalKey"; key: Doc<"apiKeys"> }
  | { kind: "session"; session: Doc<"sessions"> }
  | { kind: "identity"; identity: UserIdentity; isGuest: boolean };

/** The caller's row, or null when a good caller has none yet. Throws `unauthenticated` for anybody else. */
export async function findCaller(ctx: QueryCtx, apiKey: string | undefined): Promise<Caller | null> {
  return await rowOf(ctx, await requireCredentials(ctx, apiKey));
}

/** The caller's row. Throws `unauthenticated` where there is none: a query cannot make one. */
export async function requireCaller(ctx: QueryCtx, apiKey: string | undefined): Promise<Caller> {
  const user = await findCaller(ctx, apiKey);
  if (user === null) {
    throw refuse("unauthenticated", "This session has not entered yet.", "Call users.enter once, then ask again.");
  }
  return user;
}

/**
 * The caller's row, made on the first call. In single-machine mode a guest becomes owner of the default workspace; the
 * installation's API key always is. Throws `unauthenticated`, and `forbidden` for a key that may only read.
 */
export async function ensureCaller(ctx: MutationCtx, apiKey: string | undefined, name?: string): Promise<Caller> {
  const credentials = await requireCredentials(ctx, apiKey);
  switch (credentials.kind) {
    case "installationKey": {
      const user = await ensureUser(ctx, KEY_TOKEN_IDENTIFIER, "API key", "key");
      await Workspaces.ensureDefaultFor(ctx, user);
      return user;
    }
    case "personalKey":
      if (credentials.key.scope === "read") {
        throw refuse("forbidden", "This API key may read and not write.", "Make one that may write, under Settings.");
      }
      await ApiKeys.noteUse(ctx, credentials.key, Date.now());
      return await requireRow(ctx, credentials);
    case "session":
      return await requireRow(ctx, credentials);
    case "identity": {
      const { identity, isGuest } = credentials;
      const ownName = cleanName(name ?? identity.name ?? "") || "Guest";
      const user = await ensureUser(ctx, identity.tokenIdentifier, ownName, isGuest ? "guest" : "person");
      if (isGuest) await Workspaces.ensureDefaultFor(ctx, user);
      return user;
    }
  }
}

/** The session that the caller is signed in by; null for guests, keys and other issuers. */
export async function callerSession(ctx: QueryCtx): Promise<Doc<"sessions"> | null> {
  const credentials = await requireCredentials(ctx, undefined);
  return credentials.kind === "session" ? credentials.session : null;
}

/** A user for an account. Throws `invalid` for a name that is empty or too long. */
export async function add(ctx: MutationCtx, name: string): Promise<Doc<"users">> {
  const id = await ctx.db.insert("users", { tokenIdentifier: "", name: requireName(name), kind: "person" });
  await ctx.db.patch("users", id, { tokenIdentifier: `account:${id}` });
  return (await ctx.db.get("users", id))!; // inserted in this very transaction
}

/** A guest gets an account and keeps what was made under the name: from now on the row is the account's. */
export async function becomePerson(ctx: MutationCtx, user: Doc<"users">, name: string): Promise<Doc<"users">> {
  await ctx.db.patch("users", user._id, {
    tokenIdentifier: `account:${user._id}`,
    kind: "person",
    name: requireName(name),
  });
  return (await ctx.db.get("users", user._id))!; // patched in this very transaction
}

/** Changes the name that new versions carry; earlier ones keep the name they were made under. Throws `invalid`. */
export async function rename(ctx: MutationCtx, user: Doc<"users">, name: string): Promise<void> {
  await ctx.db.patch("users", user._id, { name: requireName(name) });
}

/** The user of a token identifier, made under `name` (cut to its limit) where there is none. */
export async function ensureNamed(
  ctx: MutationCtx,
  tokenIdentifier: string,
  name: string,
  kind: Doc<"users">["kind"],
): Promise<Doc<"users">> {
  return await ensureUser(ctx, tokenIdentifier, cleanName(name) || "Guest", kind);
}

export async function findNamed(ctx: QueryCtx, tokenIdentifier: string): Promise<Doc<"users"> | null> {
  return await byTokenIdentifier(ctx, tokenIdentifier);
}

async function requireCredentials(ctx: QueryCtx, apiKey: string | undefined): Promise<Credentials> {
  if (apiKey !== undefined) {
    const expected = settings.apiKey();
    if (expected !== null && isSameSecret(apiKey, expected)) return { kind: "installationKey" };
    const key = await ApiKeys.findByKey(ctx, apiKey, Date.now());
    if (key !== null) return { kind: "personalKey", key };
    throw refuse(
      "unauthenticated",
      "This API key is not known here.",
      "Make one under Settings, or send the value that NATURALCAD_API_KEY had when the backend started.",
    );
  }
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null)
    throw refuse("unauthenticated", "Nobody is signed in.", "Open the web app, or send an API key.");
  if (identity.issuer === settings.accountIssuer())
    return { kind: "session", session: await Sessions.requireLive(ctx, identity.subject) };
  const isGuest = identity.issuer === settings.localIssuer();
  if (isGuest && !(await allowsGuests(ctx)))
    throw refuse("unauthenticated", "This workspace has accounts.", "Sign in.");
  return { kind: "identity", identity, isGuest };
}

async function rowOf(ctx: QueryCtx, credentials: Credentials): Promise<Caller | null> {
  switch (credentials.kind) {
    case "installationKey":
      return await byTokenIdentifier(ctx, KEY_TOKEN_IDENTIFIER);
    case "personalKey": {
      const user = await ctx.db.get("users", credentials.key.userId);
      return user === null ? null : { ...user, keyWorkspaceId: credentials.key.workspaceId };
    }
    case "session":
      return await ctx.db.get("users", credentials.session.userId);
    case "identity":
      return await byTokenIdentifier(ctx, credentials.identity.tokenIdentifier);
  }
}

async function requireRow(ctx: QueryCtx, credentials: Credentials): Promise<Caller> {
  const user = await rowOf(ctx, credentials);
  if (user === null) throw refuse("unauthenticated", "This account is gone.", "Sign in again.");
  return user;
}

async function ensureUser(
  ctx: MutationCtx,
  tokenIdentifier: string,
  name: string,
  kind: Doc<"users">["kind"],
): Promise<Doc<"users">> {
  const known = await byTokenIdentifier(ctx, tokenIdentifier);
  if (known !== null) return known;
  const id = await ctx.db.insert("users", { tokenIdentifier, name, kind });
  return (await ctx.db.get("users", id))!; // inserted in this very transaction
}

async function byTokenIdentifier(ctx: QueryCtx, tokenIdentifier: string): Promise<Doc<"users"> | null> {
  return await ctx.db
    .query("users")
    .withIndex("by_tokenIdentifier", (q) => q.eq("tokenIdentifier", tokenIdentifier))
    .unique();
}

function requireName(name: string): string {
  const cleaned = name.trim();
  if (cleaned === "" || cleaned.length > MAX_NAME_CHARACTERS) {
    throw refuse(
      "invalid",
      `A name has 1 to ${MAX_NAME_CHARACTERS} characters; this one has ${cleaned.length}.`,
      "Choose another name.",
    );
  }
  return cleaned;
}

function cleanName(name: string): string {
  return name.trim().slice(0, MAX_NAME_CHARACTERS);
}
