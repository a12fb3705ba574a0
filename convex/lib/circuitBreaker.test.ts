import { describe, expect, it } from "vitest";
import { afterOutcome, closedBreaker, mayAsk, type Breaker } from "./circuitBreaker";
import type { Outcome } from "./validators";

const after = (outcomes: Outcome[], now = 0, from: Breaker = closedBreaker) =>
  outcomes.reduce((breaker, outcome) => afterOutcome(breaker, { outcome, now }), from);

describe("the circuit breaker", () => {
  it("leaves a provider alone after three failures in a row, for longer each time", () => {
    expect(mayAsk(after(["timeout", "network"]), 1)).toBe(true);
    const open = after(["timeout", "network", "server"]);
    expect(mayAsk(open, 29_999)).toBe(false);
    expect(mayAsk(open, 30_000)).toBe(true);
    const again = after(["server"], 30_000, open);
    expect(mayAsk(again, 89_999)).toBe(false);
    expect(mayAsk(again, 90_000)).toBe(true);
  });

  it("never waits longer than ten minutes", () => {
    const open = after(Array<Outcome>(40).fill("server"));
    expect(mayAsk(open, 10 * 60_000)).toBe(true);
    const told = afterOutcome(closedBreaker, { outcome: "rate_limited", now: 0, retryAfterMs: 86_400_000 });
    expect(mayAsk(told, 10 * 60_000)).toBe(true);
  });

  it("forgets the failures after an answer, also after one whose code was rejected", () => {
    expect(after(["server", "server", "ok", "server", "server"]).openUntil).toBeNull();
    expect(after(["server", "server", "rejected"])).toEqual(closedBreaker);
  });

  it("waits as long as a rate limit asks", () => {
    const told = afterOutcome(closedBreaker, { outcome: "rate_limited", now: 1000, retryAfterMs: 7000 });
    expect(mayAsk(told, 7999)).toBe(false);
    expect(mayAsk(told, 8000)).toBe(true);
  });

  it("leaves a provider alone at once when the key is refused", () => {
    expect(mayAsk(after(["auth"]), 1)).toBe(false);
  });

  it("still asks for other models when one is unknown", () => {
    const unknown = afterOutcome(closedBreaker, { outcome: "not_found", now: 0, model: "gone" });
    expect(mayAsk(unknown, 1, "gone")).toBe(false);
    expect(mayAsk(unknown, 1, "other")).toBe(true);
  });

  it("blames nobody for a canceled call or a prompt that is too long", () => {
    expect(after(["aborted", "context_too_long", "aborted"])).toEqual(closedBreaker);
  });
});
