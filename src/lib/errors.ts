import { ConvexError } from "convex/values";

export type PlainError = { code: string; message: string; hint: string };

/** What a failed call says to people. The backend's own errors carry code, message and hint; anything else is named as what it is. */
export function plainErrorOf(error: unknown): PlainError {
  if (
    error instanceof ConvexError &&
    typeof error.data === "object" &&
    error.data !== null &&
    "message" in error.data
  ) {
    const data = error.data as Partial<PlainError>; // every refusal of the backend has this shape
    return { code: data.code ?? "unknown", message: data.message ?? "", hint: data.hint ?? "" };
  }
  const message = error instanceof Error ? error.message : String(error);
  // Arguments that do not fit a validator never reach the function: for a person that is an id of nothing.
  if (message.includes("ArgumentValidationError")) {
    return {
      code: "not_found",
      message: "This address names nothing that exists here.",
      hint: "Open something from the history.",
    };
  }
  return { code: "unexpected", message: "The backend could not do this.", hint: message.slice(0, 300) };
}
