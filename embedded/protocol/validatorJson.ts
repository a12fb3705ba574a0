/** Validators as `exportArgs`, `exportReturns` and `schema.export()` write them. */
import type { Json } from "./json.ts";

export type FieldValidatorJson = { fieldType: ValidatorJson; optional: boolean };
export type ValidatorJson =
  | { type: "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "any" | "commitTs" }
  | { type: "id"; tableName: string }
  | { type: "literal"; value: Json }
  | { type: "array"; value: ValidatorJson }
  | { type: "union"; value: ValidatorJson[] }
  | { type: "record"; keys: ValidatorJson; values: FieldValidatorJson }
  | { type: "object"; value: Record<string, FieldValidatorJson> };
