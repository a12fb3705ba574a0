/** How providers are called on screen. A label that someone sent from outside stands as it is. */
const NAMES: Record<string, string> = {
  auto: "Auto",
  anthropic: "Claude",
  seedCoder: "Seed-Coder",
  local: "Local model",
  huggingface: "Hugging Face",
  openrouter: "OpenRouter",
  partsLibrary: "Parts library, no model",
};

export const providerName = (id: string) => NAMES[id] ?? id;
