/**
 * Imports of one `convex.config` by another, as Convex's own bundler treats them: the importer gets where the
 * component's folder is and its name, not the component's code.
 */
import { basename, dirname } from "node:path";
import vm from "node:vm";
import type { BuildOptions, Plugin } from "esbuild";

const NAMESPACE = "component-definition";
const IS_CONFIG = /(^|\/)convex\.config(\.[cm]?[jt]s)?$/;

/** @param shared the options that a config is bundled with to read its name */
export function definitionsPlugin(esbuild: typeof import("esbuild"), shared: BuildOptions): Plugin {
  const names = new Map<string, Promise<string>>();
  const plugin: Plugin = {
    name: "component-definitions",
    setup(build) {
      build.onResolve({ filter: IS_CONFIG }, async (args) => {
        if (args.pluginData === NAMESPACE || !basename(args.importer).startsWith("convex.config")) return undefined;
        const { path, errors } = await build.resolve(args.path, {
          importer: args.importer,
          resolveDir: args.resolveDir,
          kind: args.kind,
          pluginData: NAMESPACE,
        });
        return errors.length > 0 ? { errors } : { path, namespace: NAMESPACE };
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path }) => {
        const known = names.get(path) ?? nameOf(path);
        names.set(path, known);
        const imported = { componentDefinitionPath: dirname(path), defaultName: await known };
        return { contents: `export default ${JSON.stringify(imported)};`, loader: "js" };
      });
    },
  };

  async function nameOf(file: string): Promise<string> {
    const { outputFiles } = await esbuild.build({ ...shared, entryPoints: [file], plugins: [plugin], write: false });
    const module = { exports: {} as { default?: { _name?: string } } };
    const run = vm.runInThisContext(`(function (module, exports, process) {${outputFiles![0]!.text}\n})`) as (
      ...args: unknown[]
    ) => void;
    run(module, module.exports, { env: {} });
    return module.exports.default?._name ?? basename(dirname(file));
  }
  return plugin;
}

/** The file behind an input of a bundle's metafile. */
export function inputFile(input: string): string {
  return input.startsWith(`${NAMESPACE}:`) ? input.slice(NAMESPACE.length + 1) : input;
}
