/**
 * Runs queries and mutations to their end, synchronously, in vm contexts whose microtasks drain when the script
 * ends: no other work can come between two awaits of a function. A nested call needs a context of its own, since a
 * context drains at its outermost script only; hence one context for each depth of nesting.
 *
 * Not a security boundary: it keeps our own functions deterministic and ends runaway ones.
 */
import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import vm from "node:vm";
import { HangWatch, RunawayError } from "./hangWatch.ts";
import { PRELUDE } from "./prelude.ts";
import type { ThrownError } from "./stacks.ts";
import { readThrown } from "./stacks.ts";

export type SyscallAnswer = { ok: true; value: string } | { ok: false; message: string; data?: string };

/** One running function, as its context sees it. */
export type IsolateCall = {
  path: string;
  name: string;
  method: "invokeQuery" | "invokeMutation";
  args: string;
  nowMs: number;
  random: () => number;
  log: (level: string, text: string) => void;
  syscall: (op: string, args: string) => SyscallAnswer;
};

export type IsolateResult =
  { kind: "returned"; value: string } | { kind: "threw"; error: ThrownError } | { kind: "hung" };

type ContextApi = {
  load: (factory: unknown) => void;
  module: (path: string) => Record<string, unknown> | undefined;
  start: () => void;
};

const START = new vm.Script("__start()", { filename: "embedded/start.js" });

class IsolateContext {
  readonly api: ContextApi;
  readonly #context: vm.Context;
  #call: IsolateCall | null = null;
  #result: IsolateResult = { kind: "hung" };

  constructor(bundle: vm.Script, env: Record<string, string>) {
    // An ordinary global: one made of an object of ours goes through interceptors at every mention of a global.
    this.#context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: "afterEvaluate" });
    const host = {
      env,
      now: () => this.#call?.nowMs ?? 0,
      random: () => this.#call?.random() ?? 0.5,
      secretBytes: randomBytes,
      log: (level: string, args: unknown[]) => this.#call?.log(level, formatLog(args)),
      syscall: (op: string, args: string): SyscallAnswer =>
        this.#call?.syscall(op, args) ?? { ok: false, message: `Can't use ${op} while modules load` },
      next: () => this.#call,
      returned: (value: string) => {
        this.#result = { kind: "returned", value };
      },
      threw: (error: unknown) => {
        this.#result = { kind: "threw", error: readThrown(error) };
      },
      utf8: (text: string) => Buffer.from(text, "utf8"),
      atob,
      btoa,
      TextDecoder,
      URL,
      URLSearchParams,
      Headers,
      Request,
      Response,
      AbortController,
      AbortSignal,
      Event,
      EventTarget,
    };
    const prelude = new vm.Script(PRELUDE, { filename: "embedded/prelude.js" }).runInContext(this.#context) as (
      h: unknown,
    ) => ContextApi;
    this.api = prelude(host);
    this.#context.__start = this.api.start;
    this.api.load(bundle.runInContext(this.#context));
  }

  run(call: IsolateCall): IsolateResult {
    this.#call = call;
    this.#result = { kind: "hung" };
    try {
      START.runInContext(this.#context);
      return this.#result;
    } catch (error) {
      return { kind: "threw", error: readThrown(error) };
    } finally {
      this.#call = null;
    }
  }
}

export class Isolate {
  readonly #bundle: vm.Script;
  #env: Record<string, string>;
  /** Isolates whose functions run inside our guard: what is killed here may be in the middle of one of theirs. */
  readonly linked: Isolate[] = [];
  readonly #contexts: (IsolateContext | undefined)[] = [];
  #depth = 0;
  #isGuarded = false;
  readonly #hangWatch = new HangWatch();

  /** `code` is an expression: `(module, exports, require) => …` of the bundled functions. */
  constructor(code: string, filename: string, env: Record<string, string>) {
    this.#bundle = new vm.Script(code, { filename });
    this.#env = env;
    this.#contextAt(0);
  }

  /** From the next call on; modules are evaluated anew. */
  setEnv(env: Record<string, string>): void {
    this.#env = env;
    this.#startAfresh();
  }

  close(): void {
    this.#hangWatch.close();
  }

  /** The exports of a module, for reading what is registered in it. */
  module(path: string): Record<string, unknown> | undefined {
    return this.#contextAt(0).api.module(path);
  }

  /**
   * Runs work that may call `run`, and kills it when it takes longer than 10 s: a loop that never asks us for
   * anything. That counts our own time too, so it is far wider than the 1 s that Convex gives user code, which
   * `calls.ts` counts at each syscall. @throws RunawayError when the work was killed.
   */
  guarded<T>(paths: string[], work: () => T): T {
    if (this.#isGuarded) return work();
    this.#isGuarded = true;
    try {
      return this.#hangWatch.guarded(paths.join(", "), work);
    } catch (error) {
      // A killed context may be in the middle of anything: start afresh.
      if (error instanceof RunawayError) for (const isolate of [this, ...this.linked]) isolate.#startAfresh();
      throw error;
    } finally {
      this.#isGuarded = false;
    }
  }

  run(call: IsolateCall): IsolateResult {
    const depth = this.#depth;
    const context = this.#contextAt(depth);
    this.#depth++;
    try {
      return context.run(call);
    } finally {
      this.#depth = depth;
    }
  }

  #startAfresh(): void {
    this.#contexts.length = 0;
    this.#depth = 0;
  }

  #contextAt(depth: number): IsolateContext {
    return (this.#contexts[depth] ??= new IsolateContext(this.#bundle, this.#env));
  }
}

/** Log arguments as Convex prints them: strings quoted, the rest as Node would inspect it. */
export function formatLog(args: unknown[]): string {
  return args.map((arg) => inspect(arg, { depth: 4, breakLength: 120 })).join(" ");
}
