/** Checks on the JSON of a file that nobody vouches for. */

export type Json = Record<string, unknown>;

/** A file that cannot be shown; the message is written for people. */
export class GlbError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "GlbError";
    this.code = code;
  }
}

export function broken(what: string): GlbError {
  return new GlbError("glb/broken", `The model is damaged: ${what}.`);
}

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordOf(value: unknown, what: string): Json {
  if (!isRecord(value)) throw broken(`${what} is missing`);
  return value;
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function wholeNumber(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw broken(`${what} is ${String(value)}`);
  return value;
}

export function numbersOf(value: unknown, length: number, what: string): number[] {
  if (
    !Array.isArray(value) ||
    value.length !== length ||
    !value.every((n) => typeof n === "number" && Number.isFinite(n))
  ) {
    throw broken(`${what} is not ${length} numbers`);
  }
  return value as number[]; // checked just above
}
