import { v } from "convex/values";
import {
  generationMutation,
  generationMutationWithKey,
  generationQuery,
  generationQueryWithKey,
  workspaceMutationWithKey,
  workspaceQueryWithKey,
} from "./functions";
import { refuse } from "./lib/errors";
import { DEFAULT_RECENT, MAX_RECENT } from "./lib/limits";
import { vKind, vParameterValue, vReference, vSpecRule, vStatus } from "./lib/validators";
import { cancel as cancelGeneration } from "./model/generationEnd";
import { record } from "./model/events";
import { edit as editRules, specOf } from "./model/specs";
import { start, startFromCode, startFromParameters } from "./model/generationStart";
import * as RateLimits from "./model/rateLimits";
import {
  codeView,
  generationView,
  logsView,
  progressView,
  recentView,
  vCodeView,
  vGenerationView,
  vProgressView,
  vRecentView,
} from "./model/generationViews";

/** Whole numbers of Python's client arrive as int64. */
const vNumber = v.union(v.number(), v.int64());

/** With `code` a finished generation is stored as given, else one is started. The same idempotency key, the same id. */
export const create = workspaceMutationWithKey({
  role: "editor",
  args: {
    prompt: v.string(),
    kind: v.optional(vKind),
    provider: v.optional(v.string()),
    model: v.optional(v.string()),
    profile: v.optional(v.string()),
    parentId: v.optional(v.string()),
    reference: v.optional(vReference),
    idempotencyKey: v.optional(v.string()),
    code: v.optional(v.string()),
    createdAt: v.optional(vNumber),
  },
  returns: v.id("generations"),
  handler: async (ctx, request) => {
    if (request.code === undefined) await RateLimits.countStart(ctx, ctx.user, ctx.workspace._id);
    return (await start(ctx, ctx, request)).generationId;
  },
});

/** Newest first, with code; at most 100. */
export const recent = workspaceQueryWithKey({
  role: "viewer",
  args: { limit: v.optional(vNumber) },
  returns: v.array(vRecentView),
  handler: async ({ access, ...ctx }, { limit }) => {
    const count = Number(limit ?? DEFAULT_RECENT);
    if (!Number.isInteger(count) || count < 1) {
      throw refuse("invalid", `The limit is ${count}.`, `Send a whole number from 1 to ${MAX_RECENT}.`);
    }
    if (access === null) return [];
    const newest = await ctx.db
      .query("generations")
      .withIndex("by_workspace_and_isHidden_and_createdAt", (q) =>
        q.eq("workspaceId", access.workspace._id).eq("isHidden", undefined),
      )
      .order("desc")
      .take(Math.min(count, MAX_RECENT));
    return await Promise.all(newest.map((generation) => recentView(ctx, generation)));
  },
});

/** Null for a generation that is not the caller's. */
export const get = generationQueryWithKey({
  role: "viewer",
  args: {},
  returns: v.union(vGenerationView, v.null()),
  handler: async ({ generation, ...ctx }) => (generation === null ? null : await generationView(ctx, generation)),
});

/** What runs now; null once it ended. Apart from `get`, since it changes several times a second. */
export const progress = generationQuery({
  role: "viewer",
  args: {},
  returns: v.union(vProgressView, v.null()),
  handler: async ({ generation, ...ctx }) => await progressView(ctx, generation),
});

export const code = generationQuery({
  role: "viewer",
  args: {},
  returns: v.union(vCodeView, v.null()),
  handler: async ({ generation, ...ctx }) => await codeView(ctx, generation),
});

export const logs = generationQuery({
  role: "viewer",
  args: {},
  returns: v.array(v.object({ stream: v.string(), text: v.string() })),
  handler: async ({ generation, ...ctx }) => await logsView(ctx, generation),
});

export const runParameters = generationMutation({
  role: "editor",
  args: { values: v.record(v.string(), vParameterValue) },
  returns: v.id("generations"),
  handler: async (ctx, { values }) => {
    await RateLimits.countStart(ctx, ctx.user, ctx.generation.workspaceId);
    return await startFromParameters(ctx, ctx.user, ctx.generation, values);
  },
});

export const runCode = generationMutation({
  role: "editor",
  args: { text: v.string() },
  returns: v.id("generations"),
  handler: async (ctx, { text }) => {
    await RateLimits.countStart(ctx, ctx.user, ctx.generation.workspaceId);
    return await startFromCode(ctx, ctx.user, ctx.generation, text);
  },
});

/** Replaces the rules of a part by a person's own and checks what was measured anew, without a run. */
export const editSpec = generationMutation({
  role: "editor",
  args: { rules: v.array(vSpecRule) },
  returns: v.null(),
  handler: async (ctx, { rules }) => {
    await editRules(ctx, ctx.user, ctx.generation, rules);
    await record(ctx, ctx.user, ctx.generation.workspaceId, {
      verb: "spec.edited",
      object: { table: "generations", id: ctx.generation._id, label: ctx.generation.label },
      after: { rules: rules.length },
    });
    return null;
  },
});

/** The rules as they stand, before and after anything was measured; null for a generation that has none yet. */
export const rules = generationQuery({
  role: "viewer",
  args: {},
  returns: v.union(v.object({ rules: v.array(vSpecRule), editedBy: v.union(v.string(), v.null()) }), v.null()),
  handler: async ({ generation, ...ctx }) => {
    const row = await specOf(ctx, generation);
    return row === null ? null : { rules: row.rules, editedBy: row.editedBy ?? null };
  },
});

/** Ends a running generation at once; one that has ended stays as it ended. */
export const cancel = generationMutationWithKey({
  role: "editor",
  args: {},
  returns: v.object({ status: vStatus }),
  handler: async (ctx) => ({ status: await cancelGeneration(ctx, ctx.user, ctx.generation) }),
});
