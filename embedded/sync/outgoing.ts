/** What goes out on one socket: in order, never before it is on disk, no faster than the other side reads (SPEC W5, W6). */
import type { WebSocket } from "ws";
import type { Durability } from "../storage/durability.ts";

const PING_AFTER_MS = 15_000;
/** A client that reads slower than this gets no further transitions, and is not listened to, until it has caught up. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
const LOOK_AGAIN_MS = 50;

export class Outgoing {
  readonly #socket: WebSocket;
  readonly #durability: Durability;
  readonly #drained: () => void;
  readonly #pingTimer: NodeJS.Timeout;
  #heldTimer: NodeJS.Timeout | null = null;
  /** Messages that wait for the disk. */
  #unsent = 0;
  #isClosed = false;

  /** @param drained called when a full socket has been read from again */
  constructor(socket: WebSocket, durability: Durability, drained: () => void) {
    this.#socket = socket;
    this.#durability = durability;
    this.#drained = drained;
    this.#pingTimer = setTimeout(() => this.send('{"type":"Ping"}'), PING_AFTER_MS);
  }

  /** Whether the other side has so much to read that what can wait should. */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > MAX_BUFFERED_BYTES;
  }

  /** Whether some message still waits for the disk. */
  get hasUnsent(): boolean {
    return this.#unsent > 0;
  }

  send(text: string): void {
    if (this.#isClosed) return;
    this.#pingTimer.refresh();
    this.#socket.send(text);
    if (this.isFull) this.#hold();
  }

  /** Sends once all that the message may tell of is on disk. */
  sendStored(text: string): void {
    this.#unsent++;
    this.#durability.whenStored(() => {
      this.#unsent--;
      this.send(text);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#pingTimer);
    if (this.#heldTimer !== null) clearInterval(this.#heldTimer);
  }

  /** Whoever does not read what was asked for asks for no more: every message taken in may be answered with more bytes. */
  #hold(): void {
    if (this.#heldTimer !== null) return;
    this.#socket.pause();
    this.#heldTimer = setInterval(() => {
      if (this.isFull) return;
      clearInterval(this.#heldTimer!);
      this.#heldTimer = null;
      this.#socket.resume();
      this.#drained();
    }, LOOK_AGAIN_MS);
  }
}
