/**
 * The thread in which "use node" actions run: what they compute keeps no socket waiting, and the memory they take is
 * theirs. It knows nothing of the database; every operation is asked of the server through the port.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { consoleTo, loadModules } from "./bundleModules.ts";
import { formatLog } from "./isolate.ts";
import type { FromThread, NodeBundle, ToThread } from "./nodeProtocol.ts";
import { readThrown } from "./stacks.ts";

type Call = { callId: number; env: Record<string, string> };
type Run = Extract<ToThread, { kind: "run" }>;
type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

const port = parentPort!; // this file is only ever started as a thread
const running = new AsyncLocalStorage<Call>();
const waiting = new Map<number, Waiting>();
let lastId = 0;
const send = (message: FromThread): void => port.postMessage(message);

function current(op: string): Call {
  const call = running.getStore();
  if (call === undefined) throw new Error(`${op} was called outside of an action`);
  return call;
}

const answered = (id: number): Promise<unknown> =>
  new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));

const convex = {
  syscall(op: string): string {
    throw new Error(`Unknown operation ${op} in an action`);
  },
  asyncSyscall(op: string, args: string): Promise<unknown> {
    const { callId } = current(op);
    const id = ++lastId;
    send({ kind: "syscall", id, callId, js: false, op, args });
    return answered(id);
  },
  jsSyscall(op: string, args: Record<string, unknown>): Promise<unknown> {
    const { callId } = current(op);
    const id = ++lastId;
    send({ kind: "syscall", id, callId, js: true, op, args });
    return answered(id);
  },
};

const threadConsole = consoleTo((level, args) => {
  const call = running.getStore();
  if (call !== undefined) send({ kind: "log", callId: call.callId, level, text: formatLog(args) });
});

const environment: unknown = Object.create(process, {
  env: { get: () => Object.freeze({ ...running.getStore()?.env }) },
});

const loaded = new Map(
  (workerData as NodeBundle[]).map(({ component, code, filename }) => {
    const modules = loadModules(code, filename, { console: threadConsole, process: environment, convex });
    return [component, modules] as const;
  }),
);

async function run({ callId, env, component, module, name, requestId, args }: Run): Promise<void> {
  try {
    const value = await running.run({ callId, env }, () => {
      const action = loaded.get(component)?.[module]?.()[name] as {
        invokeAction: (requestId: string, args: string) => Promise<string>;
      };
      return action.invokeAction(requestId, args);
    });
    send({ kind: "done", callId, ok: true, value });
  } catch (error) {
    send({ kind: "done", callId, ok: false, thrown: readThrown(error) });
  }
}

port.on("message", (message: ToThread) => {
  if (message.kind === "run") {
    void run(message);
    return;
  }
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.ok) asked?.resolve(message.value);
  // Convex's own wrapper takes `data` as decoded JSON from here.
  else
    asked?.reject(Object.assign(new Error(message.message), message.data === undefined ? {} : { data: message.data }));
});

// A callback that outlives its action has nobody to answer to; other actions go on.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => console.error(`"use node" code threw outside of its action:`, error));
}
