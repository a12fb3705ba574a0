/**
 * Runs actions and HTTP actions: concurrent, in the main realm, with Node's fetch, Web crypto and timers. Which
 * action a syscall belongs to is kept by AsyncLocalStorage, since all actions share one copy of the modules.
 * "use node" actions run in a thread of their own: here, their modules are only read for what they export.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { FunctionError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { Transaction } from "../storage/transaction.ts";
import type { ComponentCode } from "./actionCode.ts";
import { ActionCode } from "./actionCode.ts";
import { addressIn, handleOf } from "./address.ts";
import { addLogLine, newRequestId } from "./callTree.ts";
import type { Modules } from "./bundleModules.ts";
import { consoleTo, loadModules } from "./bundleModules.ts";
import type { Component } from "./components.ts";
import { bundleFile } from "./components.ts";
import type { Engine } from "./engine.ts";
import type { Caller } from "./identity.ts";
import { formatLog } from "./isolate.ts";
import type { Bundle } from "./loader.ts";
import { NodeThread } from "./nodeThread.ts";
import type { MutationOutcome, Outcome } from "./outcomes.ts";
import { printFailure } from "./outcomes.ts";
import { readThrown } from "./stacks.ts";
import type { StackMapper, ThrownError } from "./stacks.ts";
import { fileMetadata, mustHaveDigest } from "./syscalls.ts";
import { runVectorSearch } from "./vectorSearch.ts";

const ACTION_LIMIT_MS = 10 * 60 * 1000;

type ActionCall = {
  path: string;
  component: string;
  caller: Caller;
  requestId: string;
  logLines: string[];
  scheduledFunctionId: string | null;
  /** No client gets the log of an HTTP action: it goes to the server's output. */
  isHttp: boolean;
};
type Router = { lookup: (path: string, method: string) => readonly [HttpHandler, string, string] | null };
type HttpHandler = { invokeHttpAction: (request: Request) => Promise<Response> };

