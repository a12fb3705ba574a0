import { v } from "convex/values";
import type { QueryCtx } from "./_generated/server";
import { internalMutation, internalQuery } from "./functions";
import { refuse } from "./lib/errors";
import type { Stored } from "./lib/stores";
import { vKind, vParameterValue, vStatus } from "./lib/validators";
import * as Artifacts from "./model/artifacts";
import * as Health from "./model/executorHealth";
import { cancel as cancelGeneration } from "./model/generationEnd";
import { start, startFromParameters } from "./model/generationStart";
import * as RateLimits from "./model/rateLimits";
import * as Generations from "./model/generations";
import { decodeCursor, encodeCursor, httpGeneration, newestPage, type HttpGeneration } from "./model/httpViews";
import { lastBackup } from "./model/installation";
import * as Members from "./model/members";
import { providerStates } from "./model/providerStates";
import * as Users from "./model/users";

/** What `http.ts` reads and writes, each behind the API key that the request brought. */

const vApiKey = { apiKey: v.string() };

export const generation = internalQuery({
  args: { ...vApiKey, id: v.string() },
  handler: async (ctx, { apiKey, id }): Promise<HttpGeneration> => {
    const user = await Users.findCaller(ctx, apiKey);
    if (user === null) throw Members.notFound("generation", id);
    return await httpGeneration(ctx, await Generations.requireGeneration(ctx, user, id, "viewer"));
  },
});

export const generations = internalQuery({
  args: { ...vApiKey, limit: v.number(), cursor: v.union(v.string(), v.null()) },
  handler: async (ctx, { apiKey, limit, cursor }): Promise<{ items: HttpGeneration[]; cursor: string | null }> => {
    const user = await Users.findCaller(ctx, apiKey);
    const after = cursor === null ? null : decodeCursor(cursor);
    if (cursor !== null && after === null) {
      throw refuse("invalid", "The cursor is not one of ours.", "Send the cursor of the page before, or none.");
    }
    const access = user === null ? null : await Members.findOrHome(ctx, user, undefined, "viewer");
    if (access === null) return { items: [], cursor: null };
    const { page, next } = await newestPage(ctx, access.workspace, limit, after);
    return {
      items: await Promise.all(page.map((row) => httpGeneration(ctx, row))),
      cursor: next === null ? null : encodeCursor(next),
    };
  },
});

export const create = internalMutation({
  args: {
    ...vApiKey,
    prompt: v.string(),
    kind: v.optional(vKind),
    provider: v.optional(v.string()),
    model: v.optional(v.string()),
    profile: v.optional(v.string()),
    parentId: v.optional(v.string()),
    idempotencyKey: v.optional(v.string()),
  },
  returns: v.object({ id: v.id("generations"), status: vStatus, isNew: v.boolean() }),
  handler: async (ctx, { apiKey, ...request }) => {
    const user = await Users.ensureCaller(ctx, apiKey);
    const access = await Members.requireOrHome(ctx, user, undefined, "editor");
    await RateLimits.countStart(ctx, access.user, access.workspace._id);
    const { generationId, isNew } = await start(ctx, access, request);
    const started = await ctx.db.get("generations", generationId);
    return { id: generationId, status: started?.status ?? "queued", isNew };
  },
});

export const runParameters = internalMutation({
  args: { ...vApiKey, id: v.string(), values: v.record(v.string(), vParameterValue) },
  returns: v.id("generations"),
  handler: async (ctx, { apiKey, id, values }) => {
    const user = await Users.ensureCaller(ctx, apiKey);
    const parent = await Generations.requireGeneration(ctx, user, id, "editor");
    await RateLimits.countStart(ctx, user, parent.workspaceId);
    return await startFromParameters(ctx, user, parent, values);
  },
});

export const cancel = internalMutation({
  args: { ...vApiKey, id: v.string() },
  returns: vStatus,
  handler: async (ctx, { apiKey, id }) => {
    const user = await Users.ensureCaller(ctx, apiKey);
    return await cancelGeneration(ctx, user, await Generations.requireGeneration(ctx, user, id, "editor"));
  },
});

/** The last known state; `providers` for callers with a key alone. Throws `unauthenticated` for a wrong key. */
export const health = internalQuery({
  args: { apiKey: v.union(v.string(), v.null()) },
  handler: async (ctx, { apiKey }) => {
    if (apiKey !== null) await Users.findCaller(ctx, apiKey);
    const known = await Health.lastKnown(ctx);
    const backup = apiKey === null ? null : await lastBackup(ctx);
    return {
      backup: backup && { ok: backup.error === undefined, madeAt: backup.madeAt ?? null, error: backup.error ?? null },
      executor: known && { ok: known.ok, version: known.version ?? null, checkedAt: known.checkedAt },
      providers: apiKey === null ? [] : providerStates(),
    };
  },
});

export const countRequest = internalMutation({
  args: { limit: v.union(v.literal("apiFrom"), v.literal("linkFrom")) },
  returns: v.null(),
  handler: async (ctx, { limit }) => {
    await RateLimits.countAddress(ctx, limit);
    return null;
  },
});

export const noteExecutor = internalMutation({
  args: { ok: v.boolean(), version: v.union(v.string(), v.null()), error: v.union(v.string(), v.null()) },
  returns: v.null(),
  handler: async (ctx, { ok, version, error }) => {
    const state = { ok, ...(version === null ? {} : { version }), ...(error === null ? {} : { lastError: error }) };
    await Health.note(ctx, state, Date.now());
    return null;
  },
});

/** What a signed link leads to: an artifact, a brought file or a page's picture. The signature is checked before. */
export const file = internalQuery({
  args: { artifactId: v.string() },
  handler: async (ctx, { artifactId }) => {
    const id = ctx.db.normalizeId("artifacts", artifactId);
    const artifact = id === null ? null : await ctx.db.get("artifacts", id);
    if (artifact !== null) return await Artifacts.withFileName(ctx, artifact);
    return (await inputFile(ctx, artifactId)) ?? (await pagePicture(ctx, artifactId));
  },
});

/** A file that somebody brought to a thread, under the name that it came with. */
async function inputFile(ctx: QueryCtx, id: string) {
  const inputId = ctx.db.normalizeId("inputFiles", id);
  const input = inputId === null ? null : await ctx.db.get("inputFiles", inputId);
  const content = input === null ? null : await ctx.db.system.get("_storage", input.storageId);
  if (input === null || content === null) return null;
  const { storageId, format, bytes, fileName } = input;
  const stored: Stored = { kind: "convex", storageId };
  return { stored, format, bytes, sha256: content.sha256, fileName };
}

/** The picture of a document's page. */
async function pagePicture(ctx: QueryCtx, id: string) {
  const pageId = ctx.db.normalizeId("documentPages", id);
  const page = pageId === null ? null : await ctx.db.get("documentPages", pageId);
  if (page?.picture === undefined) throw Members.notFound("file", id);
  const { storageId, bytes, sha256 } = page.picture;
  const stored: Stored = { kind: "convex", storageId };
  return { stored, format: "png", bytes, sha256, fileName: `page-${page.number}.png` };
}
