/** The server's side of the thread of "use node" actions: started at the first call, and anew after it broke. */
import { Worker } from "node:worker_threads";
import { FunctionError } from "../protocol/errors.ts";
import type { FromThread, NodeBundle, ToThread } from "./nodeProtocol.ts";
import type { ThrownError } from "./stacks.ts";

/** Convex gives a Node action 512 MB. */
const MEMORY_LIMIT_MB = 512;
/** A thread without work gives its memory back: a compiler holds some 300 MB. */
const IDLE_MS = 5 * 60_000;

type Request = Omit<Extract<ToThread, { kind: "run" }>, "kind" | "callId">;
/** What one call may ask of the server; a rejection's message and `data` reach the action. */
export type NodeCall = {
  syscall: (op: string, args: string) => Promise<unknown>;
  jsSyscall: (op: string, args: Record<string, unknown>) => unknown;
  log: (level: string, text: string) => void;
  toError: (thrown: ThrownError) => FunctionError;
};
type Running = { call: NodeCall; resolve: (value: string) => void; reject: (error: Error) => void };

export class NodeThread {
  readonly #bundles: NodeBundle[];
  readonly #running = new Map<number, Running>();
  #worker: Worker | null = null;
  #lastCallId = 0;
  #idle: NodeJS.Timeout | null = null;
  #isRetired = false;

  constructor(bundles: NodeBundle[]) {
    this.#bundles = bundles;
  }

  /** @throws FunctionError for what the action threw, and for a thread that broke under it */
  run(request: Request, call: NodeCall): Promise<string> {
    const callId = ++this.#lastCallId;
    return new Promise((resolve, reject) => {
      if (this.#idle !== null) clearTimeout(this.#idle);
      this.#running.set(callId, { call, resolve, reject });
      this.#started().postMessage({ kind: "run", callId, ...request } satisfies ToThread);
    });
  }

  /** Ends the thread and every action in it: the only way to stop code that never yields. */
  async close(reason = "The server stopped."): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#failAll(reason);
    await worker?.terminate();
  }

  /** Ends the thread as soon as nothing runs in it. */
  retire(): void {
    this.#isRetired = true;
    if (this.#running.size === 0) void this.close();
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL("./nodeWorker.ts", import.meta.url), {
      workerData: this.#bundles,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
    });
    worker.unref();
    worker.on("message", (message: FromThread) => void this.#hear(worker, message));
    worker.on("error", (error: Error & { code?: string }) => {
      const reason =
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? `Node.js action ran out of memory (maximum memory usage: ${MEMORY_LIMIT_MB} MB)`
          : error.message;
      if (this.#worker === worker) this.#worker = null;
      this.#failAll(reason);
    });
    this.#worker = worker;
    return worker;
  }

  async #hear(worker: Worker, message: FromThread): Promise<void> {
    const running = this.#running.get(message.callId);
    if (running === undefined) return; // given up on
    const { call } = running;
    switch (message.kind) {
      case "log":
        call.log(message.level, message.text);
        return;
      case "done":
        this.#running.delete(message.callId);
        if (this.#running.size === 0) {
          this.#idle = setTimeout(() => void this.close(), this.#isRetired ? 0 : IDLE_MS).unref();
        }
        if (message.ok) running.resolve(message.value);
        else running.reject(call.toError(message.thrown));
        return;
      case "syscall": {
        const { id } = message;
        let answer: ToThread;
        try {
          const value = message.js
            ? await call.jsSyscall(message.op, message.args)
            : await call.syscall(message.op, message.args);
          answer = { kind: "answer", id, ok: true, value };
        } catch (error) {
          const { message: text, data } = error as Error & { data?: unknown };
          answer = { kind: "answer", id, ok: false, message: text, ...(data === undefined ? {} : { data }) };
        }
        worker.postMessage(answer);
        return;
      }
    }
  }

  #failAll(reason: string): void {
    const broken = [...this.#running.values()];
    this.#running.clear();
    for (const { reject } of broken) reject(new FunctionError(reason));
  }
}
