import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { isBilled, parseProvider } from "../lib/providers";
import type { AttemptReport } from "./attempts";

/** The ledger and the budget. Money is whole micro-dollars; days and months are those of UTC. */

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** Adds one ended attempt of a model to the ledger. Call it in the mutation that ends the attempt, and there once. */
export async function add(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  report: AttemptReport,
  now: number,
): Promise<void> {
  // The library costs nothing and answers each prompt: counting it would only make this row hot.
  if (report.provider === "partsLibrary") return;
  const { workspaceId, authorId: userId, authorName: userName } = generation;
  const day = dayOf(now);
  // A refused or unreachable provider bills nothing; one that was cut off may, and nobody can say how much.
  const isUnknown = report.costMicros === undefined && (report.outcome === "ok" || report.outcome === "aborted");
  const step = {
    calls: 1,
    unknownCalls: isUnknown ? 1 : 0,
    inputTokens: report.inputTokens ?? 0,
    outputTokens: report.outputTokens ?? 0,
    costMicros: report.costMicros ?? 0,
  };
  const row = await ctx.db
    .query("spend")
    .withIndex("by_workspace_and_day_and_user_and_provider", (q) =>
      q.eq("workspaceId", workspaceId).eq("day", day).eq("userId", userId).eq("provider", report.provider),
    )
    .unique();
  if (row === null) {
    await ctx.db.insert("spend", { workspaceId, day, userId, userName, provider: report.provider, ...step });
  } else {
    await ctx.db.patch("spend", row._id, {
      calls: row.calls + step.calls,
      unknownCalls: row.unknownCalls + step.unknownCalls,
      inputTokens: row.inputTokens + step.inputTokens,
      outputTokens: row.outputTokens + step.outputTokens,
      costMicros: row.costMicros + step.costMicros,
    });
  }
  if (step.costMicros === 0 && step.unknownCalls === 0) return;
  const month = monthOf(now);
  const sum = await monthRow(ctx, workspaceId, month);
  if (sum === null) {
    await ctx.db.insert("spendMonths", {
      workspaceId,
      month,
      costMicros: step.costMicros,
      unknownCalls: step.unknownCalls,
    });
  } else {
    await ctx.db.patch("spendMonths", sum._id, {
      costMicros: sum.costMicros + step.costMicros,
      unknownCalls: sum.unknownCalls + step.unknownCalls,
    });
  }
}

export type BudgetState = {
  monthlyMicros: number;
  warnAt: number;
  spentMicros: number;
  state: "open" | "warning" | "spent";
};

/** Null where the workspace has no budget. `month` as "2026-11". */
export async function budgetState(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  month: string,
): Promise<BudgetState | null> {
  const budget = await budgetRow(ctx, workspaceId);
  if (budget === null) return null;
  const spentMicros = (await monthRow(ctx, workspaceId, month))?.costMicros ?? 0;
  const { monthlyMicros, warnAt } = budget;
  const state = spentMicros >= monthlyMicros ? "spent" : spentMicros >= monthlyMicros * warnAt ? "warning" : "open";
  return { monthlyMicros, warnAt, spentMicros, state };
}

/** Throws `budget_spent` where the named provider sends a bill and this month's budget is used up. */
export async function requireBudgetFor(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  requested: string,
  now: number,
): Promise<void> {
  const budget = await spentBudgetFor(ctx, workspaceId, requested, now);
  if (budget === null) return;
  throw refuse(
    "budget_spent",
    budgetSpentMessage(budget),
    "Choose the parts library or Auto, or ask an owner to raise the budget.",
  );
}

/** May a provider that sends a bill be asked once more? */
export async function isBudgetSpentFor(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  provider: string,
  now: number,
): Promise<boolean> {
  return (await spentBudgetFor(ctx, workspaceId, provider, now)) !== null;
}

async function spentBudgetFor(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  requested: string,
  now: number,
): Promise<BudgetState | null> {
  const provider = parseProvider(requested);
  if (provider === null || provider === "auto" || !isBilled(provider)) return null;
  const budget = await budgetState(ctx, workspaceId, monthOf(now));
  return budget?.state === "spent" ? budget : null;
}

export function budgetSpentMessage({ monthlyMicros, spentMicros }: BudgetState): string {
  return `This month's budget is spent: ${dollars(spentMicros)} of ${dollars(monthlyMicros)}.`;
}

/** Sets the monthly budget, or takes it away with null. */
export async function setBudget(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  budget: { monthlyMicros: number; warnAt: number } | null,
): Promise<void> {
  const row = await budgetRow(ctx, workspaceId);
  if (budget === null) {
    if (row !== null) await ctx.db.delete("budgets", row._id);
  } else if (row === null) await ctx.db.insert("budgets", { workspaceId, ...budget });
  else await ctx.db.patch("budgets", row._id, budget);
}

export async function monthRow(ctx: QueryCtx, workspaceId: Id<"workspaces">, month: string) {
  return await ctx.db
    .query("spendMonths")
    .withIndex("by_workspace_and_month", (q) => q.eq("workspaceId", workspaceId).eq("month", month))
    .unique();
}

async function budgetRow(ctx: QueryCtx, workspaceId: Id<"workspaces">) {
  return await ctx.db
    .query("budgets")
    .withIndex("by_workspace", (q) => q.eq("workspaceId", workspaceId))
    .unique();
}

function dollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(2)}`;
}
