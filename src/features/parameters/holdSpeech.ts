import type { ParameterValue } from "../../../convex/lib/validators";

/** At most three writes a second say where a held slider stands. */
const WRITE_EVERY_MS = 350;
/** A hold ends 4 s after its last word: a slider that rests under the pointer is said again. */
const RENEW_MS = 1_500;
/** A pointer whose end was never told does not keep a slider for ever. */
const MAX_RENEWALS = 80;

/** Says which slider this person holds, while they hold it. */
export class HoldSpeech {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastWriteMs = 0;
  private isHolding = false;

  constructor(
    private readonly write: (parameter: string, value: ParameterValue) => void,
    private readonly end: () => void,
  ) {}

  hold(parameter: string, value: ParameterValue): void {
    this.isHolding = true;
    this.clear();
    const say = (renewals: number): void => {
      this.lastWriteMs = Date.now();
      this.write(parameter, value);
      this.timer = renewals < MAX_RENEWALS ? setTimeout(() => say(renewals + 1), RENEW_MS) : null;
    };
    this.timer = setTimeout(() => say(0), Math.max(0, this.lastWriteMs + WRITE_EVERY_MS - Date.now()));
  }

  release(): void {
    this.clear();
    if (!this.isHolding) return;
    this.isHolding = false;
    this.end();
  }

  private clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
