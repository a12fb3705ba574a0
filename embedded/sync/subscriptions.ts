/**
 * Results of subscribed queries, shared by all sessions that ask the same, and what makes them old. A result
 * depends on the key ranges that its function read; a commit that touches none of them leaves it alone (SPEC R1–R4).
 */
import { createHash } from "node:crypto";
import type { Json } from "../protocol/json.ts";
import type { Engine } from "../runtime/engine.ts";
import type { Caller } from "../runtime/identity.ts";
import { identityKey } from "../runtime/identity.ts";
import type { QueryOutcome } from "../runtime/outcomes.ts";
import { errorText, shownLog } from "../runtime/outcomes.ts";
import { compareKeys } from "../storage/keys.ts";
import type { KeyRange, TouchedKey } from "../storage/ranges.ts";
import { Intervals } from "./intervals.ts";

export type QueryRequest = {
  path: string;
  args: Json;
  /** `queryKey` of path and arguments, which somebody who asks again has still. */
  key: string;
  journal: string | null;
  caller: Caller;
};

/** Equal for queries that are the same but for who asks and where a page ends. */
export function queryKey(path: string, args: Json): string {
  return JSON.stringify([path, args]);
}

/** Something that is told, once, that a result is no longer the newest. */
export type Subscriber = { resultIsOld: (result: SharedResult) => void };

export class SharedResult {
  readonly key: string;
  readonly outcome: QueryOutcome;
  /** The message part that a client gets, without its query id; equal text is equal news. */
  readonly payload: string;
  readonly hash: string;
  readonly subscribers = new Set<Subscriber>();
  isOld = false;

  constructor(key: string, outcome: QueryOutcome, isProduction: boolean) {
    this.key = key;
    this.outcome = outcome;
    this.payload = payloadOf(outcome, isProduction);
    this.hash = createHash("sha1").update(this.payload).digest("base64");
  }
}

/** Where a result is found by what it has read. */
type Entry = { indexId: number; at: KeyRange | string };

export class Subscriptions {
  readonly #engine: Engine;
  readonly #results = new Map<string, SharedResult>();
  /** By index: single keys (reads by id) and wider ranges. */
  readonly #points = new Map<number, Map<string, Set<SharedResult>>>();
  readonly #ranges = new Map<number, Intervals<SharedResult>>();
  readonly #entriesOf = new Map<SharedResult, Entry[]>();
  /** How many times query functions have run, for tests and measurements. */
  runs = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get size(): number {
    return this.#results.size;
  }

  /** The newest result of a query, run now unless another subscriber has it. */
  subscribe(request: QueryRequest, subscriber: Subscriber): SharedResult {
    const base = `${request.key}${request.caller.isAdmin ? "admin" : ""}${request.journal ?? ""}`;
    const shared = this.#results.get(base) ?? this.#results.get(`${base}${identityKey(request.caller)}`);
    const result = shared ?? this.#run(base, request);
    result.subscribers.add(subscriber);
    return result;
  }

  unsubscribe(result: SharedResult, subscriber: Subscriber): void {
    result.subscribers.delete(subscriber);
    if (result.subscribers.size === 0) this.#forget(result);
  }

  /** Tells the subscribers of every result that a commit has made old. */
  invalidate(touched: readonly TouchedKey[]): void {
    const old = new Set<SharedResult>();
    for (const { indexId, key } of touched) {
      const points = this.#points.get(indexId)?.get(pointKey(key));
      if (points !== undefined) for (const result of points) old.add(result);
      this.#ranges.get(indexId)?.holding(key, (results) => {
        for (const result of results) old.add(result);
      });
    }
    for (const result of old) {
      result.isOld = true;
      this.#forget(result);
      for (const subscriber of result.subscribers) subscriber.resultIsOld(result);
    }
  }

  /** Makes every result old: the functions have changed. */
  invalidateAll(): void {
    for (const result of [...this.#results.values()]) {
      result.isOld = true;
      this.#forget(result);
      for (const subscriber of result.subscribers) subscriber.resultIsOld(result);
    }
  }

  #run(base: string, request: QueryRequest): SharedResult {
    this.runs++;
    const outcome = this.#engine.query(request.path, request.args, request.caller, { journal: request.journal });
    // A result that depends on the caller is shared only with the same caller.
    const result = new SharedResult(
      outcome.hasReadIdentity ? `${base}${identityKey(request.caller)}` : base,
      outcome,
      this.#engine.isProduction,
    );
    this.#results.set(result.key, result);
    this.#index(result);
    return result;
  }

  #index(result: SharedResult): void {
    const entries: Entry[] = [];
    for (const [indexId, ranges] of result.outcome.reads.ranges) {
      for (const range of ranges) {
        if (compareKeys(range.low, range.high) >= 0) continue;
        const point = isPoint(range) ? pointKey(range.low) : null;
        if (point !== null) {
          const points = getOrMake(this.#points, indexId, () => new Map<string, Set<SharedResult>>());
          getOrMake(points, point, () => new Set<SharedResult>()).add(result);
          entries.push({ indexId, at: point });
        } else {
          getOrMake(this.#ranges, indexId, () => new Intervals<SharedResult>()).add(range, result);
          entries.push({ indexId, at: range });
        }
      }
    }
    this.#entriesOf.set(result, entries);
  }

  #forget(result: SharedResult): void {
    if (this.#results.get(result.key) === result) this.#results.delete(result.key);
    for (const { indexId, at } of this.#entriesOf.get(result) ?? []) {
      if (typeof at !== "string") {
        this.#ranges.get(indexId)?.delete(at, result);
        continue;
      }
      const points = this.#points.get(indexId);
      const results = points?.get(at);
      results?.delete(result);
      if (results?.size === 0) points?.delete(at);
    }
    this.#entriesOf.delete(result);
  }
}

function payloadOf(outcome: QueryOutcome, isProduction: boolean): string {
  const logLines = JSON.stringify(shownLog(outcome, isProduction));
  const journal = JSON.stringify(outcome.journal);
  if (outcome.ok) return `"value":${outcome.value},"logLines":${logLines},"journal":${journal}`;
  const errorData = outcome.data === undefined ? "" : `"errorData":${JSON.stringify(outcome.data)},`;
  return `"errorMessage":${JSON.stringify(errorText(outcome, isProduction))},${errorData}"logLines":${logLines},"journal":${journal}`;
}

function isPoint({ low, high }: KeyRange): boolean {
  return (
    high.length === low.length + 1 && high[low.length] === 0 && compareKeys(low, high.subarray(0, low.length)) === 0
  );
}

function pointKey(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
