/**
 * The one queue of everything that writes. All that wait run one after the other in one SQLite transaction, each in a
 * savepoint of its own, and are told of their end when that commit is on disk. Nothing here waits for the disk: the
 * next ones run meanwhile, so no two overlap and every history is serial (SPEC T1–T4).
 */
import { reach } from "../protocol/faultPoints.ts";
import type { Documents } from "../storage/documents.ts";
import type { Durability } from "../storage/durability.ts";
import type { TouchedKey } from "../storage/ranges.ts";
import { newRequestId } from "./callTree.ts";
import type { Clock } from "./clock.ts";
import type { Isolate } from "./isolate.ts";
import { RunawayError } from "./hangWatch.ts";
import type { MutationOutcome, Outcome } from "./outcomes.ts";
import { notStored, TIMED_OUT } from "./outcomes.ts";

/** Makes a mutation happen once, however often it is sent. */
export type RequestKey = { session: string; request: number };

export type QueuedWork = {
  /** The function that it runs; null for the engine's own writes. */
  path: string | null;
  requestKey: RequestKey | null;
  run: (ts: bigint) => { outcome: Outcome; afterCommit: (() => void)[] };
  done: (outcome: MutationOutcome) => void;
};

export type Commit = { ts: bigint; touched: TouchedKey[] };

type Finished = { work: QueuedWork; outcome: MutationOutcome; afterCommit: (() => void)[] };

/** Bounds how long an answer waits for the work behind it in the same commit. */
const MAX_BATCH = 64;
const MAX_BATCH_MS = 10;
/** With so few in a commit nobody else is about to write: their answer is all there is to wait for. */
const FEW = 1;

export class CommitQueue {
  readonly #documents: Documents;
  readonly #durability: Durability;
  readonly #clock: Clock;
  readonly #isolate: () => Isolate;
  /** Called for each commit that is on disk, once its outcomes have been handed out. */
  onCommit: ((commit: Commit) => void)[] = [];
  /** Of the last commit that people have been told of. */
  toldTs: bigint;
  #queue: QueuedWork[] = [];
  #isDrainDue = false;
  readonly #statements;

  constructor(documents: Documents, durability: Durability, clock: Clock, isolate: () => Isolate) {
    this.#documents = documents;
    this.#durability = durability;
    this.#clock = clock;
    this.#isolate = isolate;
    this.toldTs = clock.lastTs;
    this.#statements = {
      findRequest: documents.sql.prepare("SELECT response FROM requests WHERE session = ? AND request = ?"),
      addRequest: documents.sql.prepare("INSERT INTO requests VALUES (?, ?, ?, ?)"),
      pruneRequests: documents.sql.prepare("DELETE FROM requests WHERE at_ms < ?"),
    };
  }

  add(work: QueuedWork): void {
    this.#queue.push(work);
    this.#drainSoon();
  }

  /** Forgets requests older than a time: a client that resends one later than that would run it again. */
  pruneRequests(beforeMs: number): void {
    this.#statements.pruneRequests.run(beforeMs);
  }

  #drainSoon(): void {
    if (this.#isDrainDue) return;
    this.#isDrainDue = true;
    // After the sockets that are ready have been read: what arrived together is committed together.
    setImmediate(() => this.#drain());
  }

  #drain(): void {
    this.#isDrainDue = false;
    const finished: Finished[] = [];
    try {
      // Only what the batch can come to: later work waits for the next one.
      const paths = this.#queue.slice(0, MAX_BATCH).flatMap(({ path }) => path ?? []);
      this.#isolate().guarded([...new Set(paths)], () => this.#runBatch(finished));
    } catch (error) {
      if (error instanceof RunawayError) {
        this.#dropRunaway(finished);
        return;
      }
      // Nothing of the batch is stored: nobody may hear otherwise.
      console.error("commit failed:", error);
      this.#documents.takeTouched();
      for (const entry of finished) {
        entry.outcome = notStored(this.#clock.lastTs, error);
        entry.afterCommit = [];
      }
    }
    if (this.#queue.length > 0) this.#drainSoon();
    const commit = { ts: this.#clock.lastTs, touched: this.#documents.takeTouched() };
    reach("committed");
    this.#durability.appended();
    if (finished.length <= FEW && this.#queue.length === 0) this.#durability.flushNow();
    this.#durability.whenStored(() => this.#tell(finished, commit));
  }

  #runBatch(finished: Finished[]): void {
    const startedMs = performance.now();
    const isTime = (): boolean => finished.length < MAX_BATCH && performance.now() - startedMs < MAX_BATCH_MS;
    this.#documents.transaction(() => {
      while (this.#queue.length > 0 && isTime()) {
        const work = this.#queue.shift()!;
        const entry: Finished = { work, outcome: notStored(this.#clock.lastTs), afterCommit: [] };
        finished.push(entry);
        reach("started");
        Object.assign(entry, this.#runOne(work));
        reach("ran");
      }
      if (this.#documents.touched.length > 0) this.#documents.setMeta("last_ts", String(this.#clock.lastTs));
    });
  }

  #tell(finished: readonly Finished[], commit: Commit): void {
    reach("flushed");
    this.toldTs = commit.ts;
    for (const { work, outcome, afterCommit } of finished) {
      for (const hook of afterCommit) hook();
      work.done(outcome);
      reach("answered");
    }
    for (const listener of this.onCommit) listener(commit);
  }

  /** Undoes a batch whose last mutation never ended, fails that one, and puts the others back to run again. */
  #dropRunaway(started: readonly Finished[]): void {
    this.#documents.abandonTransaction();
    const others = started.slice(0, -1).map(({ work }) => work);
    this.#queue.unshift(...others);
    if (this.#queue.length > 0) this.#drainSoon();
    started.at(-1)?.work.done({
      ok: false,
      message: TIMED_OUT,
      data: undefined,
      logLines: [],
      requestId: newRequestId(),
      ts: this.toldTs,
    });
  }

  #runOne(work: QueuedWork): { outcome: MutationOutcome; afterCommit: (() => void)[] } {
    const { requestKey } = work;
    if (requestKey !== null) {
      const stored = this.#statements.findRequest.get(requestKey.session, requestKey.request) as
        { response: string } | undefined;
      if (stored !== undefined) {
        const { ts, ...outcome } = JSON.parse(stored.response) as { ts: string } & Extract<Outcome, { ok: true }>;
        return { outcome: { ...outcome, ts: BigInt(ts) }, afterCommit: [] };
      }
    }
    const ts = this.#clock.nextTs();
    try {
      return this.#documents.transaction(() => {
        const { outcome, afterCommit } = work.run(ts);
        if (!outcome.ok) throw new RolledBack(outcome);
        if (requestKey !== null) {
          const response = JSON.stringify({ ...outcome, ts: String(ts) });
          this.#statements.addRequest.run(requestKey.session, requestKey.request, Date.now(), response);
        }
        return { outcome: { ...outcome, ts }, afterCommit };
      });
    } catch (error) {
      if (error instanceof RolledBack) return { outcome: { ...error.outcome, ts }, afterCommit: [] };
      console.error("mutation failed in the engine:", error);
      return { outcome: notStored(ts, error), afterCommit: [] };
    }
  }
}

/** Carries a failure out of the savepoint that it must undo. */
class RolledBack extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super("rolled back");
    this.outcome = outcome;
  }
}