export class ActionRuntime {
  readonly #engine: Engine;
  readonly #running = new AsyncLocalStorage<ActionCall>();
  #code: ActionCode | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Evaluates the bundles of components, to be used later or not at all. */
  load(components: readonly Component[]): ActionCode {
    const nodeThread = new NodeThread(
      components.flatMap(({ path, bundle }) =>
        bundle.node === null ? [] : [{ component: path, code: bundle.node.code, filename: bundleFile(path, "node") }],
      ),
    );
    const code = new Map<string, ComponentCode>();
    for (const component of components) {
      const { path, bundle, stacks, mounts } = component;
      // Read at each use: an administrator may change variables while we run.
      const env = () => Object.freeze({ ...component.env });
      const node =
        bundle.node === null
          ? {}
          : this.#load(bundle.node, bundleFile(path, "node"), Object.create(process, { env: { get: env } }));
      const environment = Object.defineProperty({}, "env", { get: env });
      const modules = { default: this.#load(bundle.default, bundleFile(path, "default"), environment), node };
      code.set(path, { modules, stacks, env, mounts });
    }
    return new ActionCode(code, nodeThread);
  }

  /** Runs this code from now on. What runs already ends where it began. */
  use(code: ActionCode): void {
    this.#code?.nodeThread.retire();
    this.#code = code;
  }

  /** Runs an action to its end. Never throws for what user code does. */
  async run(
    path: string,
    args: Json,
    caller: Caller,
    options: { canCallInternal?: boolean; scheduledFunctionId?: string } = {},
  ): Promise<Outcome> {
    const call = this.#newCall(path, caller, options.scheduledFunctionId ?? null);
    const startedMs = performance.now();
    const { registry } = this.#engine.functions;
    const ended = (outcome: Outcome): Outcome => {
      this.#engine.callLog.record(registry.get(path), outcome, performance.now() - startedMs);
      return outcome;
    };
    try {
      const target = registry.find(path, "action", options.canCallInternal ?? caller.isAdmin);
      this.#engine.calls.checkArgs(target, args);
      call.component = target.component;
      call.path = target.path;
      const code = this.#loaded.of(target.component);
      const text = JSON.stringify([args]);
      let value: string;
      try {
        if (target.runtime === "node") {
          value = await withLimit(this.#runInThread(target, call, text, code));
        } else {
          const registered = code.modules.default[target.module]?.()[target.name] as {
            invokeAction: (requestId: string, args: string) => Promise<string>;
          };
          value = await withLimit(this.#running.run(call, () => registered.invokeAction(call.requestId, text)));
        }
      } catch (error) {
        throw toFunctionError(error, code.stacks[target.runtime]);
      }
      this.#engine.calls.checkReturns(target, value);
      return ended({ ok: true, value, logLines: call.logLines });
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      const failed: Outcome = {
        ok: false,
        message: error.message,
        data: error.data,
        logLines: call.logLines,
        requestId: call.requestId,
      };
      printFailure(failed, this.#engine.isProduction);
      return ended(failed);
    }
  }

  #runInThread(
    { component, module, name }: { component: string; module: string; name: string },
    call: ActionCall,
    args: string,
    { env: variables, stacks }: ComponentCode,
  ): Promise<string> {
    const env = { ...variables() };
    return this.#loaded.nodeThread.run(
      { component, module, name, requestId: call.requestId, args, env },
      {
        syscall: (op, text) => this.#running.run(call, () => this.#asyncSyscall(op, text)),
        jsSyscall: (op, values) => this.#running.run(call, () => this.#jsSyscall(op, values)),
        log: (level, text) => addLogLine(call.logLines, level, text),
        toError: (thrown) => functionErrorOf(thrown, stacks.node),
      },
    );
  }

  /** Ends what still runs in the thread of "use node" actions. */
  async close(): Promise<void> {
    await this.#loaded.nodeThread.close();
  }

  /** Answers a request to the site; a thrown error becomes Convex's 500. */
  async answer(request: Request, caller: Caller): Promise<Response> {
    const { pathname } = new URL(request.url);
    const { component, path } = this.#loaded.routeOf(pathname);
    const { modules, stacks } = this.#loaded.of(component);
    const router = modules.default.http?.().default as Router | undefined;
    if (router === undefined) {
      return new Response("This Convex deployment does not have HTTP actions enabled.", { status: 404 });
    }
    const found = router.lookup(path, request.method);
    if (found === null) return new Response("No matching routes found", { status: 404 });
    const name = `http:${request.method} ${pathname}`;
    const call = { ...this.#newCall(name, caller, null), component, isHttp: true };
    try {
      const response = await this.#running.run(call, () => found[0].invokeHttpAction(request));
      if (response instanceof Response) return response;
      throw new Error(`The HTTP action for ${pathname} returned no Response`);
    } catch (error) {
      const failure = toFunctionError(error, stacks.default);
      const [first = "", ...trace] = failure.message.trimEnd().split("\n");
      const body: JsonObject = {
        code: `[Request ID: ${call.requestId}] Server Error: ${first}`,
        trace: trace.join("\n"),
      };
      if (failure.data !== undefined) body.data = failure.data;
      console.error(`${call.path}: ${failure.message.trimEnd()}`);
      return Response.json(body, { status: 500 });
    }
  }

  get #loaded(): ActionCode {
    return this.#code!; // set before the first call
  }

  #newCall(path: string, caller: Caller, scheduledFunctionId: string | null): ActionCall {
    return { path, component: "", caller, requestId: newRequestId(), logLines: [], scheduledFunctionId, isHttp: false };
  }

  #load(bundle: Bundle, filename: string, process: unknown): Modules {
    return loadModules(bundle.code, filename, {
      console: consoleTo((level, args) => {
        const call = this.#running.getStore();
        if (call === undefined) return;
        if (call.isHttp) console.log(`${call.path} [${level.toUpperCase()}] ${formatLog(args)}`);
        else addLogLine(call.logLines, level, formatLog(args));
      }),
      process,
      convex: {
        syscall: (op, args) => this.#syscall(op, args),
        asyncSyscall: (op, args) => this.#asyncSyscall(op, args),
        jsSyscall: (op, args) => this.#jsSyscall(op, args),
      },
    });
  }

