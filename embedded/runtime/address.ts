/**
 * Names of functions across components. A component instance has a path: "" is the app, "workpool/batchWorker" a child
 * of a child. Inside, a function of the app is "module:name", one of a component "workpool/batchWorker;module:name".
 */
import { FunctionError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";
import { normalizePath } from "./registry.ts";

export function addressOf(component: string, path: string): string {
  const normal = normalizePath(path);
  return component === "" ? normal : `${component};${normal}`;
}

export function childPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}/${name}`;
}

/** The text that `createFunctionHandle` gives to user code. */
export function handleOf(address: string): string {
  return `function://${address.includes(";") ? address : `;${address}`}`;
}

/**
 * The function that a call names: by name in its own component, by handle, or by a reference to a child's function.
 * @throws FunctionError for a text that is none of these
 */
export function addressIn(component: string, args: Record<string, Json | undefined>): string {
  if (typeof args.name === "string") return addressOf(component, args.name);
  if (typeof args.functionHandle === "string") {
    const match = /^function:\/\/([^;]*);(.+)$/.exec(args.functionHandle);
    if (match === null) throw new FunctionError(`Function handle ${args.functionHandle} names no function.`);
    return addressOf(match[1]!, match[2]!);
  }
  const reference = String(args.reference ?? "");
  const own = /^_reference\/(?:currentSystemUdfInComponent\/[^/]*|function)\/(.+)$/.exec(reference);
  if (own !== null) return addressOf(component, own[1]!);
  const child = /^_reference\/childComponent\/([^/]+)\/(.+)\/([^/]+)$/.exec(reference);
  if (child !== null) return addressOf(childPath(component, child[1]!), `${child[2]!}:${child[3]!}`);
  throw new FunctionError(`${reference} is not a reference to a function.`);
}
