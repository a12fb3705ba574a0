/**
 * Runs queries and mutations. Mutations wait in one queue; all that wait run one after the other in one SQLite
 * transaction, each in a savepoint of its own, and are answered after the one commit (group commit). Nothing here
 * waits, so no two functions overlap and every history is serial (SPEC T1–T6).
 */
import { FunctionError } from "../protocol/errors.ts";
import { reach } from "../protocol/faultPoints.ts";
import type { Json } from "../protocol/json.ts";
import { integerJson, isPlainObject } from "../protocol/json.ts";
import { findMismatch } from "../protocol/validate.ts";
import type { Documents } from "../storage/documents.ts";
import type { ReadSet, TouchedKey } from "../storage/ranges.ts";
import { Transaction } from "../storage/transaction.ts";
import { CallTree, newRequestId } from "./callTree.ts";
import type { Clock } from "./clock.ts";
import type { FileService } from "./fileService.ts";
import type { Caller } from "./identity.ts";
import { SYSTEM } from "./identity.ts";
import type { Isolate, SyscallAnswer } from "./isolate.ts";
import { RunawayError } from "./isolate.ts";
import type { RegisteredFunction, Registry } from "./registry.ts";
import { normalizePath } from "./registry.ts";
import { Scheduling } from "./scheduling.ts";
import type { TableSchemas } from "./schema.ts";
import type { StackMapper } from "./stacks.ts";
import { answerSystemQuery, isSystemQuery } from "./systemQueries.ts";
import type { Invocation, SyscallServices } from "./syscalls.ts";
import { answerSyscall } from "./syscalls.ts";

/** Everything that a functions folder brings. */
export type Functions = {
  registry: Registry;
  /** The app's own; guards the work of all. */
  isolate: Isolate;
  /** By component path. */
  code: ReadonlyMap<string, { isolate: Isolate; stacks: StackMapper }>;
  schemas: TableSchemas;
};

/** How a function ended. `value` is JSON text; `message` has no "Server Error" in front. */
export type Outcome =
  | { ok: true; value: string; logLines: string[] }
  | { ok: false; message: string; data: Json | undefined; logLines: string[]; requestId: string };
export type QueryOutcome = Outcome & { reads: ReadSet; journal: string | null; hasReadIdentity: boolean };
export type MutationOutcome = Outcome & { ts: bigint };

/** Makes a mutation happen once, however often it is sent. */
export type RequestKey = { session: string; request: number };

export type MutationRequest = {
  path: string;
  args: Json;
  caller: Caller;
  canCallInternal?: boolean;
  requestKey?: RequestKey | null;
  scheduledFunctionId?: string;
};

type QueuedWork = {
  /** The function that it runs; null for the engine's own writes. */
  path: string | null;
  requestKey: RequestKey | null;
  run: (ts: bigint) => { outcome: Outcome; afterCommit: (() => void)[] };
  done: (outcome: MutationOutcome) => void;
};

export type Commit = { ts: bigint; touched: TouchedKey[] };

/** Bounds how long an answer waits for the work behind it in the same commit. */
const MAX_BATCH = 64;
const MAX_BATCH_MS = 20;
/** Time that user code itself may take, ours not counted, and not what the machine gave to other programs. */
const USER_TIME_MS = 1000;
const TIMED_OUT = "Function execution timed out (maximum duration: 1s)";

export class Engine {
  readonly documents: Documents;
  readonly files: FileService;
  readonly clock: Clock;
  readonly scheduling: Scheduling;
  functions: Functions;
  /** Whether clients are spared what functions threw and logged; what a ConvexError carries they always get. */
  isProduction = false;
  /** Called after each commit, once its outcomes have been handed out. */
  onCommit: ((commit: Commit) => void)[] = [];
  #queue: QueuedWork[] = [];
  #isDrainDue = false;
  readonly #statements;

