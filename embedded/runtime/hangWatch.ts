/**
 * Ends work that never comes back, and lets the process live on. A thread of its own counts how long one piece of
 * work has run, and interrupts the engine's thread from outside; work runs inside an evaluation of the inspector's,
 * which is where such an interruption ends: everything above it goes on as if the work had thrown. (A `timeout` of
 * `node:vm` does the same, but starts a thread for each call: 0.3 to 0.9 ms where this costs 0.02.)
 *
 * What cannot even be interrupted (native code that never returns) ends the process: everything acknowledged is on
 * disk, clients reconnect to the next process, and the function is named for whoever reads the log.
 */
import { Session, url as inspectorUrl } from "node:inspector";
import { isMainThread, Worker } from "node:worker_threads";

const CHECK_EVERY_MS = 1000;
/** Checks, not time: a sleeping laptop makes none. */
const CHECKS_TO_INTERRUPT = 10;
const CHECKS_TO_END = 20;
const NAME_BYTES = 256;

/** The number of a run is negative from the moment that its interruption has been decided. */
const WATCHER = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { Session } = require("node:inspector");
const run = new Int32Array(workerData.shared, 0, 1);
const name = new Uint8Array(workerData.shared, 4);
let last = 0;
let checks = 0;
setInterval(() => {
  const current = Atomics.load(run, 0);
  checks = current !== 0 && Math.abs(current) === last ? checks + 1 : 0;
  last = Math.abs(current);
  if (checks === workerData.checksToInterrupt && Atomics.compareExchange(run, 0, last, -last) === last) {
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution", () => session.disconnect());
  }
  if (checks < workerData.checksToEnd) return;
  const path = Buffer.from(name).toString("utf8").replace(/\\0.*$/s, "");
  writeSync(2, "runtime/runaway: the function " + path + " ran for more than " + workerData.checksToEnd + " s and cannot be stopped from outside. The process ends; start it again. What was acknowledged is stored.\\n");
  process.kill(process.pid, "SIGKILL");
}, workerData.checkEveryMs);
`;

/** Thrown for work that had to be killed: every frame inside is gone, its `finally` blocks did not run. */
export class RunawayError extends Error {}

type Outcome<T> = { kind: "returned"; value: T } | { kind: "threw"; error: unknown } | { kind: "killed" };

const entry = globalThis as { __embeddedGuard?: () => void };

export class HangWatch {
  readonly #shared = new SharedArrayBuffer(4 + NAME_BYTES);
  readonly #run = new Int32Array(this.#shared, 0, 1);
  readonly #name = Buffer.from(this.#shared, 4);
  readonly #session = new Session();
  readonly #checkEveryMs: number;
  #count = 0;
  #worker: Worker | null = null;

  constructor(checkEveryMs = CHECK_EVERY_MS) {
    this.#checkEveryMs = checkEveryMs;
  }

  /** Runs work to its end; one at a time. @param path named when nothing but the process can be ended
   * @throws RunawayError when it outlasted 10 checks and was killed; else whatever the work throws. */
  guarded<T>(path: string, work: () => T): T {
    if (this.#worker === null) this.#start();
    // A holder: what is assigned inside the function below is unknown to the compiler out here.
    const held: { outcome: Outcome<T> } = { outcome: { kind: "killed" } };
    entry.__embeddedGuard = () => {
      let outcome: Outcome<T>;
      try {
        outcome = { kind: "returned", value: work() };
      } catch (error) {
        outcome = { kind: "threw", error };
      }
      // Once decided on, the interruption must hit here: later it would end whatever runs then.
      if (!this.#end()) for (;;);
      held.outcome = outcome;
    };
    this.#begin(path);
    try {
      this.#session.post("Runtime.evaluate", { expression: "__embeddedGuard()", silent: true });
    } finally {
      Atomics.store(this.#run, 0, 0);
    }
    const { outcome } = held;
    if (outcome.kind === "killed") throw new RunawayError("killed");
    if (outcome.kind === "threw") throw outcome.error;
    return outcome.value;
  }

  close(): void {
    void this.#worker?.terminate();
    if (this.#worker !== null) this.#session.disconnect();
    this.#worker = null;
  }

  #begin(path: string): void {
    this.#name.fill(0);
    this.#name.write(path.slice(0, NAME_BYTES / 4));
    this.#count = (this.#count % 0x7ffffffe) + 1;
    Atomics.store(this.#run, 0, this.#count);
  }

  /** False when the watcher has decided to interrupt this run. */
  #end(): boolean {
    return Atomics.compareExchange(this.#run, 0, this.#count, 0) === this.#count;
  }

  #start(): void {
    this.#session.connect();
    // A debugger may hold a function for as long as it likes; and the watcher reaches the main thread alone.
    const isWatching = inspectorUrl() === undefined && isMainThread;
    this.#worker = new Worker(WATCHER, {
      eval: true,
      workerData: {
        shared: this.#shared,
        checksToInterrupt: isWatching ? CHECKS_TO_INTERRUPT : Infinity,
        checksToEnd: isWatching ? CHECKS_TO_END : Infinity,
        checkEveryMs: this.#checkEveryMs,
      },
    });
    this.#worker.unref();
  }
}
