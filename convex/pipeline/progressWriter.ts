import type { Stage } from "../lib/validators";
import { emptyBatch, type Batch, type Verdict } from "./batch";

/**
 * Collects what a run reports and writes it in batches: at most one write at a time and five a second, the first of
 * a quiet spell at once. Knows nothing of Convex; `write` does.
 */

const WRITE_EVERY_MS = 200;
const MAX_LOG_CHARACTERS = 64 * 1024;

export class ProgressWriter {
  readonly #write: (batch: Batch) => Promise<Verdict>;
  readonly #onStop: () => void;
  #pending = emptyBatch();
  #isDirty = false;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #lastWriteAt = 0;
  #sequence = 0;
  #logCharacters = 0;
  #isClosed = false;

  /** `onStop` is called when a write's answer is "stop", and when a write fails. */
  constructor(write: (batch: Batch) => Promise<Verdict>, onStop: () => void) {
    this.#write = write;
    this.#onStop = onStop;
  }

  stage(stage: Stage, at: number): void {
    this.#pending.stages.push({ stage, at });
    this.#schedule();
  }

  /** Null once the queue is left behind. */
  queuePosition(position: number | null): void {
    this.#pending.queuePosition = position;
    this.#schedule();
  }

  /** A file that the page shows at once, so it does not wait for the next batch. */
  file(file: Batch["files"][number]): void {
    this.#pending.files.push(file);
    this.#schedule(true);
  }

  log(stream: string, text: string): void {
    const room = MAX_LOG_CHARACTERS - this.#logCharacters;
    if (room <= 0) return;
    const kept = text.slice(0, room);
    this.#logCharacters += kept.length;
    const last = this.#pending.logs.at(-1);
    if (last?.stream === stream) last.text += kept;
    else this.#pending.logs.push({ stream, text: kept, sequence: this.#sequence++ });
    this.#schedule();
  }

  code(attempt: number, text: string): void {
    const { chunk } = this.#pending;
    if (chunk?.attempt === attempt) chunk.text += text;
    else this.#pending.chunk = { attempt, sequence: this.#sequence++, text };
    this.#schedule();
  }

  /** Writes even when there is nothing to say: it keeps the lease and hears of a cancel. */
  beat(): void {
    this.#isDirty = true;
    this.#schedule();
  }

  /** Ends the writing; answers what was not written yet, for the last write to carry. */
  async close(): Promise<Batch> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#inFlight;
    const rest = this.#pending;
    this.#pending = emptyBatch();
    return rest;
  }

  #schedule(isUrgent = false): void {
    this.#isDirty = true;
    if (this.#isClosed || this.#inFlight !== null) return;
    if (this.#timer !== null) {
      if (!isUrgent) return;
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const waitMs = isUrgent ? 0 : this.#lastWriteAt + WRITE_EVERY_MS - Date.now();
    if (waitMs <= 0) this.#flush();
    else this.#timer = setTimeout(() => ((this.#timer = null), this.#flush()), waitMs);
  }

  #flush(): void {
    if (this.#isClosed) return;
    const batch = this.#pending;
    this.#pending = emptyBatch();
    this.#isDirty = false;
    this.#lastWriteAt = Date.now();
    this.#inFlight = this.#write(batch)
      .then(
        (verdict) => {
          if (verdict === "stop") this.#onStop();
        },
        () => this.#onStop(),
      )
      .finally(() => {
        this.#inFlight = null;
        if (this.#isDirty && !this.#isClosed) this.#schedule(this.#pending.files.length > 0);
      });
  }
}
