import { calcPrice } from "@pydantic/genai-prices";
import type { Usage } from "./provider";

/**
 * What a call cost, in micro-dollars (1 000 000 = 1 USD), from the tokens that the provider counted. Null is "unknown"
 * and never zero: a price nobody knows, or tokens nobody counted.
 */

type Price = {
  /** USD per million tokens. */
  input: number;
  output: number;
  cachedInput: number;
};

type Override = { provider: string; model: string; price: Price; above?: { inputTokens: number; price: Price } };

/** Prices that the package lacks or has wrong, as recorded from the makers' public pages on this day. Rows fall away as it catches up. */
export const overridesCheckedOn = "2026-11-22";

const overrides: Override[] = [
  { provider: "anthropic", model: "claude-sonnet-5-5", price: { input: 2, output: 10, cachedInput: 0.1 } },
  { provider: "anthropic", model: "claude-opus-5-5", price: { input: 4, output: 20, cachedInput: 0.2 } },
  {
    provider: "anthropic",
    model: "claude-haiku-5-5",
    price: { input: 0.1, output: 0.5, cachedInput: 0.1 },
    above: { inputTokens: 100_000, price: { input: 0.5, output: 2.5, cachedInput: 0.5 } },
  },
  { provider: "anthropic", model: "claude-fable-5-2", price: { input: 8, output: 40, cachedInput: 8 } },
  { provider: "anthropic", model: "claude-fable-5-1", price: { input: 10, output: 50, cachedInput: 10 } },
];

/** These run on the owner's own machine: no bill comes. */
const FREE = new Set(["local", "partsLibrary"]);

/**
 * The cost of one call in micro-dollars, rounded up; null where it is unknown. The parts library has no model and costs 0.
 * Tokens that Claude writes to its cache are counted as plain input (they cost a quarter more, once per five minutes).
 */
export function costMicros(provider: string, model: string | null, usage: Usage): number | null {
  if (FREE.has(provider)) return 0;
  if (model === null) return null;
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === null || outputTokens === null) return null;
  const cached = Math.min(usage.cachedInputTokens ?? 0, inputTokens);
  const dollars =
    overriddenDollars(provider, model, inputTokens, outputTokens, cached) ??
    packageDollars(provider, model, inputTokens, outputTokens, cached);
  // 1e-6 takes off what floating point put on, before rounding up.
  return dollars === null ? null : Math.max(0, Math.ceil(dollars * 1_000_000 - 1e-6));
}

/** USD per million tokens in and out, for a model's card; null where it is unknown. */
export function pricePerMillion(provider: string, model: string): { input: number; output: number } | null {
  if (FREE.has(provider)) return { input: 0, output: 0 };
  // A thousand tokens stay below every step of a price that rises with the length.
  const input = costMicros(provider, model, { inputTokens: 1000, outputTokens: 0, cachedInputTokens: 0 });
  const output = costMicros(provider, model, { inputTokens: 0, outputTokens: 1000, cachedInputTokens: 0 });
  return input === null || output === null ? null : { input: input / 1000, output: output / 1000 };
}

function overriddenDollars(
  provider: string,
  model: string,
  input: number,
  output: number,
  cached: number,
): number | null {
  const row = overrides.find((entry) => entry.provider === provider && entry.model === model);
  if (row === undefined) return null;
  const price = row.above !== undefined && input > row.above.inputTokens ? row.above.price : row.price;
  return ((input - cached) * price.input + cached * price.cachedInput + output * price.output) / 1_000_000;
}

function packageDollars(provider: string, model: string, input: number, output: number, cached: number): number | null {
  const known = packageName(provider, model);
  if (known === null) return null;
  const price = calcPrice(
    { input_tokens: input, output_tokens: output, ...(cached > 0 ? { cache_read_tokens: cached } : {}) },
    known.model,
    { providerId: known.provider },
  );
  return price === null ? null : price.total_price;
}

/** How the package names a provider. At Hugging Face the host sets the price: known only when the model names it. */
function packageName(provider: string, model: string): { provider: string; model: string } | null {
  if (provider === "anthropic" || provider === "openrouter") return { provider, model };
  if (provider === "huggingface") {
    const [name, host] = model.split(":");
    return name && host ? { provider: `huggingface_${host}`, model: name } : null;
  }
  return null;
}
