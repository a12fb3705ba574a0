import { v, type Infer } from "convex/values";
import { providerLabels } from "../lib/providers";
import { routerOrder } from "../lib/llmRouter";
import { settings } from "../lib/settings";
import { defaultModelOf, isConfigured, isModelProvider } from "../providers/catalog";

export const vProviderState = v.object({
  id: v.string(),
  label: v.string(),
  configured: v.boolean(),
  ok: v.union(v.boolean(), v.null()),
  model: v.union(v.string(), v.null()),
  reason: v.union(v.string(), v.null()),
});

/** What is known of each provider without asking it. `ok` is null where nothing is known. */
export function providerStates(): Infer<typeof vProviderState>[] {
  const env = settings.providers();
  return routerOrder(settings.routerOrder()).map((id) => {
    const isModel = isModelProvider(id);
    const configured = !isModel || isConfigured(id, env);
    return {
      id,
      label: providerLabels[id],
      configured,
      ok: isModel ? null : true,
      model: isModel && configured ? defaultModelOf(id, env) : null,
      reason: configured ? null : "Not configured.",
    };
  });
}
