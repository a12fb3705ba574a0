/**
 * Reads a functions folder: bundles it with esbuild (default runtime and "use node" apart) and finds its modules.
 * Packages come from the folder's own node_modules first, then from ours.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { SetupError } from "../protocol/errors.ts";
import { definitionsPlugin, inputFile } from "./definitions.ts";

export type Bundle = { code: string; map: string };
export type FunctionsBundle = {
  /** Module paths without extension, "/" between folders. */
  defaultModules: string[];
  nodeModules: string[];
  /** Functions of the default runtime, for isolates and actions alike. */
  default: Bundle;
  /** Files that open with "use node"; null when there are none. */
  node: Bundle | null;
};

const SOURCE_FILE = /\.(ts|tsx|js|jsx|mts|mjs)$/;
const OUR_PACKAGES = resolve(dirname(fileURLToPath(import.meta.url)), "../../node_modules");

/** @throws SetupError "functions/missing" or "functions/broken" with esbuild's own words. */
export async function bundleFunctions(
  folder: string,
  cacheFolder: string | null,
  isApp = true,
): Promise<FunctionsBundle> {
  if (!existsSync(folder)) {
    throw new SetupError("functions/missing", `There is no functions folder ${folder}. Pass it with --functions.`);
  }
  // The app's cache keeps its name whatever folder it is served from; each component has one of its own.
  const name = isApp ? "" : `-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
  const files = listModules(folder);
  const nodeFiles = files.filter((file) => opensWithUseNode(join(folder, file)));
  const defaultFiles = files.filter((file) => !nodeFiles.includes(file));
  return {
    defaultModules: defaultFiles.map(modulePath),
    nodeModules: nodeFiles.map(modulePath),
    default: await build(folder, defaultFiles, "browser", cacheFolder, name),
    node: nodeFiles.length === 0 ? null : await build(folder, nodeFiles, "node", cacheFolder, name),
  };
}

/** Files that Convex takes for modules: not tests (two dots), not generated, not another component's folder. */
function listModules(folder: string): string[] {
  const found: string[] = [];
  const visit = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(current, entry.name);
      if (entry.name.startsWith(".") || entry.name.startsWith("#") || entry.name.includes(" ")) continue;
      if (entry.isDirectory()) {
        if (entry.name === "_generated" || entry.name === "node_modules") continue;
        if (existsSync(join(path, "convex.config.ts"))) continue;
        visit(path);
      } else if (SOURCE_FILE.test(entry.name) && entry.name.split(".").length === (isConfig(entry.name) ? 3 : 2)) {
        found.push(relative(folder, path).split(sep).join("/"));
      }
    }
  };
  visit(folder);
  return found;
}

function isConfig(name: string): boolean {
  return name.startsWith("auth.config.") || name.startsWith("convex.config.");
}

function modulePath(file: string): string {
  return file.replace(SOURCE_FILE, "");
}

function opensWithUseNode(file: string): boolean {
  const code = readFileSync(file, "utf8").replace(/^(\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)+/, "");
  return code.startsWith('"use node"') || code.startsWith("'use node'");
}

/** Packages that "use node" files load at run time instead of carrying them, as `convex.json` beside the folder names them. */
function externalPackages(folder: string): string[] {
  const file = join(dirname(folder), "convex.json");
  if (!existsSync(file)) return [];
  const { node } = JSON.parse(readFileSync(file, "utf8")) as { node?: { externalPackages?: string[] } };
  return node?.externalPackages ?? [];
}

async function build(
  folder: string,
  files: string[],
  platform: "browser" | "node",
  cacheFolder: string | null,
  name: string,
): Promise<Bundle> {
  const entries = files.map(
    (file) => `${JSON.stringify(modulePath(file))}: () => require(${JSON.stringify(`./${file}`)})`,
  );
  const shared: BuildOptions = {
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: "cjs",
    platform,
    target: "esnext",
    conditions: ["convex", "module"],
    keepNames: true,
    nodePaths: [OUR_PACKAGES],
    external: platform === "node" ? externalPackages(folder) : [],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  };
  const cached = cacheFolder === null ? null : readCache(folder, cacheFolder, `${platform}${name}`, entries);
  if (cached !== null) return cached;
  // esbuild starts a process of its own: it is loaded only when the cached bundle is out of date.
  const esbuild = await import("esbuild");
  try {
    const result = await esbuild.build({
      ...shared,
      stdin: {
        contents: `module.exports = {\n${entries.join(",\n")}\n};`,
        resolveDir: folder,
        sourcefile: "embedded-entry.js",
      },
      sourcemap: "external",
      sourcesContent: false,
      outfile: join(folder, "functions.js"),
      metafile: true,
      plugins: [definitionsPlugin(esbuild, shared)],
    });
    const code = quickNames(result.outputFiles?.find((file) => file.path.endsWith(".js"))?.text ?? "");
    const map = result.outputFiles?.find((file) => file.path.endsWith(".map"))?.text ?? "{}";
    const bundle = { code: `(function (module, exports, require) {${code}\n})`, map };
    const inputs = Object.keys(result.metafile?.inputs ?? {})
      .filter((input) => input !== "embedded-entry.js")
      .map(inputFile);
    if (cacheFolder !== null) writeCache(folder, cacheFolder, `${platform}${name}`, entries, inputs, bundle);
    return bundle;
  } catch (error) {
    const errors = (error as { errors?: { text: string; location?: { file: string; line: number } }[] }).errors ?? [];
    const lines = errors.map(
      ({ text, location }) => `  ${location ? `${location.file}:${location.line}: ` : ""}${text}`,
    );
    throw new SetupError(
      "functions/broken",
      `The functions in ${folder} do not bundle:\n${lines.join("\n") || String(error)}`,
    );
  } finally {
    await esbuild.stop();
  }
}

/** Functions mostly have the name already that `keepNames` would give them; giving it costs more than making them. */
function quickNames(code: string): string {
  return code.replace(/^var __name = \(target, value\) => (?=__defProp\()/m, "$&target.name === value ? target : ");
}

type CacheEntry = { key: string; inputs: [file: string, hash: string][]; bundle: Bundle };

function cacheFile(cacheFolder: string, platform: string): string {
  return join(cacheFolder, `bundle-${platform}.json`);
}

function readCache(folder: string, cacheFolder: string, platform: string, entries: string[]): Bundle | null {
  try {
    const entry = JSON.parse(readFileSync(cacheFile(cacheFolder, platform), "utf8")) as CacheEntry;
    if (entry.key !== cacheKey(folder, entries)) return null;
    for (const [file, hash] of entry.inputs) if (hashOf(resolve(folder, file)) !== hash) return null;
    return entry.bundle;
  } catch {
    // No cache, or one that cannot be read: build anew.
    return null;
  }
}

function writeCache(
  folder: string,
  cacheFolder: string,
  platform: string,
  entries: string[],
  inputs: string[],
  bundle: Bundle,
): void {
  const entry: CacheEntry = {
    key: cacheKey(folder, entries),
    inputs: inputs.map((file) => [file, hashOf(resolve(folder, file))]),
    bundle,
  };
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(cacheFile(cacheFolder, platform), JSON.stringify(entry));
}

/** Changes with the way we bundle too: 4 is the format of this file. */
function cacheKey(folder: string, entries: string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([4, folder, entries, externalPackages(folder)]))
    .digest("hex");
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
