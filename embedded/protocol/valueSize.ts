/** What every Convex value must keep to, and how large it is as Convex counts. */
import { FunctionError } from "./errors.ts";
import type { Json } from "./json.ts";
import { isPlainObject, specialKind } from "./json.ts";

export const MAX_VALUE_NESTING = 64;
const MAX_FIELDS = 1024;
const MAX_ARRAY = 8192;
/** Shorter text holds neither so many items nor so many fields. */
const SHORTEST_LARGE = 6 * MAX_FIELDS;

/**
 * Size in bytes: two around strings, arrays and objects, a tag before the rest, field names with an end.
 * @throws FunctionError with Convex's text for what is nested too deeply, too long, has too many fields or is no text
 */
export function valueSize(value: Json, maximumNesting = MAX_VALUE_NESTING): number {
  return measure(value, 1, maximumNesting);
}

/**
 * As `valueSize`, of JSON text. Small text is not parsed: its length stands for its size, which no limit is near.
 * @throws FunctionError as `valueSize` does
 */
export function textSize(json: string): number {
  const isSmall = json.length < SHORTEST_LARGE && deepest(json) <= MAX_VALUE_NESTING;
  return isSmall ? json.length : valueSize(JSON.parse(json) as Json);
}

/** As humans read it: two decimals at most, a unit of 1,024. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(2))} ${units[power]}`;
}

/** How deeply the brackets of a JSON text nest; those in strings count too, which is why it only ever skips work. */
function deepest(json: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  return most;
}

function measure(value: Json, depth: number, maximumNesting: number): number {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed())
        throw new FunctionError("String contains an unpaired surrogate, which Convex strings cannot hold");
      return Buffer.byteLength(value) + 2;
    case "number":
      return 9;
    case "boolean":
      return 1;
  }
  if (value === null) return 1;
  if (Array.isArray(value)) {
    checkNesting(depth, maximumNesting);
    if (value.length > MAX_ARRAY) {
      throw new FunctionError(`Array length is too long (${value.length} > maximum length ${MAX_ARRAY})`);
    }
    let bytes = 2;
    for (const item of value) bytes += measure(item, depth + 1, maximumNesting);
    return bytes;
  }
  const special = specialKind(value);
  if (special === "$bytes") return (String(value.$bytes).length * 3) / 4 + 2;
  if (special !== null) return 9;
  if (!isPlainObject(value)) return 1;
  checkNesting(depth, maximumNesting);
  const entries = Object.entries(value);
  if (entries.length > MAX_FIELDS) {
    throw new FunctionError(`Object has too many fields (${entries.length} > maximum number ${MAX_FIELDS})`);
  }
  let bytes = 2;
  for (const [name, field] of entries) bytes += name.length + 1 + measure(field, depth + 1, maximumNesting);
  return bytes;
}

function checkNesting(depth: number, maximum: number): void {
  if (depth <= maximum) return;
  throw new FunctionError(`Value is too nested (nested ${depth} levels deep > maximum nesting ${maximum})`);
}
