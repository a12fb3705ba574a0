import type { UserIdentity } from "convex/server";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { isSameSecret } from "../lib/secretText";
import { settings } from "../lib/settings";
import * as Workspaces from "./workspaces";

/** Who calls. An identity comes from `ctx.auth` or from an API key, never from any other argument. */

const MAX_NAME_CHARACTERS = 80;
const KEY_TOKEN_IDENTIFIER = "key:NATURALCAD_API_KEY";

type Credentials = { kind: "identity"; identity: UserIdentity } | { kind: "key" };

/** The caller's row, or null when a good caller has none yet. Throws `unauthenticated` for anybody else. */
export async function findCaller(ctx: QueryCtx, apiKey: string | undefined): Promise<Doc<"users"> | null> {
  const credentials = await requireCredentials(ctx, apiKey);
  return await byTokenIdentifier(
    ctx,
    credentials.kind === "key" ? KEY_TOKEN_IDENTIFIER : credentials.identity.tokenIdentifier,
  );
}

/** The caller's row. Throws `unauthenticated` where there is none: a query cannot make one. */
export async function requireCaller(ctx: QueryCtx, apiKey: string | undefined): Promise<Doc<"users">> {
  const user = await findCaller(ctx, apiKey);
  if (user === null) {
    throw refuse("unauthenticated", "This session has not entered yet.", "Call users.enter once, then ask again.");
  }
  return user;
}

/**
 * The caller's row, made on the first call. In single-machine mode an identity of the local issuer becomes owner of
 * the default workspace; the API key always is. Throws `unauthenticated`.
 */
export async function ensureCaller(ctx: MutationCtx, apiKey: string | undefined, name?: string): Promise<Doc<"users">> {
  const credentials = await requireCredentials(ctx, apiKey);
  if (credentials.kind === "key") {
    const user = await ensureUser(ctx, KEY_TOKEN_IDENTIFIER, "API key", "key");
    await Workspaces.ensureDefaultFor(ctx, user);
    return user;
  }
  const { identity } = credentials;
  const isLocal = settings.isSingleMachine() && identity.issuer === settings.localIssuer();
  const user = await ensureUser(
    ctx,
    identity.tokenIdentifier,
    cleanName(name ?? identity.name ?? "") || "Guest",
    isLocal ? "guest" : "person",
  );
  if (isLocal) await Workspaces.ensureDefaultFor(ctx, user);
  return user;
}

/** Changes the name that new versions carry; earlier ones keep the name they were made under. Throws `invalid`. */
export async function rename(ctx: MutationCtx, user: Doc<"users">, name: string): Promise<void> {
  const cleaned = name.trim();
  if (cleaned === "" || cleaned.length > MAX_NAME_CHARACTERS) {
    throw refuse(
      "invalid",
      `A name has 1 to ${MAX_NAME_CHARACTERS} characters; this one has ${cleaned.length}.`,
      "Choose another name.",
    );
  }
  await ctx.db.patch("users", user._id, { name: cleaned });
}

async function requireCredentials(ctx: QueryCtx, apiKey: string | undefined): Promise<Credentials> {
  if (apiKey !== undefined) {
    const expected = settings.apiKey();
    if (expected !== null && isSameSecret(apiKey, expected)) return { kind: "key" };
    throw refuse(
      "unauthenticated",
      "This API key is not known here.",
      "Send the value that NATURALCAD_API_KEY had when the backend started.",
    );
  }
  const identity = await ctx.auth.getUserIdentity();
  if (identity !== null) return { kind: "identity", identity };
  throw refuse("unauthenticated", "Nobody is signed in.", "Open the web app, or send an API key.");
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

function cleanName(name: string): string {
  return name.trim().slice(0, MAX_NAME_CHARACTERS);
}
