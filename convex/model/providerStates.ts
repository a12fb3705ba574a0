import { v, type Infer } from "convex/values";
import type { Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { providerLabels, type ProviderId } from "../lib/providers";
import { routerOrder } from "../lib/llmRouter";
import { settings } from "../lib/settings";
import { defaultModelOf, isConfigured, isModelProvider } from "../providers/catalog";
import { keyRows, routerSettings } from "./routerSettings";

export const vProviderState = v.object({
  id: v.string(),
  label: v.string(),
  configured: v.boolean(),
  ok: v.union(v.boolean(), v.null()),
  model: v.union(v.string(), v.null()),
  reason: v.union(v.string(), v.null()),
});
export type ProviderState = Infer<typeof vProviderState>;

/** What is known of each provider of this deployment without asking it. `ok` is null where nothing is known. */
export function providerStates(): ProviderState[] {
  const env = settings.providers();
  return routerOrder(settings.routerOrder()).map((id) =>
    stateOf(id, !isModelProvider(id) || isConfigured(id, env), {}),
  );
}

/** As `providerStates`, with the keys, the order and the switches of one workspace. */
export async function workspaceProviderStates(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<ProviderState[]> {
  const env = settings.providers();
  const [{ order, disabled, models }, keys] = await Promise.all([
    routerSettings(ctx, workspaceId),
    keyRows(ctx, workspaceId),
  ]);
  return order
    .filter((id) => !disabled.includes(id))
    .map((id) => {
      const hasKey = keys.some(({ provider }) => provider === id);
      return stateOf(id, !isModelProvider(id) || hasKey || isConfigured(id, env), models);
    });
}

function stateOf(id: ProviderId, configured: boolean, models: Readonly<Record<string, string>>): ProviderState {
  const isModel = isModelProvider(id);
  return {
    id,
    label: providerLabels[id],
    configured,
    ok: isModel ? null : true,
    model: isModel && configured ? (models[id] ?? defaultModelOf(id, settings.providers())) : null,
    reason: configured ? null : "Not configured.",
  };
}
