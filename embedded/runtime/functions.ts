/** Everything that a functions folder brings. */
import type { Isolate } from "./isolate.ts";
import type { Registry } from "./registry.ts";
import type { TableSchemas } from "./schema.ts";
import type { StackMapper } from "./stacks.ts";

export type Functions = {
  registry: Registry;
  /** The app's own; guards the work of all. */
  isolate: Isolate;
  /** By component path. */
  code: ReadonlyMap<string, { isolate: Isolate; stacks: StackMapper }>;
  schemas: TableSchemas;
};
