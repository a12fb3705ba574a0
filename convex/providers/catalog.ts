import { profiles, type ProfileId } from "../lib/profiles";
import type { ProviderId } from "../lib/providers";

/**
 * Which model providers there are, what each needs to be configured, and the models to choose from. Knows no client, so
 * that a query may read it; the clients are in `clients.ts`.
 */

/** The parts library answers without a model: it is a member of Auto, but no Provider. */
export type ModelProviderId = Exclude<ProviderId, "partsLibrary">;

/** The settings as they stand, by name; `process.env` fits. */
export type ProviderEnv = Readonly<Record<string, string | undefined>>;

export type ModelCard = { id: string; label: string; contextTokens: number | null };

export const modelProviderIds = [
  "anthropic",
  "local",
  "seedCoder",
  "huggingface",
  "openrouter",
] as const satisfies readonly ModelProviderId[];

/** Every setting that is read here. */
export const providerSettings = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_MODEL",
  "HF_TOKEN",
  "HF_BASE_URL",
  "HF_MODEL",
  "LOCAL_LLM_URL",
  "LOCAL_LLM_MODEL",
  "SEED_CODER_URL",
  "SEED_CODER_TOKEN",
  "OPENROUTER_API_KEY",
  "OPENROUTER_BASE_URL",
  "OPENROUTER_MODEL",
] as const;

type Setting = (typeof providerSettings)[number];

type Entry = {
  /** Without it the provider is not configured, which is no error. */
  needs: Setting;
  modelSetting: Setting | null;
  defaultModel: string;
  models: ModelCard[];
};

const entries: Record<ModelProviderId, Entry> = {
  anthropic: {
    needs: "ANTHROPIC_API_KEY",
    modelSetting: "ANTHROPIC_MODEL",
    defaultModel: "claude-sonnet-5-5",
    models: [
      { id: "claude-sonnet-5-5", label: "Claude Sonnet 5.5", contextTokens: 1_000_000 },
      { id: "claude-opus-5-5", label: "Claude Opus 5.5", contextTokens: 1_000_000 },
      { id: "claude-haiku-5-5", label: "Claude Haiku 5.5", contextTokens: null },
      { id: "claude-fable-5-2", label: "Claude Fable 5.2", contextTokens: null },
      { id: "claude-fable-5-1", label: "Claude Fable 5.1", contextTokens: null },
    ],
  },
  local: {
    needs: "LOCAL_LLM_URL",
    modelSetting: "LOCAL_LLM_MODEL",
    defaultModel: "seed-coder:8b-instruct",
    models: [
      { id: "seed-coder:8b-instruct", label: "Seed-Coder 8B Instruct", contextTokens: 32_768 },
      { id: "seed-coder:8b-reasoning", label: "Seed-Coder 8B Reasoning", contextTokens: 65_536 },
    ],
  },
  seedCoder: {
    needs: "SEED_CODER_URL",
    modelSetting: null,
    defaultModel: "ByteDance-Seed/Seed-Coder-8B-Instruct",
    models: [{ id: "ByteDance-Seed/Seed-Coder-8B-Instruct", label: "Seed-Coder 8B Instruct", contextTokens: 32_768 }],
  },
  huggingface: {
    needs: "HF_TOKEN",
    modelSetting: "HF_MODEL",
    defaultModel: "Qwen/Qwen2.5-Coder-32B-Instruct",
    models: [
      { id: "Qwen/Qwen2.5-Coder-32B-Instruct", label: "Qwen2.5 Coder 32B", contextTokens: 131_072 },
      { id: "Qwen/Qwen3-Coder-480B-A35B-Instruct", label: "Qwen3 Coder 480B", contextTokens: 262_144 },
    ],
  },
  openrouter: {
    needs: "OPENROUTER_API_KEY",
    modelSetting: "OPENROUTER_MODEL",
    defaultModel: "qwen/qwen3-coder",
    models: [
      { id: "qwen/qwen3-coder", label: "Qwen3 Coder 480B", contextTokens: 262_144 },
      { id: "qwen/qwen3-coder-next", label: "Qwen3 Coder Next", contextTokens: null },
      { id: "qwen/qwen-2.5-coder-32b-instruct", label: "Qwen2.5 Coder 32B", contextTokens: 32_768 },
    ],
  },
};

export function isModelProvider(id: ProviderId): id is ModelProviderId {
  return id !== "partsLibrary";
}

/** The setting that makes the provider configured: its key, or its address where it needs no key. */
export function settingOf(id: ModelProviderId): Setting {
  return entries[id].needs;
}

/** The model that is used when nobody names one. */
export function defaultModelOf(id: ModelProviderId, env: ProviderEnv): string {
  const { modelSetting, defaultModel } = entries[id];
  return (modelSetting === null ? null : read(env, modelSetting)) ?? defaultModel;
}

/** The model of one profile: the workspace's choice, else the environment's, else the profile's own. */
export function modelFor(id: ModelProviderId, env: ProviderEnv, chosen: string | null, profile: ProfileId): string {
  const { modelSetting, defaultModel } = entries[id];
  const set = modelSetting === null ? null : read(env, modelSetting);
  return chosen ?? set ?? profiles[profile].models[id] ?? defaultModel;
}

/** The models to choose from, the default first; any other id that the provider knows works as well. */
export function modelsOf(id: ModelProviderId, env: ProviderEnv): ModelCard[] {
  const chosen = defaultModelOf(id, env);
  const known = entries[id].models;
  const first = known.find((model) => model.id === chosen) ?? { id: chosen, label: chosen, contextTokens: null };
  return [first, ...known.filter((model) => model.id !== chosen)];
}

/** Has the setting without which the provider is left out. */
export function isConfigured(id: ModelProviderId, env: ProviderEnv): boolean {
  return read(env, entries[id].needs) !== null;
}

/** A setting's text; null where it is missing or blank. */
export function read(env: ProviderEnv, name: Setting): string | null {
  const value = env[name]?.trim();
  return value ? value : null;
}
