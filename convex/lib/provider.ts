import type { Outcome } from "./validators";

/** What every provider is, seen from the pipeline. Pure types and one error: importable from anywhere. */

export type Message = { role: "user" | "assistant"; text: string };

export type ProviderRequest = {
  system: string;
  messages: Message[];
  /** Empty: the provider's own default. */
  model: string | undefined;
  maxOutputTokens: number;
  profile: "fast" | "balanced" | "best";
};

/** Counted by the provider itself; null where it does not say. */
export type Usage = { inputTokens: number | null; outputTokens: number | null; cachedInputTokens: number | null };

export type ProviderReply = {
  text: string;
  model: string;
  usage: Usage;
  finishReason: "stop" | "length";
  /** Milliseconds from the request to the first piece of text. */
  firstTokenMs: number | null;
};

export type ProviderCalls = { signal: AbortSignal; onToken: (text: string) => void };

export type Provider = {
  id: string;
  /** @throws ProviderError, always: a reply that was cut, empty or malformed never resolves */
  generate: (request: ProviderRequest, calls: ProviderCalls) => Promise<ProviderReply>;
};

/** Why one try of one provider failed, in the words that the trail shows. */
export class ProviderError extends Error {
  readonly outcome: Exclude<Outcome, "ok" | "rejected">;
  readonly retryAfterMs: number | null;
  readonly status: number | null;

  constructor(
    outcome: Exclude<Outcome, "ok" | "rejected">,
    message: string,
    details: { retryAfterMs?: number | null; status?: number | null; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ProviderError";
    this.outcome = outcome;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.status = details.status ?? null;
  }
}
