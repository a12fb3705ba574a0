import { extractCode, type CodeLanguage } from "../lib/extractCode";
import type { Author, Brief, Written } from "../lib/llmRouter";
import { composePrompt, type Composed } from "../lib/prompts/compose";
import { examplesFor } from "../lib/prompts/fewShots";
import { composeRepair, type Repair } from "../lib/prompts/repair";
import { parseProfile, profiles } from "../lib/profiles";
import { ProviderError, type Provider, type ProviderCalls } from "../lib/provider";
import { providerLabels } from "../lib/providers";
import type { Kind } from "../lib/validators";
import { modelFor, modelProviderIds, type ModelProviderId, type ProviderEnv } from "./catalog";
import { configuredProvider } from "./clients";

/** A language model seen as a writer of code: prompt in, one whole program out. */

export type ModelAuthor = Author & {
  /** Writes the code anew after it failed. @throws ProviderError */
  repair: (brief: Brief, repair: Repair, calls: ProviderCalls) => Promise<Written>;
};

/** Room for a long script or a whole app, with the thoughts of a model that thinks before it writes. */
const MAX_OUTPUT_TOKENS: Record<ModelProviderId, number> = {
  anthropic: 32_000,
  openrouter: 16_000,
  huggingface: 8_000,
  // Servers at home are often started with a window of 8k tokens for question and answer together.
  local: 4_000,
  seedCoder: 4_000,
};

const LANGUAGE: Record<Kind, CodeLanguage> = { cad: "python", app: "tsx" };

/** The models that can be asked as the settings stand, in no particular order. */
export function configuredModels(
  env: ProviderEnv,
  chosen: { models: Readonly<Record<string, string>>; profile: string } = { models: {}, profile: "balanced" },
): ModelAuthor[] {
  return modelProviderIds.flatMap((id) => {
    const provider = configuredProvider(id, env);
    const model = modelFor(id, env, chosen.models[id] ?? null, parseProfile(chosen.profile) ?? "balanced");
    return provider === undefined ? [] : [modelAuthor(id, provider, model)];
  });
}

export function modelAuthor(id: ModelProviderId, provider: Provider, defaultModel: string): ModelAuthor {
  const ask = async (brief: Brief, { system, messages }: Composed, calls: ProviderCalls): Promise<Written> => {
    const profile = parseProfile(brief.profile) ?? "balanced";
    const reply = await provider.generate(
      {
        system,
        messages,
        model: brief.model ?? defaultModel,
        maxOutputTokens: Math.round(MAX_OUTPUT_TOKENS[id] * profiles[profile].outputShare),
        profile,
      },
      calls,
    );
    const found = extractCode(reply.text, LANGUAGE[brief.kind], reply.finishReason);
    if (found.kind === "none") throw withoutCode(id, found.reason);
    return {
      draft: { kind: "script", text: found.code, title: null, label: null, warnings: [], spec: [], values: null },
      model: reply.model,
      usage: reply.usage,
      firstTokenMs: reply.firstTokenMs,
    };
  };

  return {
    id,
    kinds: ["cad", "app"],
    model: defaultModel,
    isLocal: false,
    write: (brief, calls) => ask(brief, composePrompt(withExamples(brief)), calls),
    repair: (brief, repair, calls) => ask(brief, composeRepair(promptBrief(brief), repair), calls),
  };
}

function promptBrief({ kind, prompt, base, reference = null }: Brief) {
  return { kind, prompt, reference, standing: base === null ? null : { code: base.code, values: base.values } };
}

function withExamples(brief: Brief) {
  return {
    ...promptBrief(brief),
    examples: brief.kind === "cad" && brief.base === null ? examplesFor(brief.prompt) : [],
  };
}

function withoutCode(id: ModelProviderId, reason: "empty" | "prose" | "cut"): ProviderError {
  const label = providerLabels[id];
  switch (reason) {
    case "empty":
      return new ProviderError("bad_reply", `${label} sent an empty reply. Try again or choose another provider.`);
    case "prose":
      return new ProviderError(
        "bad_reply",
        `${label} answered with text instead of code. Rephrase the prompt or choose another provider.`,
      );
    case "cut":
      return new ProviderError(
        "bad_reply",
        `${label} ran out of tokens before its code was whole. Ask for less at once or choose another model.`,
      );
    default:
      return reason satisfies never;
  }
}
