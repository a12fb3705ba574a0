/** Which functions a folder registers, by path, with their validators as JSON. */
import { FunctionError } from "../protocol/errors.ts";
import type { ValidatorJson } from "../protocol/validatorJson.ts";

export type FunctionKind = "query" | "mutation" | "action";
export type RegisteredFunction = {
  /** "module:export" in its component. */
  path: string;
  /** The path with the component in front (`address.ts`): what the registry knows it by. */
  address: string;
  /** "" for the app. */
  component: string;
  module: string;
  name: string;
  kind: FunctionKind;
  isPublic: boolean;
  runtime: "default" | "node";
  args: ValidatorJson;
  returns: ValidatorJson | null;
};

type Exported = {
  isQuery?: boolean;
  isMutation?: boolean;
  isAction?: boolean;
  isPublic?: boolean;
  exportArgs?: () => string;
  exportReturns?: () => string;
};

const ANY: ValidatorJson = { type: "any" };

export class Registry {
  readonly #functions = new Map<string, RegisteredFunction>();

  /** Adds what a module exports. */
  addModule(component: string, module: string, exports: Record<string, unknown>, runtime: "default" | "node"): void {
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value !== "function") continue;
      const exported = value as Exported;
      const kind = exported.isQuery ? "query" : exported.isMutation ? "mutation" : exported.isAction ? "action" : null;
      if (kind === null) continue;
      if (runtime === "node" && kind !== "action") {
        throw new FunctionError(
          `\`${name}\` defined in \`${module}.js\` is a ${kind} function. Only actions can be defined in Node.js. See https://docs.convex.dev/functions/actions for more details.`,
        );
      }
      const path = `${module}:${name}`;
      const address = component === "" ? path : `${component};${path}`;
      this.#functions.set(address, {
        path,
        address,
        component,
        module,
        name,
        kind,
        isPublic: exported.isPublic === true,
        runtime,
        args: exported.exportArgs === undefined ? ANY : (JSON.parse(exported.exportArgs()) as ValidatorJson),
        returns:
          exported.exportReturns === undefined ? null : (JSON.parse(exported.exportReturns()) as ValidatorJson | null),
      });
    }
  }

  all(): RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  get(path: string): RegisteredFunction | undefined {
    return this.#functions.get(normalizePath(path));
  }

  /** @throws FunctionError worded as Convex does for an unknown, internal or differently typed function. */
  find(path: string, kind: FunctionKind | null, canCallInternal: boolean): RegisteredFunction {
    const found = this.get(path);
    // A component's functions are for its parent, whatever they are called there: no client reaches them.
    const isOpen = found !== undefined && found.isPublic && found.component === "";
    if (found === undefined || (!isOpen && !canCallInternal)) {
      const which = canCallInternal ? "function" : "public function";
      throw new FunctionError(
        `Could not find ${which} for '${normalizePath(path).replace(/:default$/, "")}'. Did you forget to run \`npx convex dev\` or \`npx convex deploy\`?`,
      );
    }
    if (kind !== null && found.kind !== kind) {
      throw new FunctionError(
        `Trying to execute ${found.module}.js:${found.name} as ${title(kind)}, but it is defined as ${title(found.kind)}.`,
      );
    }
    return found;
  }
}

/** "a/b.js:fn", "a/b:fn" and "a/b" (its default export) name functions; this is the one form used inside. */
export function normalizePath(path: string): string {
  const colon = path.lastIndexOf(":");
  const module = (colon === -1 ? path : path.slice(0, colon)).replace(/\.(js|ts|tsx|jsx)$/, "");
  return `${module}:${colon === -1 ? "default" : path.slice(colon + 1)}`;
}

function title(kind: FunctionKind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
