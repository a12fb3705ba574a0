import type { VoteChoice } from "../../../../convex/lib/benchmarks/views";

const KEYS: Partial<Record<string, VoteChoice>> = {
  arrowleft: "left",
  arrowright: "right",
  arrowdown: "tie",
  t: "tie",
  arrowup: "both_bad",
  b: "both_bad",
};

/** What a key votes for; null for any other key, and with a modifier. */
export function choiceOfKey(event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey">): VoteChoice | null {
  if (event.metaKey || event.ctrlKey || event.altKey) return null;
  return KEYS[event.key.toLowerCase()] ?? null;
}
