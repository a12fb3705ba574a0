/** Values and validators as Convex prints them in error texts. */
import type { Json } from "./json.ts";
import { floatValue, integerValue, specialKind } from "./json.ts";
import type { ValidatorJson } from "./validatorJson.ts";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function displayValue(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return displayFloat(value);
  if (Array.isArray(value)) return `[${value.map(displayValue).join(", ")}]`;
  switch (specialKind(value)) {
    case "$integer":
      return `${integerValue(value)}n`;
    case "$float":
      return displayFloat(floatValue(value));
    case "$bytes":
      return `v.bytes("${String(value.$bytes)}")`;
    case "$undefined":
      return "undefined";
    case "$commitTs":
      return "[unresolved commit timestamp]";
    case null: {
      const fields = Object.entries(value).map(([name, field]) => `${displayName(name)}: ${displayValue(field)}`);
      return `{${fields.join(", ")}}`;
    }
  }
}

export function displayValidator(validator: ValidatorJson): string {
  switch (validator.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "id":
      return `v.id(${JSON.stringify(validator.tableName)})`;
    case "literal":
      return `v.literal(${displayValue(validator.value)})`;
    case "array":
      return `v.array(${displayValidator(validator.value)})`;
    case "union":
      return `v.union(${validator.value.map(displayValidator).join(", ")})`;
    case "record":
      return `v.record(${displayValidator(validator.keys)}, ${displayValidator(validator.values.fieldType)})`;
    case "object": {
      const fields = Object.entries(validator.value).map(([name, { fieldType, optional }]) => {
        const shown = displayValidator(fieldType);
        return `${displayName(name)}: ${optional ? `v.optional(${shown})` : shown}`;
      });
      return `v.object({${fields.join(", ")}})`;
    }
    case "null":
    case "boolean":
    case "string":
    case "bytes":
    case "any":
    case "commitTs":
      return `v.${validator.type}()`;
  }
}

function displayFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

function displayName(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}
