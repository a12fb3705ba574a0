import type { ProviderId } from "./providers";

/** How much time, money and patience a prompt gets. Pure: the settings page reads it too. */

export const profileIds = ["fast", "balanced", "best"] as const;
export type ProfileId = (typeof profileIds)[number];

export type Profile = {
  label: string;
  /** How long one provider may write, ms. */
  writeTimeoutMs: number;
  /** Rounds of repair before the nearest library part stands in; an app has more, since its compiler names each fault. */
  repairs: number;
  appRepairs: number;
  /** Share of each provider's room for output. */
  outputShare: number;
  /** Models other than the provider's default; a model that the workspace chose is used in every profile. */
  models: Partial<Record<ProviderId, string>>;
};

export const profiles: Record<ProfileId, Profile> = {
  fast: {
    label: "Fast",
    writeTimeoutMs: 30_000,
    repairs: 1,
    appRepairs: 2,
    outputShare: 0.5,
    models: { anthropic: "claude-haiku-5-5", openrouter: "qwen/qwen3-coder-next" },
  },
  balanced: {
    label: "Balanced",
    writeTimeoutMs: 90_000,
    repairs: 3,
    appRepairs: 5,
    outputShare: 1,
    models: {},
  },
  best: {
    label: "Best",
    writeTimeoutMs: 180_000,
    repairs: 3,
    appRepairs: 5,
    outputShare: 1,
    models: {
      anthropic: "claude-opus-5-5",
      local: "seed-coder:8b-reasoning",
      huggingface: "Qwen/Qwen3-Coder-480B-A35B-Instruct",
    },
  },
};

/** Null for a name that is no profile. */
export function parseProfile(name: string): ProfileId | null {
  return profileIds.find((id) => id === name) ?? null;
}
