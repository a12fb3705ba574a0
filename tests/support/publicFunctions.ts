/// <reference types="vite/client" />
import { validatorOf, type ValidatorJson } from "./hostileValues";

/** One function that a client may call. */
export type PublicFunction = { name: string; args: ValidatorJson };

/** Every public function of `convex/`, read from the modules themselves, so that a new one is never missed. */
export async function publicFunctions(): Promise<PublicFunction[]> {
  const modules = import.meta.glob<Record<string, unknown>>(["../../convex/*.ts", "!../../convex/*.test.ts"]);
  const found: PublicFunction[] = [];
  for (const [path, load] of Object.entries(modules)) {
    const module = path.slice(path.lastIndexOf("/") + 1, -3);
    if (module === "schema" || module.endsWith(".config")) continue;
    for (const [name, value] of Object.entries(await load())) {
      if (typeof value === "function" && "isPublic" in value)
        found.push({ name: `${module}:${name}`, args: validatorOf(value) });
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}
