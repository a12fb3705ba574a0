/**
 * When commits are on disk. SQLite appends a commit to its log and goes on; here the log is flushed beside the work
 * that follows, and whoever tells the world of a commit waits for the flush that covers it. One flush serves every
 * commit made before it began.
 */
import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, writeSync } from "node:fs";

/** As long as the log usually becomes between two checkpoints. */
const LOG_BYTES = 4 * 1024 * 1024;

export class Durability {
  readonly #log: number;
  readonly #failed: (error: Error) => void;
  /** What the flush under way releases, or what is being called after it; null between flushes. */
  #current: (() => void)[] | null = null;
  /** What waits for a flush that has not begun. */
  #waiting: (() => void)[] = [];
  /** Whether something was appended since the last flush began. */
  #hasNew = false;

  /**
   * @param logFile SQLite's write-ahead log, which keeps its inode as long as the database is open
   * @param failed called when a flush fails: nothing more can be promised then
   */
  constructor(logFile: string, failed: (error: Error) => void) {
    // "a": SQLite makes the file with its first write, which may be later.
    this.#log = openSync(logFile, "a");
    // Zeros end a log as its end does. Over blocks that the file has already a flush takes half the time.
    const missing = LOG_BYTES - fstatSync(this.#log).size;
    if (missing > 0) writeSync(this.#log, Buffer.alloc(missing));
    fdatasyncSync(this.#log);
    this.#failed = failed;
  }

  /** Whether all that was appended is on disk, and everyone who waited for it has been called. */
  get isSettled(): boolean {
    return this.#current === null && !this.#hasNew;
  }

  /** Something was appended to the log: what is asked for from now on waits until it is on disk. */
  appended(): void {
    this.#hasNew = true;
  }

  /** Waits for the disk right here, if no flush is under way: quicker than by way of another thread, when nothing else is to do. */
  flushNow(): void {
    if (this.#current !== null) return;
    try {
      fdatasyncSync(this.#log);
      this.#hasNew = false;
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  /** Calls `work` once everything appended so far is on disk: at once if it is, and after all who asked before. */
  whenStored(work: () => void): void {
    if (this.isSettled) return work();
    if (this.#current !== null && !this.#hasNew) this.#current.push(work);
    else {
      this.#waiting.push(work);
      if (this.#current === null) this.#flush();
    }
  }

  close(): void {
    closeSync(this.#log);
  }

  #flush(): void {
    const covered = (this.#current = this.#waiting);
    this.#waiting = [];
    this.#hasNew = false;
    fdatasync(this.#log, (error) => {
      if (error !== null) return this.#failed(error);
      // Grows while it is walked: what is asked for meanwhile comes behind those who asked before.
      for (let position = 0; position < covered.length; position++) {
        try {
          covered[position]!();
        } catch (thrown) {
          console.error("after a commit:", thrown);
        }
      }
      this.#current = null;
      if (this.#waiting.length > 0) this.#flush();
    });
  }
}
