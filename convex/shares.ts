import { v } from "convex/values";
import { internal } from "./_generated/api";
import { generationQuery, internalMutation, workspaceAction, workspaceMutation } from "./functions";
import { requireRow } from "./model/rows";
import * as Shares from "./model/shares";
import { vFacts, vKind } from "./lib/validators";

const TOKEN_BYTES = 24;

/** Makes a public link and gives its token, this once: only its hash is kept. `days` without a value: no expiry. */
export const create = workspaceAction({
  role: "editor",
  args: { generationId: v.string(), days: v.optional(v.number()), allowsDownloads: v.boolean() },
  returns: v.object({ token: v.string() }),
  handler: async (ctx, args): Promise<{ token: string }> => {
    // An action, since a mutation's random numbers repeat when it is tried again.
    const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
    const token = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const { workspaceId, userId } = ctx.access;
    await ctx.runMutation(internal.shares.store, { ...args, token, workspaceId, userId });
    return { token };
  },
});

export const store = internalMutation({
  args: {
    token: v.string(),
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    generationId: v.string(),
    days: v.optional(v.number()),
    allowsDownloads: v.boolean(),
  },
  returns: v.null(),
  handler: async (ctx, { workspaceId, userId, generationId, ...draft }) => {
    const generation = await requireRow(ctx, "generations", generationId, workspaceId, "generation");
    await Shares.create(ctx, userId, generation, draft);
    return null;
  },
});

/** The links to one version, up to 100; revoked ones stay in the list. */
export const list = generationQuery({
  role: "editor",
  args: {},
  returns: v.array(
    v.object({
      _id: v.id("shares"),
      authorName: v.string(),
      allowsDownloads: v.boolean(),
      expiresAt: v.union(v.number(), v.null()),
      isRevoked: v.boolean(),
      viewCount: v.number(),
      createdAt: v.number(),
    }),
  ),
  handler: async (ctx) => {
    const rows = await Shares.sharesOf(ctx, ctx.generation);
    return rows.map(({ _id, authorName, allowsDownloads, expiresAt, revokedAt, viewCount, createdAt }) => ({
      _id,
      authorName,
      allowsDownloads,
      expiresAt: expiresAt ?? null,
      isRevoked: revokedAt !== undefined,
      viewCount,
      createdAt,
    }));
  },
});

/** From now on the link opens nothing. File addresses that it gave out already end within two hours. */
export const revoke = workspaceMutation({
  role: "editor",
  args: { shareId: v.string() },
  returns: v.null(),
  handler: async (ctx, { shareId }) => {
    const share = await requireRow(ctx, "shares", shareId, ctx.workspace._id, "link");
    await Shares.revoke(ctx, ctx.user, share);
    return null;
  },
});

/** What a link shows to anybody who has it; counts one view. Throws `not_found` for unknown, revoked and expired. */
export const open = internalMutation({
  args: { token: v.string() },
  returns: v.object({
    title: v.string(),
    kind: vKind,
    number: v.number(),
    authorName: v.string(),
    createdAt: v.number(),
    facts: v.union(vFacts, v.null()),
    allowsDownloads: v.boolean(),
    files: v.array(v.object({ format: v.string(), url: v.string(), bytes: v.number() })),
  }),
  handler: async (ctx, { token }) => await Shares.open(ctx, token, Date.now()),
});
