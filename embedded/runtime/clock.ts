/**
 * Commit timestamps (nanoseconds) and creation times (milliseconds). Both only grow, also when the computer's
 * clock jumps back, and across restarts.
 */
const NS_PER_MS = 1_000_000n;
/** Larger than the spacing of doubles near today's times (0.00024 ms). */
const CREATION_STEP_MS = 0.001;
/** A client cannot have seen a time further ahead than this. */
const MAX_AHEAD_NS = 24n * 60n * 60n * 1000n * NS_PER_MS;

export class Clock {
  lastTs: bigint;
  #lastCreationMs: number;

  constructor(lastTs: bigint) {
    this.lastTs = lastTs;
    this.#lastCreationMs = Number(lastTs / NS_PER_MS) + 1;
  }

  nextTs(): bigint {
    const now = BigInt(Date.now()) * NS_PER_MS;
    const afterCreations = BigInt(Math.ceil(this.#lastCreationMs)) * NS_PER_MS;
    this.lastTs = max(this.lastTs + 1n, max(now, afterCreations));
    return this.lastTs;
  }

  nextCreationTimeMs(): number {
    this.#lastCreationMs = Math.max(Date.now(), this.#lastCreationMs + CREATION_STEP_MS);
    return this.#lastCreationMs;
  }

  /** Moves up to a timestamp that a client has seen; false when it cannot be one of ours. */
  catchUp(ts: bigint): boolean {
    // Our own last time may lie ahead of a clock that was set back, and clients have seen it.
    if (ts > max(this.lastTs, BigInt(Date.now()) * NS_PER_MS) + MAX_AHEAD_NS) return false;
    this.lastTs = max(this.lastTs, ts);
    return true;
  }
}

function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
