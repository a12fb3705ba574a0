import type { Diagnostic } from "../../../convex/lib/appChecker";
import type { CheckReply, CheckRequest } from "./typeCheck.worker";

/** The page's side of the type check: one worker, started at the first question. */

type Waiting = { resolve(found: Diagnostic[]): void; reject(error: Error): void };

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, Waiting>();

function startWorker(): Worker {
  const started = new Worker(new URL("./typeCheck.worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", (event: MessageEvent<CheckReply>) => {
    const reply = event.data;
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("failure" in reply) asked?.reject(new Error(reply.failure));
    else asked?.resolve(reply.diagnostics);
  });
  started.addEventListener("error", (event) => {
    for (const asked of waiting.values())
      asked.reject(new Error(`The type check stopped: ${event.message || "its worker could not be loaded"}.`));
    waiting.clear();
    started.terminate();
    worker = undefined;
  });
  return started;
}

/**
 * Strict TypeScript findings of an app, with lines and columns from 1; empty when there are none.
 * The first call takes a few seconds. Rejects when the compiler or its declarations cannot be loaded.
 */
export function checkApp(code: string): Promise<Diagnostic[]> {
  worker ??= startWorker();
  const request: CheckRequest = { id: ++lastId, code };
  return new Promise((resolve, reject) => {
    waiting.set(request.id, { resolve, reject });
    worker?.postMessage(request);
  });
}
