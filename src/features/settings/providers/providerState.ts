// Pure: one word on how a provider stands, and the colour that goes with it.
import type { ProviderCard } from "../../../../convex/model/providerCards";

export type ProviderState = { tone: "ok" | "warn" | "bad" | "none"; text: string };

const PAUSED: Partial<Record<string, string>> = {
  auth: "key refused",
  not_found: "model not found",
  rate_limited: "rate limited",
  overloaded: "overloaded",
  server: "server errors",
  network: "not reachable",
  timeout: "timeouts",
  bad_reply: "unusable replies",
};

/** `now` in ms. What was seen last counts; a pause of Auto comes before it. */
export function stateOf(
  { isEnabled, isConfigured, setting, breaker, probe, source }: ProviderCard,
  now: number,
): ProviderState {
  if (!isEnabled) return { tone: "none", text: "off" };
  if (setting === null) return { tone: "ok", text: "ready" };
  if (!isConfigured) return { tone: "none", text: "not configured" };
  if (breaker !== null && breaker.openUntil > now) {
    const left = Math.ceil((breaker.openUntil - now) / 1000);
    return { tone: "bad", text: `${PAUSED[breaker.reason] ?? breaker.reason}, left alone ${left} s` };
  }
  if (probe !== null) return probe.ok ? { tone: "ok", text: "reachable" } : { tone: "bad", text: "not reachable" };
  return { tone: "none", text: source === "workspace" ? "key of this workspace" : "set in the environment" };
}
