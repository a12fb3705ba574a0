/** What a functions folder and the components that it uses come to: registered, their schemas read, ready to be served. */
import { FunctionError, SetupError } from "../protocol/errors.ts";
import type { Documents } from "../storage/documents.ts";
import type { ActionCode } from "./actionCode.ts";
import { addressOf } from "./address.ts";
import type { Provider } from "./auth.ts";
import type { Component } from "./components.ts";
import { loadComponents } from "./components.ts";
import type { CronJob } from "./crons.ts";
import type { Functions } from "./functions.ts";
import { Registry } from "./registry.ts";
import type { SchemaJson } from "./schema.ts";
import { TableSchemas } from "./schema.ts";
import type { StackMapper } from "./stacks.ts";
import { readThrown } from "./stacks.ts";

export type Application = {
  /** The app itself first. */
  components: Component[];
  functions: Functions;
  crons: Record<string, CronJob>;
  providers: Provider[];
};

/** Bundles and reads a folder. Nothing is stored. @throws SetupError for what keeps it from being served */
export async function loadApplication(
  functionsFolder: string,
  dataFolder: string,
  env: Record<string, string>,
  documents: Documents,
): Promise<Application> {
  const components = await loadComponents(functionsFolder, dataFolder, env);
  const app = components[0]!; // always there
  const registry = new Registry();
  for (const { path, modules } of components) {
    for (const [module, exports] of modules) addToRegistry(registry, path, module, exports, "default");
  }
  const schemas = new TableSchemas(
    documents,
    new Map(components.map(({ path, modules }) => [path, readSchema(modules.get("schema")?.default)])),
  );
  const code = new Map(components.map(({ path, isolate, stacks }) => [path, { isolate, stacks: stacks.default }]));
  return {
    components,
    functions: { registry, isolate: app.isolate, code, schemas },
    crons: cronsOf(components),
    providers: readProviders(app.modules.get("auth.config")?.default),
  };
}

/** Adds the "use node" actions, whose modules are evaluated apart. @throws SetupError for a module that does not load */
export function registerNodeActions({ components, functions }: Application, code: ActionCode): void {
  for (const { path, bundle, stacks } of components) {
    for (const module of bundle.nodeModules) {
      const exports = loadModule(module, () => code.nodeModule(path, module), stacks.node);
      addToRegistry(functions.registry, path, module, exports, "node");
    }
  }
}

/** Whether two applications run the same code. */
export function isSameCode(left: Application, right: Application): boolean {
  const codeOf = ({ components }: Application) =>
    components.map(({ path, bundle }) => [path, bundle.default.code, bundle.node?.code]);
  return JSON.stringify(codeOf(left)) === JSON.stringify(codeOf(right));
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
