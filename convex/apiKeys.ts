import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalMutation, workspaceAction, workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { hashToken, randomToken } from "./lib/tokens";
import { vKeyScope } from "./lib/validators";
import * as ApiKeys from "./model/apiKeys";
import * as Events from "./model/events";
import * as Members from "./model/members";
import { requireRow } from "./model/rows";

/** Personal API keys: each acts as its person in one workspace, with the person's role at that moment. */

const DAY_MS = 24 * 3_600_000;
const MAX_DAYS = 365;
const MAX_NAME_CHARACTERS = 60;
const SHOWN_CHARACTERS = 11;

/** The caller's own keys of this workspace. */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    v.object({
      _id: v.id("apiKeys"),
      name: v.string(),
      scope: vKeyScope,
      start: v.string(),
      createdAt: v.number(),
      expiresAt: v.union(v.number(), v.null()),
      lastUsedAt: v.union(v.number(), v.null()),
    }),
  ),
  handler: async (ctx) =>
    (await ApiKeys.of(ctx, ctx.workspace._id, ctx.user._id)).map((key) => ({
      _id: key._id,
      name: key.name,
      scope: key.scope,
      start: key.start,
      createdAt: key.createdAt,
      expiresAt: key.expiresAt ?? null,
      lastUsedAt: key.lastUsedAt ?? null,
    })),
});

/** Gives the key, this once. Without `days` it has no end. Throws `invalid`, `conflict`. */
export const create = workspaceAction({
  role: "viewer",
  args: { name: v.string(), scope: vKeyScope, days: v.optional(v.number()) },
  returns: v.string(),
  handler: async (ctx, { name, scope, days }): Promise<string> => {
    const cleaned = name.trim();
    if (cleaned === "" || cleaned.length > MAX_NAME_CHARACTERS) {
      throw refuse(
        "invalid",
        `The name of a key has 1 to ${MAX_NAME_CHARACTERS} characters; this one has ${cleaned.length}.`,
        "Name the script that will use it.",
      );
    }
    if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)) {
      throw refuse("invalid", `A key is good for 1 to ${MAX_DAYS} days, not ${days}.`, "Choose 90 days.");
    }
    const apiKey = randomToken(ApiKeys.KEY_PREFIX);
    const now = Date.now();
    await ctx.runMutation(internal.apiKeys.store, {
      workspaceId: ctx.access.workspaceId,
      userId: ctx.access.userId,
      name: cleaned,
      scope,
      start: apiKey.slice(0, SHOWN_CHARACTERS),
      keyHash: hashToken(apiKey),
      createdAt: now,
      ...(days === undefined ? {} : { expiresAt: now + days * DAY_MS }),
    });
    return apiKey;
  },
});

export const store = internalMutation({
  args: {
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    name: v.string(),
    scope: vKeyScope,
    start: v.string(),
    keyHash: v.string(),
    createdAt: v.number(),
    expiresAt: v.optional(v.number()),
  },
  handler: async (ctx, key): Promise<Id<"apiKeys">> => {
    const { user } = await Members.requireMember(ctx, key.workspaceId, key.userId);
    if ((await ApiKeys.of(ctx, key.workspaceId, user._id)).length >= ApiKeys.MAX_KEYS_PER_PERSON) {
      throw refuse(
        "conflict",
        `You have ${ApiKeys.MAX_KEYS_PER_PERSON} keys here, the most there can be.`,
        "Remove one first.",
      );
    }
    const id = await ctx.db.insert("apiKeys", key);
    await Events.record(ctx, user, key.workspaceId, {
      verb: "api_key.created",
      object: { table: "apiKeys", id, label: key.name },
      after: { scope: key.scope },
    });
    return id;
  },
});

/** Ends one of the caller's own keys at once. Throws `not_found`. */
export const remove = workspaceMutation({
  role: "viewer",
  args: { keyId: v.string() },
  returns: v.null(),
  handler: async (ctx, { keyId }) => {
    const key = await requireRow(ctx, "apiKeys", keyId, ctx.workspace._id, "API key");
    if (key.userId !== ctx.user._id) throw Members.notFound("API key", keyId);
    await ctx.db.delete("apiKeys", key._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "api_key.removed",
      object: { table: "apiKeys", id: key._id, label: key.name },
    });
    return null;
  },
});

/** Notes that a key was used to read; a query cannot. Unknown keys leave no mark. */
export const noteUse = internalMutation({
  args: { apiKey: v.string() },
  handler: async (ctx, { apiKey }) => {
    const key = await ApiKeys.findByKey(ctx, apiKey, Date.now());
    if (key !== null) await ApiKeys.noteUse(ctx, key, Date.now());
  },
});
