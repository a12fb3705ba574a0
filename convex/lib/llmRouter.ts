import { ProviderError, type Usage } from "./provider";
import type { Repair } from "./prompts/repair";
import type { SpecRule } from "./partsLibrary/types";
import { AUTO, parseProvider, providerIds, type ProviderId } from "./providers";
import type { Kind, Outcome, Parameter, ParameterValue, Question, Warning } from "./validators";

/**
 * Who writes the code: the members of Auto in their order, each tried until one answers. Knows nothing of Convex.
 * (Convex refuses a hyphen in a module's path; hence this file's name.)
 */

/** The version that a follow-up changes: the nearest one before it that succeeded. */
export type Base = { code: string; parameters: Parameter[]; values: Record<string, ParameterValue> };

export type Brief = {
  prompt: string;
  kind: Kind;
  model: string | undefined;
  profile: string;
  base: Base | null;
  /** What was selected in the viewer, in words for a model. */
  reference?: string | null;
};

export type Draft =
  | {
      kind: "script";
      text: string;
      title: string | null;
      label: string | null;
      warnings: Warning[];
      spec: SpecRule[];
      /** Overrides of named constants, where the script is the base's own. */
      values: Record<string, ParameterValue> | null;
    }
  | { kind: "question"; question: Question };

export type Written = { draft: Draft; model: string | null; usage: Usage; firstTokenMs: number | null };

export type AuthorCalls = { signal: AbortSignal; onToken: (text: string) => void };

/** One configured provider, seen as a writer of code. */
export type Author = {
  id: ProviderId;
  kinds: readonly Kind[];
  model: string | null;
  /** Answers by itself, without a network and at once. */
  isLocal: boolean;
  /** @throws ProviderError */
  write: (brief: Brief, calls: AuthorCalls) => Promise<Written>;
  /** Writes code anew after it failed; missing where nothing would change. @throws ProviderError */
  repair?: (brief: Brief, repair: Repair, calls: AuthorCalls) => Promise<Written>;
};

export type AttemptOutcome = {
  provider: ProviderId;
  model: string | null;
  outcome: Outcome;
  startedAt: number;
  latencyMs: number;
  firstTokenMs: number | null;
  usage: Usage;
  /** How long the provider asked to be left alone. */
  retryAfterMs: number | null;
  error: { code: string; message: string } | null;
};

export type RouteResult =
  | { kind: "written"; draft: Draft; attempt: AttemptOutcome }
  | { kind: "none"; code: "provider_not_configured" | "no_provider" | "all_providers_failed"; message: string }
  | { kind: "aborted" };

export type RouteHooks = {
  signal: AbortSignal;
  /** How long one provider may take, ms. */
  timeoutMs: number;
  now: () => number;
  /** Before a provider is asked; a local one is not announced, it has answered before anybody could read it. */
  onAsk: (author: Author, startedAt: number) => Promise<void>;
  onToken: (text: string) => void;
  onFailed: (attempt: AttemptOutcome) => Promise<void>;
  /** Waits; ends early when the run is stopped. */
  wait: (ms: number) => Promise<void>;
};

/** A provider that was named has no stand-in, so its own word on when to come back is kept, once and up to here. */
const MAX_RETRY_AFTER_MS = 10_000;

/** The order from ROUTER_ORDER; unknown names are left out, members not named are not in Auto. */
export function routerOrder(setting: string | null): ProviderId[] {
  if (setting === null) return [...providerIds];
  const named = setting.split(",").flatMap((name) => {
    const id = parseProvider(name.trim());
    return id === null || id === AUTO ? [] : [id];
  });
  return named.length === 0 ? [...providerIds] : [...new Set(named)];
}

/** Tries the requested provider, or the members of Auto in order. A provider that is not configured is no attempt. */
export async function route(
  authors: ReadonlyMap<ProviderId, Author>,
  order: readonly ProviderId[],
  requested: string,
  brief: Brief,
  hooks: RouteHooks,
): Promise<RouteResult> {
  const named = parseProvider(requested);
  const ids = named === null || named === AUTO ? order : [named];
  const configured = ids.flatMap((id) => authors.get(id) ?? []);
  if (configured.length === 0) {
    return { kind: "none", code: "provider_not_configured", message: `${requested} is not configured.` };
  }
  const able = configured.filter((author) => author.kinds.includes(brief.kind));
  if (able.length === 0) {
    return { kind: "none", code: "no_provider", message: `No configured provider writes this kind: ${brief.kind}.` };
  }

  const failed: AttemptOutcome[] = [];
  for (const author of able) {
    const write = (calls: AuthorCalls) => author.write(brief, calls);
    let asked = await ask(author, write, hooks);
    if (asked.kind !== "failed") return asked;
    await hooks.onFailed(asked.attempt);
    const { retryAfterMs } = asked.attempt;
    if (able.length === 1 && retryAfterMs !== null && retryAfterMs <= MAX_RETRY_AFTER_MS) {
      await hooks.wait(retryAfterMs);
      asked = await ask(author, write, hooks);
      if (asked.kind !== "failed") return asked;
      await hooks.onFailed(asked.attempt);
    }
    failed.push(asked.attempt);
  }
  const reasons = failed.map(({ provider, error }) => `${provider}: ${error?.message ?? ""}`).join(" ");
  return { kind: "none", code: "all_providers_failed", message: `No provider answered. ${reasons}`.trim() };
}

export type Asked =
  | { kind: "written"; draft: Draft; attempt: AttemptOutcome }
  | { kind: "failed"; attempt: AttemptOutcome }
  | { kind: "aborted" };

/** One try of one provider, within its time, with one outcome. Throws only what is no fault of the provider. */
export async function ask(
  author: Author,
  write: (calls: AuthorCalls) => Promise<Written>,
  { signal, timeoutMs, now, onAsk, onToken }: Omit<RouteHooks, "onFailed" | "wait">,
): Promise<Asked> {
  if (signal.aborted) return { kind: "aborted" };
  const startedAt = now();
  if (!author.isLocal) await onAsk(author, startedAt);
  const limit = new AbortController();
  const stop = () => limit.abort(signal.reason);
  signal.addEventListener("abort", stop);
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`No answer within ${timeoutMs / 1000} s.`, "TimeoutError"));
  }, timeoutMs);
  const attempt = { provider: author.id, startedAt };
  try {
    const written = await write({ signal: limit.signal, onToken });
    return {
      kind: "written",
      draft: written.draft,
      attempt: {
        ...attempt,
        model: written.model,
        outcome: "ok",
        latencyMs: now() - startedAt,
        firstTokenMs: written.firstTokenMs,
        usage: written.usage,
        retryAfterMs: null,
        error: null,
      },
    };
  } catch (error) {
    if (signal.aborted) return { kind: "aborted" };
    if (!(error instanceof ProviderError)) throw error;
    return {
      kind: "failed",
      attempt: {
        ...attempt,
        model: author.model,
        outcome: error.outcome,
        latencyMs: now() - startedAt,
        firstTokenMs: null,
        usage: { inputTokens: null, outputTokens: null, cachedInputTokens: null },
        retryAfterMs: error.retryAfterMs,
        error: { code: error.outcome, message: error.message },
      },
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
