import { ConvexError } from "convex/values";

export type PlainError = { code: string; message: string; hint: string };

const REQUEST_ID = /\[Request ID: (\w+)\]/;

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
  const requestId = REQUEST_ID.exec(message)?.[1];
  // In production this number is all that a browser learns; whoever runs the backend finds the rest by it.
  const rest = message
    .replace(/^\[CONVEX [^\]]*\]/, "")
    .replace(REQUEST_ID, "")
    .replace("Server Error", "")
    .trim()
    .slice(0, 300);
  if (requestId !== undefined && rest === "") {
    const hint = `Try again; if it repeats, the backend's log has the details under ${requestId}.`;
    return { code: "unexpected", message: "The backend could not do this.", hint };
  }
  return { code: "unexpected", message: "The backend could not do this.", hint: rest };
}
