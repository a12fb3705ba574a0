/** What every document must keep to, whatever the schema says (SPEC L4). */
import { FunctionError } from "../protocol/errors.ts";
import { displayValue } from "../protocol/display.ts";
import type { JsonObject } from "../protocol/json.ts";
import { valueSize } from "../protocol/valueSize.ts";

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const MAX_NESTING = 16;
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
  const bytes = valueSize(fields, MAX_NESTING);
  if (bytes > MAX_DOCUMENT_BYTES) {
    throw new FunctionError(`Value is too large (${mebibytes(bytes)} > maximum size 1 MiB)`);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
}
