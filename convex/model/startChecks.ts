import { refuse } from "../lib/errors";
import { MAX_CODE_CHARACTERS, MAX_PROMPT_CHARACTERS, MAX_PROVIDER_LABEL_CHARACTERS } from "../lib/limits";
import { parseProfile, profileIds } from "../lib/profiles";
import { AUTO, parseProvider, providerIds } from "../lib/providers";
import type { Reference } from "../lib/validators";

/** What a request to start a generation may say, and how each wrong value is refused. */

/** The prompt without the space around it. Throws `invalid` when empty, `too_large` when too long. */
export function checkPrompt(prompt: string): string {
  const trimmed = prompt.trim();
  if (trimmed === "") {
    throw refuse(
      "invalid",
      "The prompt is empty. Describe a part, for example “80x60x5 mm mounting plate with four 5 mm holes”.",
      "Say what it is, its sizes and its holes.",
    );
  }
  if (trimmed.length > MAX_PROMPT_CHARACTERS) {
    throw refuse(
      "too_large",
      `The prompt has ${grouped(trimmed.length)} characters; the limit is ${grouped(MAX_PROMPT_CHARACTERS)}.`,
      "Shorten it, or split it into follow-ups.",
    );
  }
  return trimmed;
}

/** Throws `invalid` for code that is empty, `too_large` for code that is too long. */
export function checkCode(code: string): string {
  if (code.trim() === "") throw refuse("invalid", "The code is empty.", "Send a build123d script.");
  if (code.length > MAX_CODE_CHARACTERS) {
    throw refuse(
      "too_large",
      `The code has ${grouped(code.length)} characters; the limit is ${grouped(MAX_CODE_CHARACTERS)}.`,
      "Shorten it.",
    );
  }
  return code;
}

/** The provider that a person named, or Auto. Throws `invalid` for a name that is none. */
export function checkProvider(name: string | undefined): string {
  const provider = parseProvider(name ?? AUTO);
  if (provider === null) {
    throw refuse(
      "invalid",
      `There is no provider “${(name ?? "").slice(0, MAX_PROVIDER_LABEL_CHARACTERS)}”.`,
      `Use ${[AUTO, ...providerIds].join(", ")}.`,
    );
  }
  return provider;
}

/** Throws `invalid` for a name that is no profile. */
export function checkProfile(name: string | undefined): string | undefined {
  if (name === undefined || parseProfile(name) !== null) return name;
  throw refuse("invalid", `There is no profile “${name.slice(0, 32)}”.`, `Use ${profileIds.join(", ")}.`);
}

const MAX_REFERENCE_CHARACTERS = 400;

/** Throws `too_large` for more than a face or a part. */
export function checkReference(reference: Reference): Reference {
  if (reference.text.length <= MAX_REFERENCE_CHARACTERS) return reference;
  throw refuse(
    "too_large",
    `The reference has ${reference.text.length} characters; the limit is ${MAX_REFERENCE_CHARACTERS}.`,
    "Select one face or one part.",
  );
}

/** Who wrote imported code, in the importer's words; undefined when blank. Throws `invalid` when too long. */
export function checkProviderLabel(label: string | undefined): string | undefined {
  const trimmed = label?.trim();
  if (trimmed !== undefined && trimmed.length > MAX_PROVIDER_LABEL_CHARACTERS) {
    throw refuse(
      "invalid",
      `The provider's label has ${trimmed.length} characters; the limit is ${MAX_PROVIDER_LABEL_CHARACTERS}.`,
      "Shorten it.",
    );
  }
  return trimmed === "" ? undefined : trimmed;
}

/**
 * Milliseconds since 1970; `now` where none are given. Python's client sends whole numbers as int64, which arrive as
 * bigint. Throws `invalid` for what is no time.
 */
export function checkCreatedAt(createdAt: number | bigint | undefined, now: number): number {
  if (createdAt === undefined) return now;
  const ms = Number(createdAt);
  if (!Number.isFinite(ms) || ms < 0 || ms > 8.64e15) {
    throw refuse("invalid", `createdAt is ${ms}, not a time.`, "Send milliseconds since 1970.");
  }
  return ms;
}

/** Whether the code imports build123d; other code is an app. */
export function isBuild123d(code: string): boolean {
  return /^\s*(from\s+build123d\b|import\s+([\w.]+\s*,\s*)*build123d\b)/m.test(code);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
