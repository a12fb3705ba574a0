/** Runs one function of a call tree, and the functions that it calls, each in the isolate of its component. */
import { FunctionError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";
import { isPlainObject } from "../protocol/json.ts";
import { findMismatch } from "../protocol/validate.ts";
import { formatBytes, textSize, valueSize } from "../protocol/valueSize.ts";
import type { Documents } from "../storage/documents.ts";
import { Transaction } from "../storage/transaction.ts";
import type { CallTree } from "./callTree.ts";
import type { FileService } from "./fileService.ts";
import type { Functions } from "./functions.ts";
import type { SyscallAnswer } from "./isolate.ts";
import { TIMED_OUT } from "./outcomes.ts";
import type { RegisteredFunction } from "./registry.ts";
import type { Scheduling } from "./scheduling.ts";
import type { Invocation, SyscallServices, View } from "./syscalls.ts";
import { answerSyscall } from "./syscalls.ts";

/** Time that user code itself may take, ours not counted, and not what the machine gave to other programs. */
const USER_TIME_MS = 1000;
const MAX_ARGS_BYTES = 16 * 1024 * 1024;
const MAX_NODE_ARGS_BYTES = 5 * 1024 * 1024;
const MAX_RESULT_BYTES = 16 * 1024 * 1024;

export class Calls {
  readonly #documents: Documents;
  readonly #files: FileService;
  readonly #scheduling: Scheduling;
  readonly #functions: () => Functions;

  constructor(documents: Documents, files: FileService, scheduling: Scheduling, functions: () => Functions) {
    this.#documents = documents;
    this.#files = files;
    this.#scheduling = scheduling;
    this.#functions = functions;
  }

  /** Runs a function whose writes are undone when it throws. @throws FunctionError for what user code did. */
  undoable(invocation: Invocation, target: RegisteredFunction, args: Json): string {
    if (invocation.kind === "query") return this.run(invocation, target, args);
    const hooks = invocation.tree.afterCommit.length;
    try {
      return this.#documents.transaction(() => this.run(invocation, target, args));
    } catch (error) {
      invocation.tree.afterCommit.length = hooks;
      throw error;
    }
  }

  /** Runs a function; whoever calls this undoes what a failed one wrote. @throws FunctionError for what user code did. */
  run(invocation: Invocation, target: RegisteredFunction, args: Json): string {
    const { isolate, stacks } = this.#functions().code.get(target.component)!; // registered with its component
    invocation.component = target.component;
    invocation.path = target.path;
    this.checkArgs(target, args);
    const { tree } = invocation;
    const services = this.#services();
    const result = isolate.run({
      path: target.module,
      name: target.name,
      method: target.kind === "mutation" ? "invokeMutation" : "invokeQuery",
      args: JSON.stringify([args]),
      nowMs: tree.nowMs,
      random: tree.random,
      log: (level, text) => tree.log(level, text),
      syscall: (op, text) => answer(services, invocation, op, text),
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

  /** @throws FunctionError for arguments that are too large, or with Convex's ArgumentValidationError. */
  checkArgs(target: RegisteredFunction, args: Json): void {
    const size = sizeOf(() => valueSize([args]), `Invalid arguments for ${target.module}.js:${target.name}`);
    if (size > MAX_ARGS_BYTES) {
      throw new FunctionError(
        `Arguments for ${target.module}.js:${target.name} are too large (actual: ${formatBytes(size)}, limit: ${formatBytes(MAX_ARGS_BYTES)})`,
      );
    }
    if (target.runtime === "node" && size > MAX_NODE_ARGS_BYTES) {
      throw new FunctionError("Node actions arguments size is too large. The maximum allowed size is 5 MiB.");
    }
    if (!isPlainObject(args)) {
      throw new FunctionError("ArgumentValidationError: The arguments of a function must be one object");
    }
    const mismatch = findMismatch(target.args, args, this.#tableName);
    if (mismatch !== null) throw new FunctionError(`ArgumentValidationError: ${mismatch}`);
  }

  /** @throws FunctionError for a value that is too large, or with Convex's ReturnsValidationError. */
  checkReturns(target: RegisteredFunction, value: string): void {
    const name = `Function ${target.module}.js:${target.name} return value`;
    const size = sizeOf(() => textSize(value), `${name} invalid`);
    if (size > MAX_RESULT_BYTES) {
      throw new FunctionError(
        `${name} is too large (actual: ${formatBytes(size)}, limit: ${formatBytes(MAX_RESULT_BYTES)})`,
      );
    }
    if (target.returns === null || target.returns.type === "any") return;
    const mismatch = findMismatch(target.returns, JSON.parse(value) as Json, this.#tableName);
    if (mismatch !== null) throw new FunctionError(`ReturnsValidationError: ${mismatch}`);
  }

  #services(): SyscallServices {
    const { schemas, registry } = this.#functions();
    return {
      schemas,
      files: this.#files,
      scheduling: this.#scheduling,
      runNested: (parent, kind, address, args) => {
        if (kind === "mutation" && parent.kind === "query") throw new FunctionError("Queries cannot run mutations.");
        const view = kind === "snapshotQuery" ? this.#storedView() : parent.view;
        const runKind = kind === "mutation" ? "mutation" : "query";
        const target = registry.find(address, runKind, true);
        return this.undoable(newInvocation(parent.tree, runKind, target.path, null, view), target, args);
      },
    };
  }

  /** What the last commit left, with limits of its own: what is read there is no part of the calling mutation. */
  #storedView(): View {
    const { stored } = this.#documents;
    const transaction = new Transaction({
      documents: stored,
      canWrite: false,
      nextCreationTimeMs: () => 0, // nothing is made there
      schemaCheck: () => null,
    });
    return { transaction, snapshotTs: BigInt(stored.getMeta("last_ts") ?? "0") };
  }

  #tableName = (number: number): string | undefined => this.#documents.catalog.byNumber(number)?.name;
}

/** @throws FunctionError with what was measured in front of what is wrong with it. */
function sizeOf(measure: () => number, what: string): number {
  try {
    return measure();
  } catch (error) {
    throw error instanceof FunctionError ? new FunctionError(`${what}: ${error.message}`) : error;
  }
}

/** @param endCursor where the page of the last run ended; only the outermost function has one */
export function newInvocation(
  tree: CallTree,
  kind: "query" | "mutation",
  path: string,
  endCursor: string | null,
  view: View = tree,
): Invocation {
  return {
    tree,
    view,
    kind,
    path,
    component: "",
    journal: { endCursor, nextEndCursor: null },
    streams: new Map(),
    hasPaginated: false,
  };
}

function answer(services: SyscallServices, invocation: Invocation, op: string, text: string): SyscallAnswer {
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
    return error.data === undefined ? { ok: false, message } : { ok: false, message, data: JSON.stringify(error.data) };
  } finally {
    // A nested function's own code is user code: only what its syscalls took was ours.
    if (op !== "1.0/runUdf") tree.engineMs = engineBefore + (performance.now() - startedMs);
  }
}
