import { v, type Infer } from "convex/values";
import type { Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { pricePerMillion } from "../lib/costs";
import { parseProvider, type ProviderId } from "../lib/providers";
import { parseProfile } from "../lib/profiles";
import { settings } from "../lib/settings";
import type { Kind } from "../lib/validators";
import { isModelProvider, modelFor } from "../providers/catalog";
import { isAskable } from "./providerCards";
import { keyRows, routerSettings } from "./routerSettings";

export const vForecast = v.object({
  provider: v.string(),
  model: v.string(),
  /** Micro-dollars: the middle of what such calls took, and what nine in ten stay under. */
  likelyMicros: v.number(),
  highMicros: v.number(),
  /** Past calls that it rests on; 0: on the price and a usual length. */
  basis: v.number(),
});

const LOOKED_AT = 60;
const ENOUGH = 5;
/** Tokens of a usual call: the system prompt with its cards, and one script or one app. */
const USUAL: Record<Kind, { input: number; output: number }> = {
  cad: { input: 4_500, output: 900 },
  app: { input: 2_500, output: 2_600 },
};
/** A follow-up sends the standing code along. */
const STANDING_TOKENS = 1_200;
/** A prompt that is repaired to the end costs about this many calls. */
const REPAIRED = 3;

/** Null where the provider has no price or Auto has no model to ask. */
export async function forecast(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  {
    provider: requested,
    kind,
    hasCode,
    model: wanted,
  }: { provider: string; kind: Kind; hasCode: boolean; model?: string },
): Promise<Infer<typeof vForecast> | null> {
  const [chosen, keys] = await Promise.all([routerSettings(ctx, workspaceId), keyRows(ctx, workspaceId)]);
  const named = parseProvider(requested);
  const candidates: readonly ProviderId[] = named === null || named === "auto" ? chosen.order : [named];
  const provider = candidates.find((id) => isAskable(id, chosen.disabled, keys));
  if (provider === undefined || !isModelProvider(provider)) return null;
  const profile = parseProfile(chosen.profile) ?? "balanced";
  const model = wanted ?? modelFor(provider, settings.providers(), chosen.models[provider] ?? null, profile);
  const attempts = await ctx.db
    .query("attempts")
    .withIndex("by_workspace_and_provider_and_startedAt", (q) =>
      q.eq("workspaceId", workspaceId).eq("provider", provider),
    )
    .order("desc")
    .take(LOOKED_AT);
  const costs = attempts
    .flatMap((attempt) => (attempt.model === model && attempt.costMicros !== undefined ? [attempt.costMicros] : []))
    .sort((a, b) => a - b);
  if (costs.length >= ENOUGH) {
    const at = (share: number) => costs[Math.min(costs.length - 1, Math.floor(costs.length * share))] ?? 0;
    return { provider, model, likelyMicros: at(0.5), highMicros: at(0.9), basis: costs.length };
  }
  const price = pricePerMillion(provider, model);
  if (price === null) return null;
  const { input, output } = USUAL[kind];
  // USD per million tokens is micro-dollars per token.
  const once = Math.ceil((input + (hasCode ? STANDING_TOKENS : 0)) * price.input + output * price.output);
  return { provider, model, likelyMicros: once, highMicros: once * REPAIRED, basis: 0 };
}
