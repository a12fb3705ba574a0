/** What the server and the thread of "use node" actions say to each other. */
import type { ThrownError } from "./stacks.ts";

export type NodeBundle = { component: string; code: string; filename: string };

export type ToThread =
  | {
      kind: "run";
      callId: number;
      component: string;
      module: string;
      name: string;
      requestId: string;
      /** JSON text of the arguments' list. */
      args: string;
      env: Record<string, string>;
    }
  | { kind: "answer"; id: number; ok: true; value: unknown }
  | { kind: "answer"; id: number; ok: false; message: string; data?: unknown };

export type FromThread =
  | { kind: "syscall"; id: number; callId: number; js: false; op: string; args: string }
  | { kind: "syscall"; id: number; callId: number; js: true; op: string; args: Record<string, unknown> }
  | { kind: "log"; callId: number; level: string; text: string }
  | { kind: "done"; callId: number; ok: true; value: string }
  | { kind: "done"; callId: number; ok: false; thrown: ThrownError };
