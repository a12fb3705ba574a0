/** What every document must keep to, whatever the schema says (SPEC L4). */
import { FunctionError } from "../protocol/errors.ts";
import { displayValue } from "../protocol/display.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { isPlainObject, specialKind } from "../protocol/json.ts";

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const MAX_FIELDS = 1024;
const MAX_NESTING = 16;
const MAX_ARRAY = 8192;
const MAX_FIELD_NAME = 64;

/** @throws FunctionError naming the field or size at fault. */
export function checkDocument(fields: JsonObject, method: string): void {
  for (const name of Object.keys(fields)) {
    if (name.startsWith("_") && name !== "_id" && name !== "_creationTime") {
      throw new FunctionError(
        `Invalid argument \`value\` for \`db.${method}\`: Field '${name}' starts with an underscore, which is only allowed for system fields like '_id'`,
      );
    }
    if (name.length > MAX_FIELD_NAME) {
      throw new FunctionError(
        `Invalid argument \`value\` for \`db.${method}\`: Field name '${name}' is too long (${name.length} > maximum length ${MAX_FIELD_NAME})`,
      );
    }
  }
  if (method === "insert" && ("_id" in fields || "_creationTime" in fields)) {
    const name = "_id" in fields ? "_id" : "_creationTime";
    throw new FunctionError(
      `Invalid argument \`value\` for \`db.insert\`: Provided \`${name}\` field value ${displayValue(fields[name] ?? null)}, but system fields are set by the database`,
    );
  }
  const bytes = measure(fields, 1);
  if (bytes > MAX_DOCUMENT_BYTES) {
    throw new FunctionError(`Value is too large (${mebibytes(bytes)} > maximum size 1 MiB)`);
  }
}

/** Rough size in bytes as Convex counts it: a byte a value, eight a number, strings by UTF-8 length. */
function measure(value: Json, depth: number): number {
  if (depth > MAX_NESTING + 1) {
    throw new FunctionError(`Value is too nested (nested ${depth - 1} levels deep > maximum nesting ${MAX_NESTING})`);
  }
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
    if (value.length > MAX_ARRAY) {
      throw new FunctionError(`Array length is too long (${value.length} > maximum length ${MAX_ARRAY})`);
    }
    let bytes = 2;
    for (const item of value) bytes += measure(item, depth + 1);
    return bytes;
  }
  const special = specialKind(value);
  if (special === "$bytes") return (String(value.$bytes).length * 3) / 4 + 2;
  if (special !== null) return 9;
  if (!isPlainObject(value)) return 1;
  const entries = Object.entries(value);
  if (entries.length > MAX_FIELDS) {
    throw new FunctionError(`Object has too many fields (${entries.length} > maximum number ${MAX_FIELDS})`);
  }
  let bytes = 2;
  for (const [name, field] of entries) bytes += name.length + 1 + measure(field, depth + 1);
  return bytes;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
}
