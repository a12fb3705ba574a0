/** The providers that a caller may name. Pure: the page and the benchmark read it too. */

export const providerIds = ["anthropic", "local", "seedCoder", "huggingface", "openrouter", "partsLibrary"] as const;
export type ProviderId = (typeof providerIds)[number];

export const AUTO = "auto";

export const providerLabels: Record<ProviderId, string> = {
  anthropic: "Claude",
  local: "Local model",
  seedCoder: "Seed-Coder",
  huggingface: "Hugging Face",
  openrouter: "OpenRouter",
  partsLibrary: "Parts library",
};

const aliases = new Map<string, ProviderId>([["claude", "anthropic"]]);

/** A provider id, `auto`, or null for a name that means neither. */
export function parseProvider(name: string): ProviderId | typeof AUTO | null {
  if (name === AUTO) return AUTO;
  return aliases.get(name) ?? providerIds.find((id) => id === name) ?? null;
}

/** Does a call of this provider come with a bill from outside? */
export function isBilled(provider: string): boolean {
  return provider === "anthropic" || provider === "huggingface" || provider === "openrouter";
}
