/**
 * Ends the process when a function that runs without a guard never comes back: nothing else can, because nothing
 * else gets the thread. Everything acknowledged is on disk, clients reconnect to the next process, and the function
 * is named for whoever reads the log.
 */
import { url as inspectorUrl } from "node:inspector";
import { Worker } from "node:worker_threads";

const CHECK_EVERY_MS = 1000;
/** Checks, not time: a sleeping laptop makes none. */
const CHECKS_TO_END = 20;
const NAME_BYTES = 256;

const WATCHER = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const run = new Int32Array(workerData.shared, 0, 1);
const name = new Uint8Array(workerData.shared, 4);
let last = 0;
let checks = 0;
setInterval(() => {
  const current = Atomics.load(run, 0);
  checks = current !== 0 && current === last ? checks + 1 : 0;
  last = current;
  if (checks < workerData.checksToEnd) return;
  const path = Buffer.from(name).toString("utf8").replace(/\\0.*$/s, "");
  writeSync(2, "runtime/runaway: the function " + path + " ran for more than " + workerData.checksToEnd + " s and cannot be stopped from outside. The process ends; start it again. What was acknowledged is stored.\\n");
  process.kill(process.pid, "SIGKILL");
}, workerData.checkEveryMs);
`;

export class HangWatch {
  readonly #shared = new SharedArrayBuffer(4 + NAME_BYTES);
  readonly #run = new Int32Array(this.#shared, 0, 1);
  readonly #name = Buffer.from(this.#shared, 4);
  #count = 0;
  #worker: Worker | null = null;

  /** Marks the begin of an unguarded run. */
  begin(path: string): void {
    if (this.#worker === null) this.#start();
    this.#name.fill(0);
    this.#name.write(path.slice(0, NAME_BYTES / 4));
    this.#count = (this.#count % 0x7ffffffe) + 1;
    Atomics.store(this.#run, 0, this.#count);
  }

  end(): void {
    Atomics.store(this.#run, 0, 0);
  }

  close(): void {
    void this.#worker?.terminate();
  }

  #start(): void {
    const checksToEnd = inspectorUrl() === undefined ? CHECKS_TO_END : Infinity;
    this.#worker = new Worker(WATCHER, {
      eval: true,
      workerData: { shared: this.#shared, checksToEnd, checkEveryMs: CHECK_EVERY_MS },
    });
    this.#worker.unref();
  }
}
