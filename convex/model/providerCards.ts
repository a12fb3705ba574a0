import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { pricePerMillion } from "../lib/costs";
import { isBilled, providerIds, providerLabels, type ProviderId } from "../lib/providers";
import { parseProfile } from "../lib/profiles";
import { settings } from "../lib/settings";
import { vOutcome } from "../lib/validators";
import { isConfigured, isModelProvider, modelFor, modelsOf, read, settingOf } from "../providers/catalog";
import { healthRows } from "./providerHealth";
import { keyRows, routerSettings } from "./routerSettings";

/** What the settings page shows of each provider. No secret leaves here, only the last characters of a stored key. */

const orNull = <T extends Parameters<typeof v.union>[0]>(validator: T) => v.union(validator, v.null());

const vModelCard = v.object({
  id: v.string(),
  label: v.string(),
  contextTokens: orNull(v.number()),
  /** USD per million tokens. */
  price: orNull(v.object({ input: v.number(), output: v.number() })),
});

export const vProviderCard = v.object({
  id: v.string(),
  label: v.string(),
  isEnabled: v.boolean(),
  isInAuto: v.boolean(),
  isBilled: v.boolean(),
  isConfigured: v.boolean(),
  /** The setting that configures it, and where its value comes from; null for the parts library. */
  setting: orNull(v.string()),
  source: orNull(v.union(v.literal("environment"), v.literal("workspace"))),
  takesKey: v.boolean(),
  key: orNull(v.object({ ending: v.string(), setBy: v.string(), setAt: v.number() })),
  model: orNull(v.string()),
  /** Chosen by the workspace; null: the profile decides. */
  chosenModel: orNull(v.string()),
  models: v.array(vModelCard),
  breaker: orNull(v.object({ openUntil: v.number(), reason: vOutcome })),
  probe: orNull(v.object({ ok: v.boolean(), message: v.string(), at: v.number() })),
  lastError: orNull(v.object({ outcome: vOutcome, message: v.string(), at: v.number() })),
  /** Of the latest good answers, ms; null without any. */
  p50Ms: orNull(v.number()),
  answers: v.number(),
});
export type ProviderCard = Infer<typeof vProviderCard>;

const LOOKED_AT = 40;

/** Every provider, those of Auto first and in their order. */
export async function providerCards(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<ProviderCard[]> {
  const [chosen, health, keys] = await Promise.all([
    routerSettings(ctx, workspaceId),
    healthRows(ctx, workspaceId),
    keyRows(ctx, workspaceId),
  ]);
  const ordered = [...chosen.order, ...providerIds.filter((id) => !chosen.order.includes(id))];
  return await Promise.all(
    ordered.map(async (id) => {
      const attempts = await latestAttempts(ctx, workspaceId, id);
      const row = health.find(({ provider }) => provider === id);
      return {
        id,
        label: providerLabels[id],
        isEnabled: !chosen.disabled.includes(id),
        isInAuto: chosen.order.includes(id),
        isBilled: isBilled(id),
        ...configurationOf(
          id,
          keys.find(({ provider }) => provider === id),
        ),
        ...modelsFor(id, chosen.models[id] ?? null, chosen.profile),
        breaker:
          row === undefined || row.openUntil === null || row.reason === null
            ? null
            : { openUntil: row.openUntil, reason: row.reason },
        probe: row?.probe ?? null,
        ...experienceOf(attempts),
      };
    }),
  );
}

function configurationOf(id: ProviderId, key: Doc<"providerKeys"> | undefined) {
  if (!isModelProvider(id)) return { isConfigured: true, setting: null, source: null, takesKey: false, key: null };
  const isSet = isConfigured(id, settings.providers());
  return {
    isConfigured: isSet || key !== undefined,
    setting: settingOf(id),
    source: key !== undefined ? ("workspace" as const) : isSet ? ("environment" as const) : null,
    takesKey: isBilled(id),
    key: key === undefined ? null : { ending: key.ending, setBy: key.setBy, setAt: key.setAt },
  };
}

function modelsFor(id: ProviderId, chosenModel: string | null, profile: string) {
  if (!isModelProvider(id)) return { model: null, chosenModel: null, models: [] };
  const env = settings.providers();
  const model = modelFor(id, env, chosenModel, parseProfile(profile) ?? "balanced");
  const known = modelsOf(id, env);
  const models = known.some((card) => card.id === model)
    ? known
    : [{ id: model, label: model, contextTokens: null }, ...known];
  return { model, chosenModel, models: models.map((card) => ({ ...card, price: pricePerMillion(id, card.id) })) };
}

function experienceOf(attempts: readonly Doc<"attempts">[]) {
  const failed = attempts.find(({ outcome }) => outcome !== undefined && outcome !== "ok" && outcome !== "rejected");
  const latencies = attempts
    .flatMap(({ outcome, latencyMs }) =>
      (outcome === "ok" || outcome === "rejected") && latencyMs !== undefined ? [latencyMs] : [],
    )
    .sort((a, b) => a - b);
  return {
    lastError:
      failed?.outcome === undefined
        ? null
        : { outcome: failed.outcome, message: failed.error?.message ?? "", at: failed.startedAt },
    p50Ms: latencies[Math.floor((latencies.length - 1) / 2)] ?? null,
    answers: latencies.length,
  };
}

async function latestAttempts(ctx: QueryCtx, workspaceId: Id<"workspaces">, provider: string) {
  return await ctx.db
    .query("attempts")
    .withIndex("by_workspace_and_provider_and_startedAt", (q) =>
      q.eq("workspaceId", workspaceId).eq("provider", provider),
    )
    .order("desc")
    .take(LOOKED_AT);
}

/** Can somebody ask it in this workspace, by name or through Auto? */
export function isAskable(id: ProviderId, disabled: readonly string[], keys: readonly Doc<"providerKeys">[]): boolean {
  if (disabled.includes(id)) return false;
  if (!isModelProvider(id)) return true;
  return read(settings.providers(), settingOf(id)) !== null || keys.some(({ provider }) => provider === id);
}
