/**
 * The component instances of an app: `convex.config` of the app uses components, which may use others. Each instance
 * has its own tables, files, jobs and environment; its code is bundled once for each definition.
 */
import { join } from "node:path";
import { SetupError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";
import { findMismatch } from "../protocol/validate.ts";
import type { ValidatorJson } from "../protocol/validatorJson.ts";
import { childPath } from "./address.ts";
import { Isolate } from "./isolate.ts";
import type { FunctionsBundle } from "./loader.ts";
import { bundleFunctions } from "./loader.ts";
import { StackMapper, readThrown } from "./stacks.ts";

export type Component = {
  /** "" for the app. */
  path: string;
  env: Record<string, string>;
  bundle: FunctionsBundle;
  isolate: Isolate;
  stacks: { default: StackMapper; node: StackMapper };
  /** What the modules of the default runtime export, by their paths. */
  modules: Map<string, Record<string, unknown>>;
  /** Where HTTP routes of components begin below this one's, longest first. */
  mounts: Mount[];
};

/** Paths that begin with `prefix`, which ends in "/", are the component's, without it. */
export type Mount = { prefix: string; component: string };

type EnvValue = { type: "value"; value: string } | { type: "envVar"; name: string };
type Analysis = {
  envVars?: [string, { value: string; optional?: boolean }][];
  childComponents: { name: string; path: string; env: [string, EnvValue][] | null }[];
  httpMounts?: Record<string, string>;
};

/** The bundles' names in stack traces. */
export const bundleFile = (component: string, runtime: "default" | "node"): string =>
  `${component === "" ? "" : `${component.replaceAll("/", ".")}.`}${runtime === "node" ? "node-functions.js" : "functions.js"}`;

/**
 * The app first, then its components, parents before children.
 * @throws SetupError for code that does not load, and for environment variables that are missing or do not fit
 */
export async function loadComponents(
  folder: string,
  dataFolder: string,
  env: Record<string, string>,
): Promise<Component[]> {
  const bundles = new Map<string, FunctionsBundle>();
  const components: Component[] = [];
  const load = async (path: string, definition: string, given: Record<string, string>): Promise<void> => {
    const bundle =
      bundles.get(definition) ?? (await bundleFunctions(definition, join(dataFolder, "cache"), path === ""));
    bundles.set(definition, bundle);
    const component = makeComponent(path, given, bundle);
    components.push(component);
    const analysis = analysisOf(component);
    if (analysis === null) return;
    checkEnv(path, analysis, given);
    component.mounts = mountsOf(path, analysis);
    for (const child of analysis.childComponents) {
      await load(childPath(path, child.name), child.path, childEnv(child.env ?? [], given));
    }
  };
  await load("", folder, env);
  const [app, ...others] = components;
  app!.isolate.linked.push(...others.map(({ isolate }) => isolate));
  return components;
}

function makeComponent(path: string, env: Record<string, string>, bundle: FunctionsBundle): Component {
  const file = bundleFile(path, "default");
  const stacks = {
    default: new StackMapper(file, bundle.default.map),
    node: new StackMapper(bundleFile(path, "node"), bundle.node?.map ?? "{}"),
  };
  const isolate = new Isolate(bundle.default.code, file, env);
  const modules = new Map<string, Record<string, unknown>>();
  for (const module of bundle.defaultModules) {
    try {
      modules.set(module, isolate.module(module) ?? {});
    } catch (error) {
      const where = path === "" ? module : `${module} of the component ${path}`;
      throw new SetupError(
        "functions/broken",
        `Loading ${where} failed: ${stacks.default.describe(readThrown(error))}`,
      );
    }
  }
  return { path, env, bundle, isolate, stacks, modules, mounts: [] };
}

function analysisOf({ modules }: Component): Analysis | null {
  const exported = modules.get("convex.config")?.default as { export?: () => Analysis } | undefined;
  return exported?.export?.() ?? null;
}

function mountsOf(path: string, { httpMounts = {} }: Analysis): Mount[] {
  return Object.entries(httpMounts)
    .map(([prefix, reference]) => ({
      prefix,
      component: childPath(path, reference.slice(reference.lastIndexOf("/") + 1)),
    }))
    .sort((left, right) => right.prefix.length - left.prefix.length);
}

function childEnv(declared: readonly [string, EnvValue][], parent: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    declared.flatMap(([name, value]) => {
      const text = value.type === "value" ? value.value : parent[value.name];
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** Environment variables that a definition declares must be there and fit. */
function checkEnv(path: string, { envVars = [] }: Analysis, env: Record<string, string>): void {
  const who = path === "" ? "convex.config.ts" : `The component ${path}`;
  for (const [name, { value, optional }] of envVars) {
    const given = env[name];
    if (given === undefined) {
      if (optional) continue;
      throw new SetupError("env/missing", `${who} needs the environment variable ${name}. Put it into the --env-file.`);
    }
    const mismatch = findMismatch(JSON.parse(value) as ValidatorJson, given as Json, () => undefined);
    if (mismatch !== null) {
      throw new SetupError("env/mismatch", `The environment variable ${name} does not fit ${who}: ${mismatch}`);
    }
  }
}
