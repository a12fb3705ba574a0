/** Puts a functions folder and a data folder together into a running engine. */
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { FunctionError, SetupError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";
import type { ValidatorJson } from "../protocol/validatorJson.ts";
import { findMismatch } from "../protocol/validate.ts";
import { openDatabase } from "../storage/database.ts";
import { Documents } from "../storage/documents.ts";
import { FileStore } from "../storage/files.ts";
import { ActionRuntime } from "./actions.ts";
import type { Provider } from "./auth.ts";
import { Authenticator } from "./auth.ts";
import { Clock } from "./clock.ts";
import type { CronJob } from "./crons.ts";
import { Engine } from "./engine.ts";
import { FileService } from "./fileService.ts";
import { Isolate } from "./isolate.ts";
import { bundleFunctions } from "./loader.ts";
import { Registry } from "./registry.ts";
import { Scheduler } from "./scheduler.ts";
import type { SchemaJson } from "./schema.ts";
import { TableSchemas } from "./schema.ts";
import { StackMapper, readThrown } from "./stacks.ts";

export type RuntimeOptions = {
  functionsFolder: string;
  dataFolder: string;
  env: Record<string, string>;
  cloudUrl: string;
};
export type Runtime = {
  engine: Engine;
  actions: ActionRuntime;
  authenticator: Authenticator;
  close: () => Promise<void>;
};

const BUNDLE_FILE = "functions.js";
const NODE_BUNDLE_FILE = "node-functions.js";

/** @throws SetupError for anything in the folders that keeps the functions from being served. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const functionsFolder = resolve(options.functionsFolder);
  const dataFolder = resolve(options.dataFolder);
  const { sql, close } = openDatabase(dataFolder);
  try {
    const bundle = await bundleFunctions(functionsFolder, join(dataFolder, "cache"));
    const stacks = new StackMapper(BUNDLE_FILE, bundle.default.map);
    const nodeStacks = new StackMapper(NODE_BUNDLE_FILE, bundle.node?.map ?? "{}");
    const isolate = new Isolate(bundle.default.code, BUNDLE_FILE, options.env);
    const registry = new Registry();
    const modules = new Map<string, Record<string, unknown>>();
    for (const path of bundle.defaultModules) {
      const exports = loadModule(path, () => isolate.module(path), stacks);
      modules.set(path, exports);
      addToRegistry(registry, path, exports, "default");
    }
    checkEnv(modules.get("convex.config")?.default, options.env);

    const documents = new Documents(sql);
    const schemas = new TableSchemas(documents, readSchema(modules.get("schema")?.default));
    schemas.apply();
    const secret = instanceSecret(documents);
    const files = new FileService(new FileStore(sql, dataFolder), secret, () => options.cloudUrl);
    const clock = new Clock(BigInt(documents.getMeta("last_ts") ?? "0"));
    const engine = new Engine(documents, files, clock, { registry, isolate, schemas, stacks });
    const actions = new ActionRuntime(engine, bundle, { default: stacks, node: nodeStacks }, options.env);
    for (const path of bundle.nodeModules) {
      addToRegistry(
        registry,
        path,
        loadModule(path, () => actions.nodeModule(path), nodeStacks),
        "node",
      );
    }
    const authenticator = new Authenticator(readProviders(modules.get("auth.config")?.default));
    const scheduler = new Scheduler(engine, actions, readCrons(modules.get("crons")?.default));
    await scheduler.start();
    return {
      engine,
      actions,
      authenticator,
      close: async () => {
        scheduler.stop();
        // The last commits are in the queue: they go first.
        await engine.write(() => {});
        isolate.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

function loadModule(
  path: string,
  load: () => Record<string, unknown> | undefined,
  stacks: StackMapper,
): Record<string, unknown> {
  try {
    return load() ?? {};
  } catch (error) {
    throw new SetupError("functions/broken", `Loading ${path} failed: ${stacks.describe(readThrown(error))}`);
  }
}

function addToRegistry(
  registry: Registry,
  path: string,
  exports: Record<string, unknown>,
  runtime: "default" | "node",
): void {
  try {
    registry.addModule(path, exports, runtime);
  } catch (error) {
    const text = error instanceof FunctionError ? error.message : readThrown(error).message;
    throw new SetupError("functions/broken", `The functions of ${path} cannot be registered: ${text}`);
  }
}

function readSchema(exported: unknown): SchemaJson | null {
  if (exported === undefined) return null;
  return JSON.parse((exported as { export: () => string }).export()) as SchemaJson;
}

function readCrons(exported: unknown): Record<string, CronJob> {
  if (exported === undefined) return {};
  return JSON.parse((exported as { export: () => string }).export()) as Record<string, CronJob>;
}

function readProviders(exported: unknown): Provider[] {
  return ((exported as { providers?: Provider[] } | undefined)?.providers ?? []).map((provider) => ({ ...provider }));
}

/** Environment variables that `defineApp({ env })` declares must be there and fit. */
function checkEnv(exported: unknown, env: Record<string, string>): void {
  const app = exported as
    | {
        export?: () => {
          envVars?: [string, { value: string; optional?: boolean }][];
          childComponents: { name: string }[];
        };
      }
    | undefined;
  const analysis = app?.export?.();
  if (analysis === undefined) return;
  const [component] = analysis.childComponents;
  if (component !== undefined) {
    throw new SetupError(
      "functions/components",
      `convex.config.ts uses the component "${component.name}": components are not served yet.`,
    );
  }
  for (const [name, { value, optional }] of analysis.envVars ?? []) {
    const given = env[name];
    if (given === undefined) {
      if (optional) continue;
      throw new SetupError(
        "env/missing",
        `convex.config.ts needs the environment variable ${name}. Put it into the --env-file.`,
      );
    }
    const mismatch = findMismatch(JSON.parse(value) as ValidatorJson, given as Json, () => undefined);
    if (mismatch !== null)
      throw new SetupError(
        "env/mismatch",
        `The environment variable ${name} does not fit convex.config.ts: ${mismatch}`,
      );
  }
}

function instanceSecret(documents: Documents): string {
  const stored = documents.getMeta("instance_secret");
  if (stored !== null) return stored;
  const secret = randomBytes(32).toString("hex");
  documents.setMeta("instance_secret", secret);
  return secret;
}
