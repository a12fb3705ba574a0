import ts from "typescript";
import { makeAppChecker } from "../../../convex/lib/appChecker";

/** The type check, off the page's thread: it needs seconds at first and some 250 MB. */

const TYPES_URL = "/preview/types.json";

export type CheckRequest = { id: number; code: string };
export type CheckReply =
  { id: number; diagnostics: import("../../../convex/lib/appChecker").Diagnostic[] } | { id: number; failure: string };

let ready: Promise<(code: string) => import("../../../convex/lib/appChecker").Diagnostic[]> | undefined;

async function loadChecker() {
  const response = await fetch(TYPES_URL);
  if (!response.ok) throw new Error(`The type declarations could not be loaded (${response.status}).`);
  return makeAppChecker(ts, (await response.json()) as Record<string, string>);
}

self.addEventListener("message", (event: MessageEvent<CheckRequest>) => {
  const { id, code } = event.data;
  ready ??= loadChecker();
  ready.then(
    (check) => self.postMessage({ id, diagnostics: check(code) } satisfies CheckReply),
    (error: unknown) => {
      ready = undefined;
      self.postMessage({ id, failure: error instanceof Error ? error.message : String(error) } satisfies CheckReply);
    },
  );
});
