import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vOutcome, vSpecRule } from "../lib/validators";

const vFirst = v.object({ provider: v.string(), model: v.optional(v.string()), because: v.string() });

/** Provider settings, health and spend. */
export const pipelineTables = {
  /** One row per workspace that changed something; without it the environment's settings hold. */
  routerSettings: defineTable({
    workspaceId: v.id("workspaces"),
    /** Members of Auto, first asked first. */
    order: v.optional(v.array(v.string())),
    /** Never asked, not even by name. */
    disabled: v.array(v.string()),
    /** Chosen model by provider. */
    models: v.record(v.string(), v.string()),
    profile: v.optional(v.string()),
    /** Who Auto asks first for one kind of work, and the board's figures that speak for it. */
    firstByKind: v.optional(v.object({ cad: v.optional(vFirst), app: v.optional(vFirst) })),
  }).index("by_workspace", ["workspaceId"]),

  /** Keys of providers, encrypted by an action: no query and no log ever holds one in the clear. */
  providerKeys: defineTable({
    workspaceId: v.id("workspaces"),
    provider: v.string(),
    sealed: v.string(),
    ending: v.string(),
    setBy: v.string(),
    setAt: v.number(),
  }).index("by_workspace_and_provider", ["workspaceId", "provider"]),

  /** The circuit breaker of one provider in one workspace, and what the last look at it showed. Written on change only. */
  providerHealth: defineTable({
    workspaceId: v.id("workspaces"),
    provider: v.string(),
    failures: v.number(),
    openUntil: v.union(v.number(), v.null()),
    reason: v.union(vOutcome, v.null()),
    model: v.union(v.string(), v.null()),
    probe: v.optional(v.object({ ok: v.boolean(), message: v.string(), at: v.number() })),
  }).index("by_workspace_and_provider", ["workspaceId", "provider"]),

  /** The ledger: one row per day (UTC), person and provider, kept by the mutation that ends an attempt. */
  spend: defineTable({
    workspaceId: v.id("workspaces"),
    /** "2026-11-23". */
    day: v.string(),
    userId: v.id("users"),
    userName: v.string(),
    provider: v.string(),
    calls: v.number(),
    /** Calls whose cost nobody knows; they add nothing to `costMicros`. */
    unknownCalls: v.number(),
    inputTokens: v.number(),
    outputTokens: v.number(),
    costMicros: v.number(),
  }).index("by_workspace_and_day_and_user_and_provider", ["workspaceId", "day", "userId", "provider"]),

  /** The sum of one month (UTC), which the budget is held against before each paid call. */
  spendMonths: defineTable({
    workspaceId: v.id("workspaces"),
    /** "2026-11". */
    month: v.string(),
    costMicros: v.number(),
    unknownCalls: v.number(),
  }).index("by_workspace_and_month", ["workspaceId", "month"]),

  budgets: defineTable({
    workspaceId: v.id("workspaces"),
    monthlyMicros: v.number(),
    /** From this share of the budget on (0..1) people are warned. */
    warnAt: v.number(),
  }).index("by_workspace", ["workspaceId"]),

  /** The rules of one generation, as read from its prompt or edited by a person. Checked rows are in `results`. */
  specs: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    rules: v.array(vSpecRule),
    editedBy: v.optional(v.string()),
  }).index("by_workspace_and_generation", ["workspaceId", "generationId"]),
};
