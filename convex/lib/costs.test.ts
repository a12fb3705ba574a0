import { describe, expect, it } from "vitest";
import { costMicros, pricePerMillion } from "./costs";

const usage = (inputTokens: number | null, outputTokens: number | null, cachedInputTokens: number | null = null) => ({
  inputTokens,
  outputTokens,
  cachedInputTokens,
});

describe("the cost of a call", () => {
  it("is counted from the provider's tokens, in micro-dollars", () => {
    expect(costMicros("anthropic", "claude-sonnet-5-5", usage(1_000_000, 100_000))).toBe(3_000_000);
    expect(costMicros("openrouter", "qwen/qwen-2.5-coder-32b-instruct", usage(1_000_000, 1_000_000))).toBe(210_000);
  });

  it("takes cached tokens at their own price", () => {
    expect(costMicros("anthropic", "claude-sonnet-5-5", usage(1_000_000, 0, 1_000_000))).toBe(100_000);
    expect(costMicros("anthropic", "claude-sonnet-4-6", usage(1_000_000, 0, 1_000_000))).toBe(300_000);
  });

  it("rises where the price rises with the length of the prompt", () => {
    expect(costMicros("anthropic", "claude-haiku-5-5", usage(100_000, 0))).toBe(10_000);
    expect(costMicros("anthropic", "claude-haiku-5-5", usage(100_001, 0))).toBe(50_001);
  });

  it("knows the host's price at Hugging Face when the model names the host", () => {
    expect(costMicros("huggingface", "Qwen/Qwen2.5-Coder-32B-Instruct:nscale", usage(1_000_000, 0))).toBe(60_000);
    expect(costMicros("huggingface", "Qwen/Qwen2.5-Coder-32B-Instruct", usage(1_000_000, 0))).toBeNull();
  });

  it("is unknown, and never zero, without a price or without a count", () => {
    expect(costMicros("anthropic", "claude-of-tomorrow", usage(10, 10))).toBeNull();
    expect(costMicros("seedCoder", "ByteDance-Seed/Seed-Coder-8B-Instruct", usage(10, 10))).toBeNull();
    expect(costMicros("anthropic", "claude-sonnet-5-5", usage(null, 10))).toBeNull();
  });

  it("is nothing on the owner's own machine", () => {
    expect(costMicros("local", "seed-coder:8b-instruct", usage(null, null))).toBe(0);
    expect(costMicros("partsLibrary", null, usage(null, null))).toBe(0);
  });

  it("rounds a part of a micro-dollar up, and leaves whole ones alone", () => {
    expect(costMicros("anthropic", "claude-haiku-5-5", usage(1, 0))).toBe(1);
    expect(costMicros("anthropic", "claude-sonnet-5-5", usage(3, 7))).toBe(76);
  });

  it("is shown per million tokens on a model's card", () => {
    expect(pricePerMillion("anthropic", "claude-opus-5-5")).toEqual({ input: 4, output: 20 });
    expect(pricePerMillion("huggingface", "anything")).toBeNull();
  });
});
