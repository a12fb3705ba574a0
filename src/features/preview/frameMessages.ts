/** What the page and the sandboxed preview frame say to each other. Either side drops what comes from another window. */

export type PreviewTheme = "dark" | "light";

/** Page → frame. `code` is a compiled ES module; a port that comes along leads to the rows of the workspace. */
export type HostMessage = { type: "run"; code: string; theme: PreviewTheme } | { type: "theme"; theme: PreviewTheme };

/** Frame → page. `line` counts from 1 in the app's own source; null where it is not known. */
export type FrameMessage =
  | { type: "hello" }
  | { type: "ready" }
  | { type: "beat" }
  | { type: "console"; level: string; text: string }
  | { type: "error"; message: string; line: number | null };

/** Checks a message of the frame, whose content the app in it may have forged. */
export function readFrameMessage(value: unknown): FrameMessage | null {
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  const message = value as Record<string, unknown>;
  switch (message["type"]) {
    case "hello":
    case "ready":
    case "beat":
      return { type: message["type"] };
    case "console":
      return typeof message["level"] === "string" && typeof message["text"] === "string"
        ? { type: "console", level: message["level"], text: message["text"] }
        : null;
    case "error":
      return typeof message["message"] === "string"
        ? {
            type: "error",
            message: message["message"],
            line: typeof message["line"] === "number" ? message["line"] : null,
          }
        : null;
    default:
      return null;
  }
}
