import { ConvexError } from "convex/values";

/** Codes that a caller of a function or of the HTTP API meets, with the HTTP status of each. */
export const httpStatusByCode = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unprocessable: 422,
  budget_spent: 402,
  rate_limited: 429,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof httpStatusByCode;
export type ErrorData = { code: ErrorCode; message: string; hint: string; retryAfterS?: number };

/**
 * Codes that end a generation without a fault of its script, with what to do next. The executor's own codes
 * (`syntax`, `timeout`, …) pass through as they are and bring their own hints.
 */
export const hintByFailure = {
  executor_unavailable: "Start the executor (npm start does) or set WORKER_URL, then run this version again.",
  executor_refused: "Give backend and executor the same WORKER_TOKEN, then run this version again.",
  executor_rejected: "Change the code or its values as the message says, then run it again.",
  executor_busy: "Wait for a running job to end, then run this version again.",
  executor_protocol: "Update the executor to the version of this repository, then run this version again.",
  interrupted: "Nothing is wrong with the prompt: run this version again.",
  provider_not_configured: "Set the provider's key or address, or choose Auto.",
  no_provider: "Configure a model provider: the parts library makes parts, not apps.",
  all_providers_failed: "Read the attempts for each provider's reason, then run this version again.",
  storage_failed: "Check the free disk space of the backend, then run this version again.",
  internal: "Run this version again; if it repeats, the backend's log has the details.",
} as const;

export type FailureCode = keyof typeof hintByFailure;

/** An error for people: `throw refuse(…)`. Plain `Error` texts are redacted on the way to a client, this one is not. */
export function refuse(code: ErrorCode, message: string, hint: string): ConvexError<ErrorData> {
  return new ConvexError({ code, message, hint });
}

/** As `refuse`, for a limit that opens again after `retryAfterMs`; the HTTP API says so in Retry-After. */
export function refuseForNow(message: string, hint: string, retryAfterMs: number): ConvexError<ErrorData> {
  return new ConvexError({ code: "rate_limited", message, hint, retryAfterS: Math.ceil(retryAfterMs / 1000) });
}

/** What `refuse` put in, also after the error crossed from a mutation into the action that called it; else null. */
export function errorDataOf(error: unknown): ErrorData | null {
  const data: unknown = error instanceof Error && "data" in error ? error.data : null;
  if (typeof data !== "object" || data === null || !("code" in data) || !("message" in data)) return null;
  const { code, message } = data;
  if (typeof code !== "string" || !(code in httpStatusByCode) || typeof message !== "string") return null;
  const hint = "hint" in data && typeof data.hint === "string" ? data.hint : "";
  const retryAfterS = "retryAfterS" in data && typeof data.retryAfterS === "number" ? data.retryAfterS : undefined;
  return { code: code as ErrorCode, message, hint, ...(retryAfterS === undefined ? {} : { retryAfterS }) };
}
