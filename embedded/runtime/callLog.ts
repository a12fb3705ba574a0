/** What functions did since the start: timings by function and the last log lines, in bounded memory. */
import type { Outcome } from "./outcomes.ts";
import type { RegisteredFunction } from "./registry.ts";

/** Of the outermost calls: what a function calls counts as its own time. Milliseconds on the clock of the wall. */
export type Timing = { calls: number; failures: number; totalMs: number; longestMs: number };
export type LogLine = { atMs: number; path: string; text: string };

const MAX_LINES = 500;
const MAX_LINE_CHARACTERS = 2_000;

export class CallLog {
  readonly #timings = new Map<string, Timing>();
  #lines: LogLine[] = [];

  /** @param target undefined for a name that no function has: names that clients make up must not fill the memory */
  record(target: RegisteredFunction | undefined, outcome: Outcome, tookMs: number): void {
    if (target === undefined) return;
    let timing = this.#timings.get(target.address);
    if (timing === undefined) {
      timing = { calls: 0, failures: 0, totalMs: 0, longestMs: 0 };
      this.#timings.set(target.address, timing);
    }
    timing.calls++;
    timing.totalMs += tookMs;
    timing.longestMs = Math.max(timing.longestMs, tookMs);
    for (const line of outcome.logLines) this.#add(target.address, line);
    if (outcome.ok) return;
    timing.failures++;
    this.#add(target.address, `[FAILED] ${outcome.message.trimEnd()}`);
  }

  timing(address: string): Timing | undefined {
    return this.#timings.get(address);
  }

  /** The last lines, newest first. */
  lines(): LogLine[] {
    return this.#lines.slice(-MAX_LINES).reverse();
  }

  #add(path: string, text: string): void {
    this.#lines.push({ atMs: Date.now(), path, text: text.slice(0, MAX_LINE_CHARACTERS) });
    // Cut at twice the bound, so that a line costs no copy of all others.
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
  }
}
