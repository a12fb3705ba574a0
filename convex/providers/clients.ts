import type { Provider } from "../lib/provider";
import { providerLabels } from "../lib/providers";
import { anthropicProvider } from "./anthropic";
import { defaultModelOf, read, settingOf, type ModelProviderId, type ProviderEnv } from "./catalog";
import { huggingfaceProvider } from "./huggingface";
import { openaiCompatibleProvider } from "./openaiCompatible";

/** The provider as the settings describe it; undefined where it is not configured. */
export function configuredProvider(id: ModelProviderId, env: ProviderEnv): Provider | undefined {
  const given = read(env, settingOf(id));
  if (given === null) return undefined;
  const defaultModel = defaultModelOf(id, env);
  switch (id) {
    case "anthropic":
      return anthropicProvider({
        apiKey: given,
        // The client adds /v1 itself; an address that has it already is a slip that is easy to forgive.
        baseUrl: address(read(env, "ANTHROPIC_BASE_URL") ?? "https://api.anthropic.com").replace(/\/v1$/, ""),
        defaultModel,
      });
    case "huggingface":
      return huggingfaceProvider({
        token: given,
        baseUrl: address(read(env, "HF_BASE_URL") ?? "https://router.huggingface.co/v1"),
        defaultModel,
      });
    case "local":
      return openaiCompatibleProvider({
        id,
        label: "the local model server",
        setting: settingOf(id),
        addressSetting: settingOf(id),
        baseUrl: address(given),
        apiKey: null,
        defaultModel,
        temperature: 0.2,
      });
    case "seedCoder":
      return openaiCompatibleProvider({
        id,
        label: providerLabels[id],
        setting: "SEED_CODER_TOKEN",
        addressSetting: "SEED_CODER_URL",
        baseUrl: address(given),
        apiKey: read(env, "SEED_CODER_TOKEN"),
        defaultModel,
        temperature: 0.2,
      });
    case "openrouter":
      return openaiCompatibleProvider({
        id,
        label: providerLabels[id],
        setting: settingOf(id),
        addressSetting: "OPENROUTER_BASE_URL",
        baseUrl: address(read(env, "OPENROUTER_BASE_URL") ?? "https://openrouter.ai/api/v1"),
        apiKey: given,
        defaultModel,
        // It passes on to models that refuse sampling parameters.
        temperature: undefined,
        headers: { "X-Title": "NaturalCAD" },
      });
    default:
      return id satisfies never;
  }
}

function address(url: string): string {
  return url.replace(/\/+$/, "");
}
