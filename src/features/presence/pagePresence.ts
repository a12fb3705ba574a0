// What this page tells the others: which version it shows, and from where, no oftener than they need.

/** `view` is the camera and the section as in an address, apart by a blank. */
export type Looking = { threadId?: string; versionNumber?: number; view?: string };

/** At most three words a second. */
export const GAP_MS = 340;

/** Says at once where the page is; a camera only while somebody else is here. One word is under way at a time. */
export class PagePresence {
  private looking: Looking = {};
  private isWatched = false;
  private isSending = false;
  private hasNews = false;
  private hasSpoken = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sentAt = -Infinity;

  constructor(
    private readonly beat: (looking: Looking, isFirst: boolean) => Promise<unknown>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  look(looking: Looking): void {
    const { threadId, versionNumber, view } = this.looking;
    const isMoved = looking.threadId !== threadId || looking.versionNumber !== versionNumber;
    const isTurned = looking.view !== view;
    this.looking = looking;
    if (isMoved || (isTurned && this.isWatched)) this.tell();
  }

  /** Whether somebody else is here. Whoever comes learns at once what this page looks at. */
  setWatched(isWatched: boolean): void {
    if (isWatched === this.isWatched) return;
    this.isWatched = isWatched;
    if (isWatched) this.tell();
  }

  /** Says it again, so that the page is not forgotten. */
  tell(): void {
    this.hasNews = true;
    if (this.isSending || this.timer !== undefined) return;
    const wait = Math.max(0, this.sentAt + GAP_MS - this.now());
    this.timer = setTimeout(() => void this.send(), wait);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hasNews = false;
  }

  private async send(): Promise<void> {
    this.timer = undefined;
    this.isSending = true;
    this.hasNews = false;
    this.sentAt = this.now();
    const { view, ...place } = this.looking;
    try {
      await this.beat(this.isWatched && view !== undefined ? { ...place, view } : place, !this.hasSpoken);
      this.hasSpoken = true;
    } catch {
      // Presence is worth no message: the next word says it again.
    } finally {
      this.isSending = false;
      if (this.hasNews) this.tell();
    }
  }
}
