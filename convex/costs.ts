import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { vKind } from "./lib/validators";
import { record } from "./model/events";
import { forecast as forecastOf, vForecast } from "./model/forecast";
import * as Spend from "./model/spend";

/** Money: the ledger, the budget and the forecast. Micro-dollars (1 000 000 = 1 USD), days and months of UTC. */

const MAX_ROWS = 4_000;
const MAX_BUDGET_MICROS = 1e12;

const vBudget = v.union(
  v.object({
    monthlyMicros: v.number(),
    warnAt: v.number(),
    spentMicros: v.number(),
    state: v.union(v.literal("open"), v.literal("warning"), v.literal("spent")),
  }),
  v.null(),
);

/** The ledger's rows of the days from `from` to `to`, both counted in ("2026-11-01"); at most 4000 rows. */
export const ledger = workspaceQuery({
  role: "viewer",
  args: { from: v.string(), to: v.string() },
  returns: v.array(
    v.object({
      day: v.string(),
      userId: v.id("users"),
      userName: v.string(),
      provider: v.string(),
      calls: v.number(),
      unknownCalls: v.number(),
      inputTokens: v.number(),
      outputTokens: v.number(),
      costMicros: v.number(),
    }),
  ),
  handler: async (ctx, { from, to }) => {
    const rows = await ctx.db
      .query("spend")
      .withIndex("by_workspace_and_day_and_user_and_provider", (q) =>
        q.eq("workspaceId", ctx.workspace._id).gte("day", from).lte("day", to),
      )
      .take(MAX_ROWS);
    return rows.map(({ _id, _creationTime, workspaceId: _, ...row }) => row);
  },
});

/** Null without a budget. The caller names the month ("2026-11"): a query has no clock. */
export const budget = workspaceQuery({
  role: "viewer",
  args: { month: v.string() },
  returns: vBudget,
  handler: async (ctx, { month }) => await Spend.budgetState(ctx, ctx.workspace._id, month),
});

/** `monthlyMicros: null` takes the budget away. */
export const setBudget = workspaceMutation({
  role: "owner",
  args: { monthlyMicros: v.union(v.number(), v.null()), warnAt: v.optional(v.number()) },
  returns: v.null(),
  handler: async (ctx, { monthlyMicros, warnAt = 0.8 }) => {
    if (
      monthlyMicros !== null &&
      (!Number.isInteger(monthlyMicros) || monthlyMicros < 0 || monthlyMicros > MAX_BUDGET_MICROS)
    ) {
      throw refuse("invalid", `The budget is ${monthlyMicros} micro-dollars.`, "Set $0 to $1,000,000 a month.");
    }
    if (!(warnAt > 0 && warnAt <= 1))
      throw refuse("invalid", `The warning is at ${warnAt}.`, "Set a share from 0.01 to 1.");
    await Spend.setBudget(ctx, ctx.workspace._id, monthlyMicros === null ? null : { monthlyMicros, warnAt });
    await record(ctx, ctx.user, ctx.workspace._id, {
      verb: "budget.set",
      object: { table: "workspaces", id: ctx.workspace._id, label: ctx.workspace.name },
      after: { monthlyMicros, warnAt },
    });
    return null;
  },
});

/** What the next prompt may cost, before it is sent; null where nobody can say. */
export const forecast = workspaceQuery({
  role: "viewer",
  args: { provider: v.string(), kind: vKind, hasCode: v.boolean() },
  returns: v.union(vForecast, v.null()),
  handler: async (ctx, { provider, kind, hasCode }) =>
    await forecastOf(ctx, ctx.workspace._id, { provider, kind, hasCode }),
});
