/**
 * The interface of `convexTest(schema, modules)` over the real server, so that suites written for convex-test say what they
 * think of it. Functions run in the server. What a test writes in place (`t.run`, `t.mutation(async (ctx) => …)`) runs here, and
 * each of its reads and writes is a call of its own: it is no transaction. The server's clock follows this process's, fake timers
 * included; its timers do not.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { actionGeneric, getFunctionAddress, mutationGeneric, queryGeneric } from "convex/server";
import { ConvexError, convexToJson, jsonToConvex } from "convex/values";
import type { JSONValue, Value } from "convex/values";
import { afterAll, vi } from "vitest";
import type { RunningServer } from "../server.ts";
import { ADMIN_KEY, newDataFolder, startServer } from "../server.ts";

// What a suite passes is its own affair: this is the untyped end of a typed interface.
/* eslint-disable @typescript-eslint/no-explicit-any */
type Handler = (ctx: any, args?: any) => unknown;
type Identity = Record<string, unknown>;
type Syscalls = {
  syscall: (op: string, args: string) => string;
  asyncSyscall: (op: string, args: string) => Promise<string>;
  jsSyscall: (op: string, args: any) => unknown;
};

const real = { now: Date.now.bind(Date), setTimeout: globalThis.setTimeout };
const pause = () => new Promise((go) => real.setTimeout(go, 5));
const running = new AsyncLocalStorage<Syscalls>();
const current = (): Syscalls => {
  const syscalls = running.getStore();
  if (syscalls === undefined) throw new Error("Convex was called outside of a function");
  return syscalls;
};
(globalThis as { Convex?: Syscalls }).Convex = {
  syscall: (op, args) => current().syscall(op, args),
  asyncSyscall: (op, args) => current().asyncSyscall(op, args),
  jsSyscall: (op, args) => current().jsSyscall(op, args) as never,
};

/** Beside the functions on trial: runs in the server what a test does in place. */
const HELPER = `
  import { internalActionGeneric, internalMutationGeneric } from "convex/server";
  const run = async (ctx, { op, text }) => {
    if (op !== "collect") return await Convex.asyncSyscall(op, text);
    const { queryId } = JSON.parse(Convex.syscall("1.0/queryStream", text));
    const found = [];
    for (;;) {
      const { value, done } = JSON.parse(await Convex.asyncSyscall("1.0/queryStreamNext", JSON.stringify({ queryId })));
      if (done) return JSON.stringify(found);
      found.push(value);
    }
  };
  export const inMutation = internalMutationGeneric(run);
  export const sync = internalMutationGeneric((ctx, { op, text }) => Convex.syscall(op, text));
`;
const HELPER_MODULE = "conformanceHelper";

const servers: Promise<RunningServer>[] = [];
afterAll(async () => {
  for (const starting of servers) {
    const server = await starting;
    await server.stop();
    rmSync(server.dataFolder, { recursive: true, force: true });
  }
});

export function convexTest(first?: unknown, given?: Record<string, unknown>) {
  const modules = given ?? (first as { modules: Record<string, unknown> }).modules;
  const instance = new Instance(folderOf(Object.keys(modules)));
  return instance.accessor(null);
}

class Instance {
  readonly #folder: string;
  readonly #clockShiftFile: string;
  readonly #dataFolder = newDataFolder();
  #server: Promise<RunningServer> | null = null;
  #clock = "";

  constructor(folder: string) {
    this.#folder = folder;
    this.#clockShiftFile = join(this.#dataFolder, "clock-shift");
    this.#setClock();
  }

  accessor(identity: Identity | null): Record<string, any> {
    const call = (reference: unknown, args: unknown) => this.#call(reference, args, identity);
    const inPlace = (make: typeof mutationGeneric, method: string) => (target: unknown, args: unknown) =>
      typeof target === "function"
        ? this.#inPlace(make, method, target as Handler, args, identity)
        : call(target, args);
    return {
      query: inPlace(queryGeneric as never, "invokeQuery"),
      mutation: inPlace(mutationGeneric, "invokeMutation"),
      action: inPlace(actionGeneric as never, "invokeAction"),
      run: (handler: Handler) => this.#run(handler, identity),
      withIdentity: (attributes: Identity) => {
        const subject = attributes.subject ?? createHash("sha1").update(JSON.stringify(attributes)).digest("hex");
        return this.accessor({ issuer: "https://convex.test", ...attributes, subject });
      },
      fetch: async (path: string, init?: RequestInit) =>
        await fetch(`${(await this.#started()).siteUrl}${path}`, { redirect: "manual", ...init }),
      // The server has loaded them: convex.config names them.
      registerComponent: () => {},
      finishInProgressScheduledFunctions: () => this.#finish(() => {}),
      finishAllScheduledFunctions: (advance: () => void) => this.#finish(advance),
    };
  }

