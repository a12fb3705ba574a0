// Pure: which sides a run may have, from what the workspace has set up, and what is missing.
import { MAX_SIDES } from "../../../../convex/lib/benchmarks/validators";
import type { Side } from "../../../../convex/lib/benchmarks/views";
import type { ProviderCard } from "../../../../convex/model/providerCards";
import { providerName } from "../../../lib/providerNames";

export type ModelChoice = {
  /** `provider model`, for a set of chosen ones. */
  key: string;
  provider: string;
  model?: string;
  label: string;
  price: { input: number; output: number } | null;
  isFree: boolean;
};
export type Choices = {
  ready: { provider: string; label: string; models: ModelChoice[] }[];
  /** Providers that cannot be asked, and why in a few words. */
  missing: { provider: string; label: string; why: string }[];
};

export function choicesOf(cards: readonly ProviderCard[]): Choices {
  const choices: Choices = { ready: [], missing: [] };
  for (const card of cards) {
    const label = providerName(card.id);
    const why = whyMissing(card);
    if (why === null) choices.ready.push({ provider: card.id, label, models: modelsOf(card, label) });
    else choices.missing.push({ provider: card.id, label, why });
  }
  return choices;
}

function whyMissing(card: ProviderCard): string | null {
  if (!card.isEnabled) return "switched off";
  if (!card.isConfigured) return card.takesKey ? "no key" : `${card.setting ?? "its address"} is not set`;
  return null;
}

function modelsOf(card: ProviderCard, label: string): ModelChoice[] {
  if (card.models.length === 0) {
    return [{ key: card.id, provider: card.id, label, price: null, isFree: !card.isBilled }];
  }
  return card.models.map((model) => ({
    key: `${card.id} ${model.id}`,
    provider: card.id,
    model: model.id,
    label: model.label,
    price: model.price,
    isFree: !card.isBilled,
  }));
}

/** Every chosen model in every chosen way; the parts library has one way, since no profile or repair changes it. */
export function sidesOf(
  models: readonly ModelChoice[],
  profiles: readonly Side["profile"][],
  repairs: readonly boolean[],
): Side[] {
  return models.flatMap(({ provider, model }) =>
    provider === "partsLibrary"
      ? [{ provider, profile: "balanced" as const, repairs: true }]
      : profiles.flatMap((profile) =>
          repairs.map((isRepaired): Side => {
            const side = { provider, profile, repairs: isRepaired };
            return model === undefined ? side : { ...side, model };
          }),
        ),
  );
}

/** What keeps a run from starting; null when nothing does. */
export function whyNot(form: {
  hasSuite: boolean;
  models: number;
  profiles: number;
  repairs: number;
  sides: number;
  samples: number;
  capText: string;
}): string | null {
  if (!form.hasSuite) return "Choose a suite.";
  if (form.models === 0) return "Choose at least one model.";
  if (form.profiles === 0) return "Choose at least one profile.";
  if (form.repairs === 0) return "Choose with or without repairs, or both.";
  if (form.sides > MAX_SIDES) return `A run has at most ${MAX_SIDES} sides; these are ${form.sides}.`;
  if (!Number.isInteger(form.samples) || form.samples < 1 || form.samples > 10) return "Samples: 1 to 10.";
  if (capOf(form.capText) === null) return "The cap is a sum in dollars, for example 3.00, or empty.";
  return null;
}

/** Micro-dollars of a typed sum; undefined for an empty field, null for what is no sum. */
export function capOf(text: string): number | undefined | null {
  const trimmed = text.trim().replace(/^\$/, "");
  if (trimmed === "") return undefined;
  const dollars = Number(trimmed);
  return Number.isFinite(dollars) && dollars > 0 ? Math.round(dollars * 1e6) : null;
}
