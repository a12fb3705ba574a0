// What the set-up scripts say. A failure names what happened, the value and the limit, and what to do next.

export class SetupError extends Error {
  /**
   * @param {string} code stable, for people who search for it
   * @param {string} message what happened, with the value and the limit
   * @param {string} hint what to do next
   */
  constructor(code, message, hint) {
    super(message);
    this.name = "SetupError";
    this.code = code;
    this.hint = hint;
  }
}

const isTerminal = Boolean(process.stdout.isTTY) && !process.env.CI;

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Prints a failure in the house form and returns the exit status to use. */
export function reportFailure(error) {
  if (error instanceof SetupError) {
    process.stderr.write(`\n✗ ${error.message}\n  ${error.hint}\n  (${error.code})\n`);
    return 1;
  }
  process.stderr.write(`\n✗ ${error?.stack ?? error}\n`);
  return 1;
}

/**
 * Shows that a long step is alive: one line that rewrites itself on a terminal, a line every ten seconds elsewhere.
 * Returns functions to give the latest detail and to end the step.
 */
export function startProgress(title) {
  const startedAt = Date.now();
  let detail = "";
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const draw = () => {
    if (isTerminal) {
      const width = process.stdout.columns ?? 80;
      process.stdout.write(`\r\x1b[2K… ${title} ${seconds()} s ${detail}`.slice(0, width + 4));
    } else {
      say(`… ${title} ${seconds()} s ${detail}`);
    }
  };
  draw();
  const timer = setInterval(draw, isTerminal ? 500 : 10_000);
  return {
    detail(text) {
      detail = text.trim().slice(0, 100);
    },
    end(word = "done") {
      clearInterval(timer);
      if (isTerminal) process.stdout.write("\r\x1b[2K");
      say(`✓ ${title}: ${word} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    },
    fail() {
      clearInterval(timer);
      if (isTerminal) process.stdout.write("\r\x1b[2K");
    },
  };
}
