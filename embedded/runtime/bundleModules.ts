/** Gives a bundle of actions its globals and its modules: the same in the server and in the thread of "use node" actions. */
import { createRequire } from "node:module";
import vm from "node:vm";

/** Module path → its exports, evaluated at the first use. */
export type Modules = Record<string, () => Record<string, unknown>>;

export type BundleGlobals = {
  console: unknown;
  process: unknown;
  /** What Convex's own library calls for everything that is not plain code. */
  convex: {
    syscall: (op: string, args: string) => string;
    asyncSyscall: (op: string, args: string) => Promise<unknown>;
    jsSyscall: (op: string, args: Record<string, unknown>) => unknown;
  };
};

const LEVELS = ["debug", "error", "info", "log", "trace", "warn"];
const SILENT = ["time", "timeEnd", "timeLog", "group", "groupEnd", "assert", "count", "table", "dir"];

/** A console that hands each line to `log`; what only shapes a terminal does nothing. */
export function consoleTo(log: (level: string, args: unknown[]) => void): Record<string, (...args: unknown[]) => void> {
  return Object.fromEntries([
    ...LEVELS.map((level) => [level, (...args: unknown[]) => log(level, args)] as const),
    ...SILENT.map((name) => [name, () => {}] as const),
  ]);
}

/** Throws what the bundle's own top level throws. */
export function loadModules(code: string, filename: string, { console, process, convex }: BundleGlobals): Modules {
  const factory = new vm.Script(`(function (console, process, Convex) { return ${code}; })`, {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (
    console: unknown,
    process: unknown,
    convex: unknown,
  ) => (module: unknown, exports: unknown, require: unknown) => void;
  const module = { exports: {} as Modules };
  factory(console, process, convex)(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}