  async #started(): Promise<RunningServer> {
    this.#setClock();
    if (this.#server === null) {
      const cache = `${this.#folder}.cache`;
      if (existsSync(cache)) cpSync(cache, join(this.#dataFolder, "cache"), { recursive: true });
      this.#server = startServer({
        dataFolder: this.#dataFolder,
        functions: this.#folder,
        clockShiftFile: this.#clockShiftFile,
        env: functionsEnv(),
      });
      servers.push(this.#server);
      await this.#server;
      if (!existsSync(cache)) cpSync(join(this.#dataFolder, "cache"), cache, { recursive: true });
    }
    return await this.#server;
  }

  #setClock(): void {
    const isStill = vi.isFakeTimers();
    const shiftMs = Date.now() - real.now();
    // A millisecond between two looks at one clock is no jump.
    const text = isStill ? `=${Date.now()}` : String(Math.abs(shiftMs) < 50 ? 0 : shiftMs);
    if (text === this.#clock) return;
    this.#clock = text;
    writeFileSync(this.#clockShiftFile, text);
  }

  async #call(reference: unknown, args: unknown, identity: Identity | null): Promise<unknown> {
    const address = getFunctionAddress(reference as never) as { name?: string };
    if (address.name === undefined) throw new Error("Only the app's own functions are called by their references");
    return jsonToConvex(await this.#post(address.name, convexToJson((args ?? {}) as Value), identity));
  }

  async #post(path: string, args: JSONValue, identity: Identity | null): Promise<JSONValue> {
    const server = await this.#started();
    const acting = identity === null ? "" : `:${Buffer.from(JSON.stringify(identity)).toString("base64")}`;
    const response = await fetch(`${server.url}/api/function`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Convex ${ADMIN_KEY}${acting}` },
      body: JSON.stringify({ path, format: "convex_encoded_json", args: [args] }),
    });
    const answer = (await response.json()) as { value: JSONValue; errorMessage?: string; errorData?: JSONValue };
    if (response.ok) return answer.value;
    if (answer.errorData !== undefined) throw new ConvexError(jsonToConvex(answer.errorData) as Value);
    throw new Error(answer.errorMessage ?? JSON.stringify(answer));
  }

  async #remote(op: string, text: string, identity: Identity | null): Promise<string> {
    const path = `${HELPER_MODULE}:${op === "1.0/queryStream" || op.startsWith("1.0/db/") ? "sync" : "inMutation"}`;
    return (await this.#post(path, { op, text }, identity)) as string;
  }

  async #inPlace(
    make: typeof mutationGeneric,
    method: string,
    handler: Handler,
    args: unknown,
    identity: Identity | null,
  ) {
    const made = make({ handler } as never) as unknown as Record<string, (...given: string[]) => Promise<string>>;
    const text = JSON.stringify([convexToJson((args ?? {}) as Value)]);
    const result = await running.run(this.#syscalls(identity), () =>
      method === "invokeAction" ? made[method]!("in place", text) : made[method]!(text),
    );
    return jsonToConvex(JSON.parse(result) as JSONValue);
  }

  /** A mutation's context with an action's storage, as convex-test has it. What it returns need be no Convex value. */
  async #run(handler: Handler, identity: Identity | null): Promise<unknown> {
    let storage: unknown;
    const keep = async (ctx: { storage: unknown }) => void (storage = ctx.storage);
    await this.#inPlace(actionGeneric as never, "invokeAction", keep, {}, identity);
    let result: unknown;
    const inMutation: Handler = async (ctx: object) => void (result = await handler({ ...ctx, storage }));
    await this.#inPlace(mutationGeneric, "invokeMutation", inMutation, {}, identity);
    return result;
  }

  #syscalls(identity: Identity | null): Syscalls {
    const streams = new Map<number, { query: string; rows: Promise<Value[]> | null; at: number }>();
    const next = async (queryId: number): Promise<string> => {
      const stream = streams.get(queryId)!;
      stream.rows ??= this.#remote("collect", stream.query, identity).then((text) => JSON.parse(text) as Value[]);
      const rows = await stream.rows;
      const isDone = stream.at >= rows.length;
      return JSON.stringify({ value: isDone ? null : rows[stream.at++], done: isDone });
    };
    return {
      syscall: (op, args) => {
        if (op === "1.0/queryCleanup") return "null";
        if (op !== "1.0/queryStream") throw new Error(`${op} cannot be asked in place`);
        streams.set(streams.size, { query: args, rows: null, at: 0 });
        return JSON.stringify({ queryId: streams.size - 1 });
      },
      asyncSyscall: async (op, args) => {
        const fields = JSON.parse(args) as { queryId?: number; name?: string; args?: JSONValue };
        if (op === "1.0/queryStreamNext") return await next(fields.queryId!);
        if (op === "1.0/getUserIdentity") return JSON.stringify(identity);
        if (/^1\.0\/actions\/(query|mutation|action)$/.test(op))
          return JSON.stringify(await this.#post(fields.name!, fields.args ?? {}, identity));
        return await this.#remote(op.replace("1.0/actions/schedule", "1.0/schedule"), args, identity);
      },
      jsSyscall: async (op, { blob, storageId }: { blob?: Blob; storageId?: string }) => {
        const text = JSON.stringify({ storageId, requestId: "", version: "" });
        if (op === "storage/getBlob") {
          const url = JSON.parse(await this.#remote("1.0/storageGetUrl", text, identity)) as string | null;
          return url === null ? null : await (await fetch(url)).blob();
        }
        const url = JSON.parse(await this.#remote("1.0/storageGenerateUploadUrl", text, identity)) as string;
        const answer = await fetch(url, { method: "POST", body: blob!, headers: { "Content-Type": blob!.type } });
        return ((await answer.json()) as { storageId: string }).storageId;
      },
    };
  }

  /** Until nothing is left that is due or runs. */
  async #finish(advance: () => void): Promise<void> {
    for (let look = 0; look < 2000; look++) {
      advance();
      const query = {
        source: { type: "FullTableScan", tableName: "_scheduled_functions", order: null },
        operators: [],
      };
      await this.#started();
      const jobs = JSON.parse(await this.#remote("collect", JSON.stringify({ query }), null)) as {
        state: { kind: string };
        scheduledTime: number;
      }[];
      const isLeft = ({ state, scheduledTime }: (typeof jobs)[number]) =>
        state.kind === "inProgress" || (state.kind === "pending" && scheduledTime <= Date.now());
      if (!jobs.some(isLeft)) return;
      await pause();
    }
    throw new Error("Scheduled functions do not come to an end");
  }
}

/** A folder of links to the modules of a suite, with our helper beside them. */
function folderOf(keys: string[]): string {
  const api = keys.find((key) => /_generated\/api\.[jt]s$/.test(key));
  if (api === undefined) throw new Error("The modules hold no _generated/api");
  const source = dirname(dirname(resolve(dirname(callerFile()), api)));
  const folder = join(shared, createHash("sha1").update(source).digest("hex").slice(0, 12), "convex");
  if (!existsSync(folder)) {
    link(source, folder);
    writeFileSync(join(folder, `${HELPER_MODULE}.js`), HELPER);
  }
  return folder;
}

const shared = newDataFolder();
afterAll(() => rmSync(shared, { recursive: true, force: true }));

function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (statSync(path).isDirectory()) link(path, join(to, name));
    else if (!name.includes(".test.") && !name.includes(".helpers.")) symlinkSync(path, join(to, name));
  }
}

/** The first file of the stack that is not this one. */
function callerFile(): string {
  const here = import.meta.url;
  for (const line of (new Error("where").stack ?? "").split("\n").slice(1)) {
    const [, file] = /\(?((?:file:\/\/)?\/[^()]+?)(?:\?[^:]*)?:\d+:\d+\)?$/.exec(line.trim()) ?? [];
    if (file === undefined || here.endsWith(file) || file.includes("/conformance/convexTest")) continue;
    return file.startsWith("file:") ? fileURLToPath(file) : file;
  }
  throw new Error("Nobody called");
}

/** What a test has set for its functions: nothing of the machine's own. */
function functionsEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !(entry[0] in machineEnv) &&
        /^[A-Z][A-Z0-9_]{0,39}$/.test(entry[0]) &&
        !/['\n]/.test(entry[1]),
    ),
  );
}
const machineEnv = { ...process.env };
