/** What all calls of one request share: its clock, its chance, its log, and what to do once it is stored. */
import { randomBytes } from "node:crypto";
import type { Transaction } from "../storage/transaction.ts";
import type { Caller } from "./identity.ts";

const MAX_LOG_LINES = 256;
const MAX_LOG_LINE = 4096;

export class CallTree {
  readonly nowMs: number;
  /** When the tree began and how long the engine has worked for it, on the monotonic clock. */
  readonly startedMs = performance.now();
  engineMs = 0;
  readonly #startedCpu = process.threadCpuUsage();
  // For Math.random, which is no secret; what `crypto` gives comes from the kernel.
  readonly random = seededRandom(Math.floor(Math.random() * 2 ** 32));
  readonly transaction: Transaction;
  readonly caller: Caller;
  #requestId: string | null;
  readonly scheduledFunctionId: string | null;
  readonly snapshotTs: bigint;
  readonly logLines: string[] = [];
  /** Work for after the commit, such as removing files; dropped with the part of the tree that is rolled back. */
  readonly afterCommit: (() => void)[] = [];
  /** True once a function asked who calls: its result is then that caller's own. */
  hasReadIdentity = false;
  /** A fault of the engine itself; the whole tree fails with it. */
  fault: unknown = null;

  constructor(options: {
    transaction: Transaction;
    caller: Caller;
    snapshotTs: bigint;
    requestId?: string;
    scheduledFunctionId?: string | null;
  }) {
    this.nowMs = Date.now();
    this.transaction = options.transaction;
    this.caller = options.caller;
    this.snapshotTs = options.snapshotTs;
    this.#requestId = options.requestId ?? null;
    this.scheduledFunctionId = options.scheduledFunctionId ?? null;
  }

  /** Made when somebody wants it: few do, and it takes a call of the kernel. */
  get requestId(): string {
    return (this.#requestId ??= newRequestId());
  }

  /** Processor time since the tree began. */
  cpuMs(): number {
    const { user, system } = process.threadCpuUsage(this.#startedCpu);
    return (user + system) / 1000;
  }

  log(level: string, text: string): void {
    addLogLine(this.logLines, level, text);
  }
}

export function newRequestId(): string {
  return randomBytes(8).toString("hex");
}

/** Adds "[LEVEL] text" within Convex's bounds on lines and their length. */
export function addLogLine(lines: string[], level: string, text: string): void {
  if (lines.length > MAX_LOG_LINES) return;
  const shown = text.length > MAX_LOG_LINE ? `${text.slice(0, MAX_LOG_LINE)} (truncated due to length)` : text;
  lines.push(
    lines.length === MAX_LOG_LINES
      ? `[ERROR] Log overflow (maximum ${MAX_LOG_LINES}). Remaining log lines omitted.`
      : `[${level.toUpperCase()}] ${shown}`,
  );
}

/** A small good generator (mulberry32): a function sees the same numbers for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