  constructor(documents: Documents, files: FileService, clock: Clock, functions: Functions) {
    this.documents = documents;
    this.files = files;
    this.clock = clock;
    this.functions = functions;
    this.scheduling = new Scheduling(documents, () => this.functions.registry);
    this.#statements = {
      findRequest: documents.sql.prepare("SELECT response FROM requests WHERE session = ? AND request = ?"),
      addRequest: documents.sql.prepare("INSERT INTO requests VALUES (?, ?, ?, ?)"),
      pruneRequests: documents.sql.prepare("DELETE FROM requests WHERE at_ms < ?"),
    };
  }

  /** Runs a query on the newest state. Never throws for what user code does. */
  query(
    path: string,
    args: Json,
    caller: Caller,
    options: { journal?: string | null; canCallInternal?: boolean } = {},
  ): QueryOutcome {
    const transaction = this.#transaction(false);
    const tree = new CallTree({ transaction, caller, snapshotTs: this.clock.lastTs });
    const invocation = newInvocation(tree, "query", path, readJournal(options.journal ?? null));
    const outcome = this.#outcome(tree, () => {
      if (caller.isAdmin && isSystemQuery(normalizePath(path))) return this.#systemQuery(transaction, path, args);
      const target = this.functions.registry.find(path, "query", options.canCallInternal ?? caller.isAdmin);
      try {
        return this.functions.isolate.guarded([target.address], () => this.#call(invocation, target, args));
      } catch (error) {
        if (error instanceof RunawayError) throw new FunctionError(TIMED_OUT);
        throw error;
      }
    });
    const { nextEndCursor } = invocation.journal;
    const journal = nextEndCursor === null ? null : JSON.stringify({ endCursor: nextEndCursor });
    return { ...outcome, reads: transaction.reads, journal, hasReadIdentity: tree.hasReadIdentity };
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
    this.#enqueue({
      path: request.path,
      requestKey: request.requestKey ?? null,
      run: (ts) => {
        const tree = this.#writingTree(request.caller, ts, request.scheduledFunctionId ?? null);
        const outcome = this.#outcome(tree, () => {
          const target = this.functions.registry.find(
            request.path,
            "mutation",
            request.canCallInternal ?? request.caller.isAdmin,
          );
          return this.#call(newInvocation(tree, "mutation", request.path, null), target, request.args);
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
      this.#enqueue({
        path: null,
        requestKey: null,
        run: (ts) => {
          const tree = this.#writingTree(SYSTEM, ts, null);
          try {
            result = { value: work(tree.transaction, tree.afterCommit) };
            return { outcome: { ok: true, value: "null", logLines: [] }, afterCommit: tree.afterCommit };
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
    this.#enqueue({
      path,
      requestKey: null,
      run: (ts) => {
        const tree = this.#writingTree(SCHEDULER, ts, jobId);
        const job = this.scheduling.read(tree.transaction, jobId);
        if (job === null || job.state.kind !== "pending")
          return { outcome: { ok: true, value: "null", logLines: [] }, afterCommit: [] };
        didRun = true;
        // The function's own tree: what it reads and writes counts against its own limits.
        const inner = this.#writingTree(SCHEDULER, ts, jobId);
        const outcome = this.#outcome(inner, () => {
          const target = this.functions.registry.find(path, "mutation", true);
          return this.#call(newInvocation(inner, "mutation", target.path, null), target, job.args[0]);
        });
        const { transaction } = tree;
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
        // A failed function was rolled back by `#call`; the record of its failure is what this commit keeps.
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
    this.#statements.pruneRequests.run(beforeMs);
  }

  #enqueue(work: QueuedWork): void {
    this.#queue.push(work);
    if (this.#isDrainDue) return;
    this.#isDrainDue = true;
    // After the sockets that are ready have been read: what arrived together is committed together.
    setImmediate(() => this.#drain());
  }

  #drain(): void {
    this.#isDrainDue = false;
    const finished: { work: QueuedWork; outcome: MutationOutcome; afterCommit: (() => void)[] }[] = [];
    const startedMs = performance.now();
    const runBatch = (): void =>
      this.documents.transaction(() => {
        while (this.#queue.length > 0 && finished.length < MAX_BATCH && performance.now() - startedMs < MAX_BATCH_MS) {
          const work = this.#queue.shift()!;
          const entry = { work, outcome: notStored(this.clock.lastTs), afterCommit: [] as (() => void)[] };
          finished.push(entry);
          reach("started");
          Object.assign(entry, this.#runOne(work));
          reach("ran");
        }
        if (this.documents.touched.length > 0) this.documents.setMeta("last_ts", String(this.clock.lastTs));
      });
    try {
      // Only what the batch can come to: later work waits for the next one.
      const paths = this.#queue.slice(0, MAX_BATCH).flatMap(({ path }) => path ?? []);
      this.functions.isolate.guarded([...new Set(paths)], runBatch);
    } catch (error) {
      if (error instanceof RunawayError) {
        this.#dropRunaway(finished);
        return;
      }
      // Nothing of the batch is on disk: nobody may hear otherwise.
      console.error("commit failed:", error);
      this.documents.takeTouched();
      for (const entry of finished) {
        entry.outcome = notStored(this.clock.lastTs, error);
        entry.afterCommit = [];
      }
    }
    if (this.#queue.length > 0) {
      this.#isDrainDue = true;
      setImmediate(() => this.#drain());
    }
    const commit = { ts: this.clock.lastTs, touched: this.documents.takeTouched() };
    reach("committed");
    for (const { work, outcome, afterCommit } of finished) {
      for (const hook of afterCommit) hook();
      work.done(outcome);
      reach("answered");
    }
    for (const listener of this.onCommit) listener(commit);
  }

  /** Undoes a batch whose last mutation never ended, fails that one, and puts the others back to run again. */
  #dropRunaway(started: { work: QueuedWork }[]): void {
    this.documents.abandonTransaction();
    const runaway = started.pop();
    this.#queue.unshift(...started.map(({ work }) => work));
    if (this.#queue.length > 0) {
      this.#isDrainDue = true;
      setImmediate(() => this.#drain());
    }
    const { lastTs } = this.clock;
    runaway?.work.done({
      ok: false,
      message: TIMED_OUT,
      data: undefined,
      logLines: [],
      requestId: newRequestId(),
      ts: lastTs,
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
    const ts = this.clock.nextTs();
    try {
      return this.documents.transaction(() => {
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

  #outcome(tree: CallTree, run: () => string): Outcome {
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

  /** Runs one function of a tree; its writes are undone when it throws. */
  #call(invocation: Invocation, target: RegisteredFunction, args: Json): string {
    if (invocation.kind === "query") return this.#run(invocation, target, args);
    const hooks = invocation.tree.afterCommit.length;
    try {
      return this.documents.transaction(() => this.#run(invocation, target, args));
    } catch (error) {
      invocation.tree.afterCommit.length = hooks;
      throw error;
    }
  }

  #run(invocation: Invocation, target: RegisteredFunction, args: Json): string {
    const { isolate, stacks } = this.functions.code.get(target.component)!; // registered with its component
    invocation.component = target.component;
    invocation.path = target.path;
    this.checkArgs(target, args);
    const { tree } = invocation;
    const result = isolate.run({
      path: target.module,
      name: target.name,
      method: target.kind === "mutation" ? "invokeMutation" : "invokeQuery",
      args: JSON.stringify([args]),
      nowMs: tree.nowMs,
      random: tree.random,
      log: (level, text) => tree.log(level, text),
      syscall: (op, text) => this.#syscall(invocation, op, text),
    });
    if (tree.fault !== null) throw tree.fault;
    switch (result.kind) {
      case "returned":
        this.checkReturns(target, result.value);
        return result.value;
      case "threw": {
        const data = result.error.data === undefined ? undefined : (JSON.parse(result.error.data) as Json);
        throw new FunctionError(stacks.describe(result.error), data);
      }
      case "hung":
        throw new FunctionError(
          `The function ${target.path} never ended: it awaits a promise that nothing in a ${target.kind} can settle.`,
        );
    }
  }

  #syscall(invocation: Invocation, op: string, text: string): SyscallAnswer {
    const services: SyscallServices = {
      schemas: this.functions.schemas,
      files: this.files,
      scheduling: this.scheduling,
      runNested: (parent, kind, address, args) => {
        if (kind === "mutation" && parent.kind === "query") throw new FunctionError("Queries cannot run mutations.");
        const target = this.functions.registry.find(address, kind, true);
        return this.#call(newInvocation(parent.tree, kind, target.path, null), target, args);
      },
    };
    const { tree } = invocation;
    const startedMs = performance.now();
    const engineBefore = tree.engineMs;
    if (startedMs - tree.startedMs - tree.engineMs > USER_TIME_MS && tree.cpuMs() - tree.engineMs > USER_TIME_MS) {
      tree.fault = new FunctionError(TIMED_OUT);
      return { ok: false, message: TIMED_OUT };
    }
    try {
      return { ok: true, value: answerSyscall(services, invocation, op, text) };
    } catch (error) {
      if (!(error instanceof FunctionError)) {
        // A fault of ours (a full disk, a bug) may have left half a write: no catch in user code may save it.
        tree.fault = error;
        return { ok: false, message: String(error) };
      }
      const message = error.message.trimEnd();
      return error.data === undefined
        ? { ok: false, message }
        : { ok: false, message, data: JSON.stringify(error.data) };
    } finally {
      // A nested function's own code is user code: only what its syscalls took was ours.
      if (op !== "1.0/runUdf") tree.engineMs = engineBefore + (performance.now() - startedMs);
    }
  }

  /** @throws FunctionError with Convex's ArgumentValidationError. */
  checkArgs(target: RegisteredFunction, args: Json): void {
    if (!isPlainObject(args)) {
      throw new FunctionError("ArgumentValidationError: The arguments of a function must be one object");
    }
    const mismatch = findMismatch(target.args, args, this.#tableName);
    if (mismatch !== null) throw new FunctionError(`ArgumentValidationError: ${mismatch}`);
  }

  /** @throws FunctionError with Convex's ReturnsValidationError. */
  checkReturns(target: RegisteredFunction, value: string): void {
    if (target.returns === null || target.returns.type === "any") return;
    const mismatch = findMismatch(target.returns, JSON.parse(value) as Json, this.#tableName);
    if (mismatch !== null) throw new FunctionError(`ReturnsValidationError: ${mismatch}`);
  }

  #tableName = (number: number): string | undefined => this.documents.catalog.byNumber(number)?.name;

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

const SCHEDULER: Caller = { isAdmin: false, identity: null, expiresAtMs: null };

/** Carries a failure out of the savepoint that it must undo. */
class RolledBack extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super("rolled back");
    this.outcome = outcome;
  }
}

/** What a client reads of a failure. In production it is no more than where to look in the server's own output. */
export function errorText(outcome: Extract<Outcome, { ok: false }>, isProduction: boolean): string {
  const head = `[Request ID: ${outcome.requestId}] Server Error`;
  return isProduction ? head : `${head}\n${outcome.message}`;
}

/** The log lines that a client gets: functions log to their developers, not to everybody who calls. */
export function shownLog(outcome: Outcome, isProduction: boolean): string[] {
  return isProduction ? [] : outcome.logLines;
}

/** In production the server's output is the only place that tells what a request failed with. */
export function printFailure(outcome: Outcome, isProduction: boolean): void {
  if (!isProduction || outcome.ok) return;
  console.error([`[Request ID: ${outcome.requestId}] ${outcome.message.trimEnd()}`, ...outcome.logLines].join("\n"));
}

function failure(tree: CallTree, message: string, data?: Json): Extract<Outcome, { ok: false }> {
  return { ok: false, message, data, logLines: tree.logLines, requestId: tree.requestId };
}

function notStored(ts: bigint, error?: unknown): MutationOutcome {
  const reason = error === undefined ? "it did not run" : String(error);
  return {
    ok: false,
    message: `The mutation was not stored: ${reason}`,
    data: undefined,
    logLines: [],
    requestId: "",
    ts,
  };
}

function newInvocation(tree: CallTree, kind: "query" | "mutation", path: string, endCursor: string | null): Invocation {
  return {
    tree,
    kind,
    path,
    component: "",
    journal: { endCursor, nextEndCursor: null },
    streams: new Map(),
    hasPaginated: false,
  };
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
