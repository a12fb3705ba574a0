/** Runs queries on the newest state, and mutations through the one queue of everything that writes (SPEC T1–T7). */
import { FunctionError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";
import { integerJson } from "../protocol/json.ts";
import type { Documents } from "../storage/documents.ts";
import type { Durability } from "../storage/durability.ts";
import { Transaction } from "../storage/transaction.ts";
import { CallLog } from "./callLog.ts";
import { CallTree } from "./callTree.ts";
import { Calls, newInvocation } from "./calls.ts";
import type { Clock } from "./clock.ts";
import type { Commit, RequestKey } from "./commitQueue.ts";
import { CommitQueue } from "./commitQueue.ts";
import type { FileService } from "./fileService.ts";
import type { Functions } from "./functions.ts";
import type { Caller } from "./identity.ts";
import { SYSTEM } from "./identity.ts";
import { RunawayError } from "./hangWatch.ts";
import type { MutationOutcome, Outcome, QueryOutcome } from "./outcomes.ts";
import { failure, printFailure, TIMED_OUT } from "./outcomes.ts";
import { normalizePath } from "./registry.ts";
import { Scheduling } from "./scheduling.ts";
import { answerSystemQuery, isSystemQuery } from "./systemQueries.ts";

export type MutationRequest = {
  path: string;
  args: Json;
  caller: Caller;
  canCallInternal?: boolean;
  requestKey?: RequestKey | null;
  scheduledFunctionId?: string;
};

const SCHEDULER: Caller = { isAdmin: false, identity: null, expiresAtMs: null };
const NOTHING: Outcome = { ok: true, value: "null", logLines: [] };

export class Engine {
  readonly documents: Documents;
  readonly durability: Durability;
  readonly files: FileService;
  readonly clock: Clock;
  readonly scheduling: Scheduling;
  readonly calls: Calls;
  readonly callLog = new CallLog();
  functions: Functions;
  /** Whether clients are spared what functions threw and logged; what a ConvexError carries they always get. */
  isProduction = false;
  readonly #queue: CommitQueue;

  constructor(documents: Documents, durability: Durability, files: FileService, clock: Clock, functions: Functions) {
    this.documents = documents;
    this.durability = durability;
    this.files = files;
    this.clock = clock;
    this.functions = functions;
    this.scheduling = new Scheduling(documents, () => this.functions.registry);
    this.calls = new Calls(documents, files, this.scheduling, () => this.functions);
    this.#queue = new CommitQueue(documents, durability, clock, () => this.functions.isolate);
  }

  /** Called for each commit that is on disk, once its outcomes have been handed out. */
  get onCommit(): ((commit: Commit) => void)[] {
    return this.#queue.onCommit;
  }

  /** Of the last commit that people have been told of. */
  get toldTs(): bigint {
    return this.#queue.toldTs;
  }

  /** Runs a query on the newest state, which may not be on disk yet. Never throws for what user code does. */
  query(
    path: string,
    args: Json,
    caller: Caller,
    options: { journal?: string | null; canCallInternal?: boolean } = {},
  ): QueryOutcome {
    const transaction = this.#transaction(false);
    const tree = new CallTree({ transaction, caller, snapshotTs: this.clock.lastTs });
    const invocation = newInvocation(tree, "query", path, readJournal(options.journal ?? null));
    const outcome = this.#outcome(tree, path, () => {
      if (caller.isAdmin && isSystemQuery(normalizePath(path))) return this.#systemQuery(transaction, path, args);
      const target = this.functions.registry.find(path, "query", options.canCallInternal ?? caller.isAdmin);
      try {
        return this.functions.isolate.guarded([target.address], () => this.calls.run(invocation, target, args));
      } catch (error) {
        if (error instanceof RunawayError) throw new FunctionError(TIMED_OUT);
        throw error;
      }
    });
    const { nextEndCursor } = invocation.journal;
    const journal = nextEndCursor === null ? null : JSON.stringify({ endCursor: nextEndCursor });
    return { ...outcome, reads: transaction.reads, journal, hasReadIdentity: tree.hasReadIdentity };
  }

  /** Runs a query and gives its result once all that it may have seen is on disk. */
  queryStored(...call: Parameters<Engine["query"]>): Promise<QueryOutcome> {
    const outcome = this.query(...call);
    return new Promise((resolve) => this.durability.whenStored(() => resolve(outcome)));
  }

  #systemQuery(transaction: Transaction, path: string, args: Json): string {
    const { schemas, registry } = this.functions;
    return answerSystemQuery(
      { transaction, schemas, registry, cloudUrl: this.files.cloudUrl() },
      normalizePath(path),
      args,
    );
  }

  /** Queues a mutation; `done` is called once it is on disk, or has failed and left nothing. */
  mutate(request: MutationRequest, done: (outcome: MutationOutcome) => void): void {
    this.#queue.add({
      path: request.path,
      requestKey: request.requestKey ?? null,
      run: (ts) => {
        const tree = this.#writingTree(request.caller, ts, request.scheduledFunctionId ?? null);
        const outcome = this.#outcome(tree, request.path, () => {
          const canCallInternal = request.canCallInternal ?? request.caller.isAdmin;
          const target = this.functions.registry.find(request.path, "mutation", canCallInternal);
          // The queue undoes what a failed one wrote.
          return this.calls.run(newInvocation(tree, "mutation", request.path, null), target, request.args);
        });
        if (outcome.ok) tree.transaction.resolveCommitTs(integerJson(ts));
        return { outcome, afterCommit: tree.afterCommit };
      },
      done,
    });
  }

  mutateAsync(request: MutationRequest): Promise<MutationOutcome> {
    return new Promise((resolve) => this.mutate(request, resolve));
  }

  /** Queues the engine's own writes. Rejects with what `work` throws; nothing is written then. */
  write<T>(work: (transaction: Transaction, afterCommit: (() => void)[]) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { value: T } | null = null;
      let thrown: unknown = null;
      this.#queue.add({
        path: null,
        requestKey: null,
        run: (ts) => {
          const tree = this.#writingTree(SYSTEM, ts, null);
          try {
            result = { value: work(tree.transaction, tree.afterCommit) };
            return { outcome: NOTHING, afterCommit: tree.afterCommit };
          } catch (error) {
            thrown = error;
            return { outcome: failure(tree, String(error)), afterCommit: [] };
          }
        },
        done: (outcome) => {
          if (outcome.ok && result !== null) resolve(result.value);
          else reject((thrown as Error | null) ?? new Error(outcome.ok ? "" : outcome.message));
        },
      });
    });
  }

  /** Runs a scheduled mutation and records its end in the same commit: exactly once, whenever the process dies. */
  runScheduledMutation(jobId: string, path: string, done: (outcome: MutationOutcome | null) => void): void {
    let didRun = false;
    this.#queue.add({
      path,
      requestKey: null,
      run: (ts) => {
        const { transaction } = this.#writingTree(SCHEDULER, ts, jobId);
        const job = this.scheduling.read(transaction, jobId);
        if (job === null || job.state.kind !== "pending") return { outcome: NOTHING, afterCommit: [] };
        didRun = true;
        // The function's own tree: what it reads and writes counts against its own limits.
        const inner = this.#writingTree(SCHEDULER, ts, jobId);
        const outcome = this.#outcome(inner, path, () => {
          const target = this.functions.registry.find(path, "mutation", true);
          return this.calls.undoable(newInvocation(inner, "mutation", target.path, null), target, job.args[0]);
        });
        // Its own code may have canceled the job meanwhile.
        const current = this.scheduling.read(transaction, jobId) ?? job;
        if (outcome.ok) inner.transaction.resolveCommitTs(integerJson(ts));
        if (current.state.kind === "pending") {
          this.scheduling.setState(
            transaction,
            current,
            outcome.ok ? { kind: "success" } : { kind: "failed", error: outcome.message },
          );
        }
        // A failed function is undone by `undoable`; the record of its failure is what this commit keeps.
        return {
          outcome: { ok: true, value: "null", logLines: outcome.logLines },
          afterCommit: outcome.ok ? inner.afterCommit : [],
        };
      },
      done: (outcome) => done(didRun ? outcome : null),
    });
  }

  /** Forgets requests older than a time: a client that resends one later than that would run it again. */
  pruneRequests(beforeMs: number): void {
    this.#queue.pruneRequests(beforeMs);
  }

  #outcome(tree: CallTree, path: string, run: () => string): Outcome {
    const startedMs = performance.now();
    const outcome = this.#run(tree, run);
    this.callLog.record(this.functions.registry.get(path), outcome, performance.now() - startedMs);
    return outcome;
  }

  #run(tree: CallTree, run: () => string): Outcome {
    try {
      return { ok: true, value: run(), logLines: tree.logLines };
    } catch (error) {
      if (error instanceof FunctionError) {
        const failed = failure(tree, error.message, error.data);
        printFailure(failed, this.isProduction);
        return failed;
      }
      console.error("function failed in the engine:", error);
      return failure(tree, `Internal error: ${String(error)}`);
    }
  }

  #writingTree(caller: Caller, ts: bigint, scheduledFunctionId: string | null): CallTree {
    return new CallTree({ transaction: this.#transaction(true), caller, snapshotTs: ts - 1n, scheduledFunctionId });
  }

  #transaction(canWrite: boolean): Transaction {
    return new Transaction({
      documents: this.documents,
      canWrite,
      nextCreationTimeMs: () => this.clock.nextCreationTimeMs(),
      schemaCheck: this.functions.schemas.check,
    });
  }
}

/** The end cursor in a journal; a journal that is not ours counts as none. */
function readJournal(journal: string | null): string | null {
  if (journal === null) return null;
  try {
    const { endCursor } = JSON.parse(journal) as { endCursor?: unknown };
    return typeof endCursor === "string" ? endCursor : null;
  } catch {
    return null;
  }
}
