/** Puts a functions folder and a data folder together into a running engine. */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { FunctionError, SetupError } from "../protocol/errors.ts";
import { Checkpoints } from "../storage/checkpoints.ts";
import { openDatabase } from "../storage/database.ts";
import { Documents } from "../storage/documents.ts";
import { Durability } from "../storage/durability.ts";
import { FileStore } from "../storage/files.ts";
import { ActionRuntime } from "./actions.ts";
import type { Provider } from "./auth.ts";
import { Authenticator } from "./auth.ts";
import { addressOf } from "./address.ts";
import { Clock } from "./clock.ts";
import type { Component } from "./components.ts";
import { loadComponents } from "./components.ts";
import type { CronJob } from "./crons.ts";
import { Engine } from "./engine.ts";
import { FileService } from "./fileService.ts";
import { Registry } from "./registry.ts";
import { Scheduler } from "./scheduler.ts";
import type { SchemaJson } from "./schema.ts";
import { TableSchemas } from "./schema.ts";
import type { StackMapper } from "./stacks.ts";
import { Snapshots } from "./snapshots.ts";
import { readThrown } from "./stacks.ts";
import { VARIABLES } from "./systemTables.ts";

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
  snapshots: Snapshots;
  /** Call it after `_environment_variables` was written: functions see the new values from then on. */
  variablesChanged: () => void;
  close: () => Promise<void>;
};

/** @throws SetupError for anything in the folders that keeps the functions from being served. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const functionsFolder = resolve(options.functionsFolder);
  const dataFolder = resolve(options.dataFolder);
  const { sql, file, close } = openDatabase(dataFolder);
  try {
    const documents = new Documents(sql);
    const stored = storedVariables(documents);
    const components = await loadComponents(functionsFolder, dataFolder, { ...options.env, ...stored });
    const app = components[0]!; // the app itself is always the first
    const registry = new Registry();
    for (const { path, modules } of components) {
      for (const [module, exports] of modules) addToRegistry(registry, path, module, exports, "default");
    }
    const schemas = new TableSchemas(
      documents,
      new Map(components.map(({ path, modules }) => [path, readSchema(modules.get("schema")?.default)])),
    );
    schemas.apply();
    const secret = instanceSecret(documents);
    const files = new FileService(new FileStore(sql, dataFolder), secret, () => options.cloudUrl);
    const clock = new Clock(BigInt(documents.getMeta("last_ts") ?? "0"));
    const code = new Map(components.map(({ path, isolate, stacks }) => [path, { isolate, stacks: stacks.default }]));
    const engine = new Engine(documents, new Durability(`${file}-wal`, endOnFailedFlush), files, clock, {
      registry,
      isolate: app.isolate,
      code,
      schemas,
    });
    const checkpoints = new Checkpoints(sql, file);
    engine.onCommit.push(({ touched }) => checkpoints.committed(touched.length));
    const actions = new ActionRuntime(engine, components);
    for (const { path, bundle, stacks } of components) {
      for (const module of bundle.nodeModules) {
        const exports = loadModule(module, () => actions.nodeModule(path, module), stacks.node);
        addToRegistry(registry, path, module, exports, "node");
      }
    }
    const authenticator = new Authenticator(readProviders(app.modules.get("auth.config")?.default));
    const scheduler = new Scheduler(engine, actions, cronsOf(components));
    await scheduler.start();
    return {
      engine,
      actions,
      authenticator,
      snapshots: new Snapshots(engine, dataFolder),
      variablesChanged: () => {
        app.env = { ...options.env, ...storedVariables(documents) };
        app.isolate.setEnv(app.env);
      },
      close: async () => {
        scheduler.stop();
        // The last commits are in the queue: they go first.
        await engine.write(() => {});
        await actions.close();
        for (const { isolate } of components) isolate.close();
        await checkpoints.close();
        engine.durability.close();
        documents.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What the kernel could not write it may have dropped: only a new start reads what is really there. */
function endOnFailedFlush(error: Error): void {
  console.error(`storage/flush_failed: The disk did not take the last commits: ${error.message}. The process ends.`);
  process.exit(1);
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
  component: string,
  path: string,
  exports: Record<string, unknown>,
  runtime: "default" | "node",
): void {
  try {
    registry.addModule(component, path, exports, runtime);
  } catch (error) {
    const text = error instanceof FunctionError ? error.message : readThrown(error).message;
    throw new SetupError("functions/broken", `The functions of ${path} cannot be registered: ${text}`);
  }
}

function readSchema(exported: unknown): SchemaJson | null {
  if (exported === undefined) return null;
  return JSON.parse((exported as { export: () => string }).export()) as SchemaJson;
}

/** All crons by name; those of a component carry its path in name and function. */
function cronsOf(components: readonly Component[]): Record<string, CronJob> {
  return Object.fromEntries(
    components.flatMap(({ path, modules }) =>
      Object.entries(readCrons(modules.get("crons")?.default)).map(([name, job]) =>
        path === "" ? [name, job] : [`${path};${name}`, { ...job, name: addressOf(path, job.name) }],
      ),
    ),
  );
}

function readCrons(exported: unknown): Record<string, CronJob> {
  if (exported === undefined) return {};
  return JSON.parse((exported as { export: () => string }).export()) as Record<string, CronJob>;
}

function readProviders(exported: unknown): Provider[] {
  return ((exported as { providers?: Provider[] } | undefined)?.providers ?? []).map((provider) => ({ ...provider }));
}

/** What `npx convex env set` has set; it goes before the --env-file. */
function storedVariables(documents: Documents): Record<string, string> {
  const rows = [...documents.every(documents.catalog.get("", VARIABLES))];
  return Object.fromEntries(rows.map(({ name, value }) => [String(name), String(value)]));
}

function instanceSecret(documents: Documents): string {
  const stored = documents.getMeta("instance_secret");
  if (stored !== null) return stored;
  const secret = randomBytes(32).toString("hex");
  documents.setMeta("instance_secret", secret);
  return secret;
}
