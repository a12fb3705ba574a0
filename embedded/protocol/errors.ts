/** Errors that cross from the engine to user code and to clients. */
import type { Json } from "./json.ts";

/**
 * What user code, or a request to it, did wrong. `message` is what the client reads after "Server Error"; `data`
 * is set for a ConvexError only.
 */
export class FunctionError extends Error {
  readonly data: Json | undefined;
  constructor(message: string, data?: Json) {
    super(message);
    this.name = "FunctionError";
    this.data = data;
  }
}

/** A request that is refused before any function runs; answered as `{code, message}` with an HTTP status. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.code = code;
  }
}

/** A fault of the set-up (folder, flags, data), printed at start with what to do. */
export class SetupError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "SetupError";
    this.code = code;
  }
}
