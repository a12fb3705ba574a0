import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { routerOrder } from "../lib/llmRouter";
import { isBilled, providerIds, providerLabels, type ProviderId } from "../lib/providers";
import { settings } from "../lib/settings";
import type { Kind, Outcome } from "../lib/validators";
import { healthRows, pauseOf } from "./providerHealth";
import { budgetSpentMessage, budgetState, monthOf } from "./spend";

/** How Auto goes in one workspace: the environment's settings, and over them what its people changed. */

export type RouterSettings = {
  order: ProviderId[];
  disabled: ProviderId[];
  models: Record<string, string>;
  profile: string;
};

const MAX_KEYS = 20;

export async function routerSettingsRow(ctx: QueryCtx, workspaceId: Id<"workspaces">) {
  return await ctx.db
    .query("routerSettings")
    .withIndex("by_workspace", (q) => q.eq("workspaceId", workspaceId))
    .unique();
}

export async function routerSettings(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<RouterSettings> {
  const row = await routerSettingsRow(ctx, workspaceId);
  return {
    order: routerOrder(row?.order === undefined ? settings.routerOrder() : row.order.join(",")),
    disabled: providerIds.filter((id) => row?.disabled.includes(id)),
    models: row?.models ?? {},
    profile: row?.profile ?? "balanced",
  };
}

export async function profileOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<string> {
  return (await routerSettingsRow(ctx, workspaceId))?.profile ?? "balanced";
}

/** Changes what is named and leaves the rest. */
export async function change(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  next: Partial<Pick<Doc<"routerSettings">, "order" | "disabled" | "models" | "profile">>,
): Promise<void> {
  const row = await routerSettingsRow(ctx, workspaceId);
  if (row === null) await ctx.db.insert("routerSettings", { workspaceId, disabled: [], models: {}, ...next });
  else await ctx.db.patch("routerSettings", row._id, next);
}

export type FirstAsked = { provider: string; model?: string; because: string };

/** Makes a provider, with its model, the first that Auto asks for one kind of work. */
export async function setDefault(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  kind: Kind,
  first: FirstAsked,
): Promise<void> {
  const row = await routerSettingsRow(ctx, workspaceId);
  const firstByKind = { ...row?.firstByKind, [kind]: first };
  if (row === null) await ctx.db.insert("routerSettings", { workspaceId, disabled: [], models: {}, firstByKind });
  else await ctx.db.patch("routerSettings", row._id, { firstByKind });
}

export async function keyRows(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"providerKeys">[]> {
  return await ctx.db
    .query("providerKeys")
    .withIndex("by_workspace_and_provider", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_KEYS);
}

/** What one run needs to choose its provider, as things stand when it begins. */
export type Routing = {
  order: string[];
  disabled: string[];
  /** Left alone this time, each with the reason that people read. */
  skipped: { provider: string; message: string }[];
  models: Record<string, string>;
  /** Encrypted keys of the workspace by provider. */
  sealedKeys: Record<string, string>;
  /** Why the first of the order is the first, where a board chose it. */
  because: string | null;
};

/** `now` in ms. A provider that somebody named is asked whatever its breaker says; the budget holds for it too. */
export async function routingFor(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { kind, isAuto, now }: { kind: Kind; isAuto: boolean; now: number },
): Promise<Routing> {
  const [{ order, disabled, models, first }, health, keys, budget] = await Promise.all([
    withFirst(ctx, workspaceId, kind, isAuto),
    healthRows(ctx, workspaceId),
    keyRows(ctx, workspaceId),
    budgetState(ctx, workspaceId, monthOf(now)),
  ]);
  const skipped = order.flatMap((provider) => {
    if (budget?.state === "spent" && isBilled(provider)) return [{ provider, message: budgetSpentMessage(budget) }];
    const row = health.find((entry) => entry.provider === provider);
    const pause = row === undefined ? null : pauseOf(row, now, models[provider]);
    if (pause === null) return [];
    const message = `${providerLabels[provider]} ${PAUSED_BECAUSE[pause.reason] ?? "failed"}; Auto leaves it alone for another ${pause.seconds} s.`;
    return [{ provider, message }];
  });
  const sealedKeys = Object.fromEntries(keys.map(({ provider, sealed }) => [provider, sealed]));
  return { order, disabled, skipped, models, sealedKeys, because: first?.because ?? null };
}

/** The settings with the board's choice for this kind of work in front. A provider that somebody named is asked as it is set. */
async function withFirst(ctx: QueryCtx, workspaceId: Id<"workspaces">, kind: Kind, isAuto: boolean) {
  const [chosen, row] = await Promise.all([routerSettings(ctx, workspaceId), routerSettingsRow(ctx, workspaceId)]);
  const first = isAuto ? row?.firstByKind?.[kind] : undefined;
  const provider = providerIds.find((id) => id === first?.provider);
  if (first === undefined || provider === undefined || chosen.disabled.includes(provider))
    return { ...chosen, first: null };
  return {
    ...chosen,
    order: [provider, ...chosen.order.filter((id) => id !== provider)],
    models: first.model === undefined ? chosen.models : { ...chosen.models, [provider]: first.model },
    first,
  };
}

const PAUSED_BECAUSE: Partial<Record<Outcome, string>> = {
  auth: "refused the key",
  not_found: "does not know the model",
  rate_limited: "limits the number of requests",
  overloaded: "was overloaded",
  server: "failed several times",
  network: "could not be reached",
  timeout: "did not answer in time",
  bad_reply: "sent unusable replies",
};
