/**
 * Moves SQLite's write-ahead log into the database file from a thread of its own: the moving flushes the disk, and
 * on the engine's thread everyone would wait for it.
 */
import { Worker } from "node:worker_threads";
import type { Sql } from "./database.ts";

/** Commits touch about a page for each of these, so the log stays at the few MiB that the file begins with. */
const KEYS_BETWEEN = 1000;
/** 64 MiB of log: past it the engine's thread moves the rest itself, so that the log can begin anew. */
const MAX_LOG_PAGES = 16_384;

const MOVER = `
const { parentPort, workerData } = require("node:worker_threads");
const { DatabaseSync } = require("node:sqlite");
const sql = new DatabaseSync(workerData.file);
sql.exec("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;");
const move = sql.prepare("PRAGMA wal_checkpoint(PASSIVE)");
parentPort.on("message", (message) => {
  if (message === "close") {
    sql.close();
    parentPort.postMessage("closed");
    return;
  }
  try {
    parentPort.postMessage(move.get());
  } catch (error) {
    parentPort.postMessage({ log: 0, error: String(error) });
  }
});
`;

type Moved = { log: number; error?: string };

export class Checkpoints {
  readonly #sql: Sql;
  readonly #file: string;
  #keys = 0;
  #isMoving = false;
  #worker: Worker | null = null;

  constructor(sql: Sql, file: string) {
    this.#sql = sql;
    this.#file = file;
  }

  /** Counts what a commit has touched, and has the log moved when it has become long. */
  committed(keys: number): void {
    this.#keys += keys + 1;
    if (this.#keys < KEYS_BETWEEN || this.#isMoving) return;
    this.#keys = 0;
    this.#isMoving = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage("move");
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    worker.ref();
    const closed = new Promise((resolve) => worker.on("message", (message) => message === "closed" && resolve(null)));
    worker.postMessage("close");
    await closed;
    await worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(MOVER, { eval: true, workerData: { file: this.#file } });
    worker.on("message", (moved: Moved | "closed") => {
      if (moved === "closed") return;
      this.#isMoving = false;
      // A full disk, say: the log stays as it is and is tried again after more commits.
      if (moved.error !== undefined) console.error("moving the log failed:", moved.error);
      // What was committed meanwhile keeps the log from beginning anew: it is little, and moved at once.
      else if (moved.log > MAX_LOG_PAGES) this.#sql.exec("PRAGMA wal_checkpoint(PASSIVE)");
    });
    worker.on("error", (error) => {
      this.#worker = null;
      this.#isMoving = false;
      console.error("moving the log failed:", error);
    });
    worker.unref();
    return worker;
  }
}
