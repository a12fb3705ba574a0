/** The actions of one load of the functions: evaluated, and with a thread for those that "use node". */
import type { Modules } from "./bundleModules.ts";
import type { Mount } from "./components.ts";
import type { NodeThread } from "./nodeThread.ts";
import type { StackMapper } from "./stacks.ts";

type Runtime = "default" | "node";
export type ComponentCode = {
  modules: Record<Runtime, Modules>;
  stacks: Record<Runtime, StackMapper>;
  env: () => Readonly<Record<string, string>>;
  mounts: readonly Mount[];
};

export class ActionCode {
  readonly #components: ReadonlyMap<string, ComponentCode>;
  readonly nodeThread: NodeThread;

  constructor(components: ReadonlyMap<string, ComponentCode>, nodeThread: NodeThread) {
    this.#components = components;
    this.nodeThread = nodeThread;
  }

  /** Of a component that is there, since a function of it is registered; "" always is. */
  of(component: string): ComponentCode {
    return this.#components.get(component)!;
  }

  /** Whose HTTP routes answer a path, and the path as these know it. */
  routeOf(path: string, component = ""): { component: string; path: string } {
    const mount = this.of(component).mounts.find(({ prefix }) => path.startsWith(prefix));
    if (mount === undefined) return { component, path };
    return this.routeOf(path.slice(mount.prefix.length - 1), mount.component);
  }

  nodeModule(component: string, path: string): Record<string, unknown> | undefined {
    return this.of(component).modules.node[path]?.();
  }
}