  #current(op: string): ActionCall {
    const call = this.#running.getStore();
    if (call === undefined) throw new Error(`${op} was called outside of an action`);
    return call;
  }

  #syscall(op: string, _args: string): string {
    throw new Error(`Unknown operation ${op} in an action`);
  }

  async #asyncSyscall(op: string, text: string): Promise<string> {
    const call = this.#current(op);
    try {
      return await this.#answer(call, op, JSON.parse(text) as Record<string, Json>);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      // Convex's own wrapper takes `data` as decoded JSON from here.
      throw Object.assign(new Error(error.message.trimEnd()), error.data === undefined ? {} : { data: error.data });
    }
  }

  async #answer(call: ActionCall, op: string, args: Record<string, Json>): Promise<string> {
    const { files, scheduling, clock } = this.#engine;
    const { component } = call;
    switch (op) {
      case "1.0/actions/query":
        return valueOf(
          await this.#engine.queryStored(addressIn(component, args), args.args ?? {}, call.caller, {
            canCallInternal: true,
          }),
          call,
        );
      case "1.0/actions/mutation": {
        const request = {
          path: addressIn(component, args),
          args: args.args ?? {},
          caller: call.caller,
          canCallInternal: true,
        };
        return valueOf(await this.#engine.mutateAsync(request), call);
      }
      case "1.0/actions/action":
        return valueOf(
          await this.run(addressIn(component, args), args.args ?? {}, call.caller, { canCallInternal: true }),
          call,
        );
      case "1.0/actions/schedule": {
        const address = addressIn(component, args);
        const id = await this.#engine.write((transaction) =>
          scheduling.add(transaction, component, address, args.args ?? {}, (args.ts as number) * 1000),
        );
        return JSON.stringify(id);
      }
      case "1.0/actions/cancel_job":
        await this.#engine.write((transaction) => scheduling.cancel(transaction, component, args.id ?? null));
        return "null";
      case "1.0/actions/vectorSearch":
        return JSON.stringify({ results: runVectorSearch(this.#readContext(component), args.query as JsonObject) });
      case "1.0/getUserIdentity":
        return JSON.stringify(component === "" ? call.caller.identity : null);
      case "1.0/createFunctionHandle":
        return JSON.stringify(handleOf(addressIn(component, args)));
      case "1.0/storageGenerateUploadUrl":
        return JSON.stringify(files.uploadUrl(component, Date.now()));
      case "1.0/storageGetUrl":
        return JSON.stringify(files.url(this.#readContext(component).transaction, component, args.storageId ?? null));
      case "1.0/storageGetMetadata": {
        const found = files.find(this.#readContext(component).transaction, component, args.storageId ?? null);
        return JSON.stringify(found === null ? null : fileMetadata(found.document));
      }
      case "1.0/storageDelete":
        await this.#engine.write((transaction, afterCommit) => {
          afterCommit.push(files.remove(transaction, component, args.storageId ?? null));
        });
        return "null";
      case "1.0/getFunctionMetadata":
        return JSON.stringify({ name: call.path, componentPath: component });
      case "1.0/getRequestMetadata":
        return JSON.stringify({
          ip: call.caller.ip ?? null,
          userAgent: null,
          requestId: call.requestId,
          scheduledFunctionId: call.scheduledFunctionId,
          authToken: null,
        });
      case "1.0/getDeploymentMetadata":
        return JSON.stringify({ name: "embedded", region: null, class: "local" });
      case "1.0/getSnapshotTs":
        return String(clock.lastTs);
      case "1.0/auditLog":
        return "null";
      default:
        throw new FunctionError(`Unknown async operation ${op}`);
    }
  }

  #jsSyscall(op: string, args: Record<string, unknown>): unknown {
    const { component } = this.#current(op);
    switch (op) {
      case "storage/storeBlob":
        return this.#storeBlob(component, args.blob as Blob, args.options as { sha256?: string } | undefined);
      case "storage/getBlob":
        return this.#getBlob(component, args.storageId as string);
      default:
        throw new Error(`Unknown operation ${op} in an action`);
    }
  }

  async #storeBlob(component: string, blob: Blob, options: { sha256?: string } | undefined): Promise<string> {
    if (!(blob instanceof Blob)) {
      throw new Error(
        "store() expects a Blob. If you are trying to store a Request, `await request.blob()` will give you the correct input.",
      );
    }
    const { files } = this.#engine;
    const file = await files.store.receive(Readable.fromWeb(blob.stream() as NodeReadableStream));
    try {
      mustHaveDigest(file.sha256, options?.sha256);
      return await this.#engine.write((transaction) => files.add(transaction, component, file, blob.type));
    } catch (error) {
      files.store.drop(file.uuid);
      throw error;
    }
  }

  async #getBlob(component: string, storageId: string): Promise<Blob | null> {
    const { files } = this.#engine;
    const found = files.find(this.#readContext(component).transaction, component, storageId);
    if (found === null) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of files.store.read(found.uuid)) chunks.push(chunk as Buffer);
    return new Blob(chunks as BlobPart[], { type: (found.document.contentType as string | undefined) ?? "" });
  }

  #readContext(component: string) {
    const { documents, functions, clock } = this.#engine;
    const transaction = new Transaction({
      documents,
      canWrite: false,
      nextCreationTimeMs: () => clock.nextCreationTimeMs(),
      schemaCheck: functions.schemas.check,
    });
    return { transaction, component, schemas: functions.schemas };
  }
}

function toFunctionError(error: unknown, stacks: StackMapper): FunctionError {
  if (error instanceof FunctionError) return error;
  return functionErrorOf(readThrown(error), stacks);
}

function functionErrorOf(thrown: ThrownError, stacks: StackMapper): FunctionError {
  const data = thrown.data === undefined ? undefined : (JSON.parse(thrown.data) as Json);
  return new FunctionError(stacks.describe(thrown), data);
}

/** The value of a call made by an action. @throws FunctionError when it failed; its log joins the action's. */
function valueOf(outcome: Outcome | MutationOutcome, call: ActionCall): string {
  for (const line of outcome.logLines) if (call.logLines.length < 256) call.logLines.push(line);
  if (outcome.ok) return outcome.value;
  throw new FunctionError(outcome.message, outcome.data);
}

/** Gives up on an action after its time; what it still does has nobody to answer to. */
function withLimit<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new FunctionError(`Function execution timed out (maximum duration: ${ACTION_LIMIT_MS / 1000}s)`)),
      ACTION_LIMIT_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
