/** Checks Convex JSON against a validator and words the mismatch as Convex does (SPEC V1–V4). */
import { displayValidator, displayValue } from "./display.ts";
import type { Json, JsonObject } from "./json.ts";
import { isPlainObject, specialKind } from "./json.ts";
import { tableNumberOf } from "./ids.ts";
import type { ValidatorJson } from "./validatorJson.ts";

/** Names the table that a table number belongs to, or undefined. */
export type TableNames = (tableNumber: number) => string | undefined;

type ObjectValidator = Extract<ValidatorJson, { type: "object" }>;
type Mismatch = { text: string; isClose: boolean };

/** The text of the first mismatch, or null when the value fits. */
export function findMismatch(validator: ValidatorJson, value: Json, tables: TableNames): string | null {
  return check(validator, value, "", tables)?.text ?? null;
}

function check(validator: ValidatorJson, value: Json, path: string, tables: TableNames): Mismatch | null {
  switch (validator.type) {
    case "any":
      return null;
    case "null":
      return value === null ? null : noMatch(validator, value, path);
    case "boolean":
      return typeof value === "boolean" ? null : noMatch(validator, value, path);
    case "string":
      return typeof value === "string" ? null : noMatch(validator, value, path);
    case "number":
      return typeof value === "number" || isSpecial(value, "$float") ? null : noMatch(validator, value, path);
    case "bigint":
      return isSpecial(value, "$integer") ? null : noMatch(validator, value, path);
    case "commitTs":
      return isSpecial(value, "$integer") || isSpecial(value, "$commitTs") ? null : noMatch(validator, value, path);
    case "bytes":
      return isSpecial(value, "$bytes") ? null : noMatch(validator, value, path);
    case "id":
      return checkId(validator.tableName, validator, value, path, tables);
    case "literal":
      if (JSON.stringify(validator.value) === JSON.stringify(value)) return null;
      return {
        text: `\`${displayValue(value)}\` does not match literal validator \`v.literal(${displayValue(validator.value)})\`.${shownPath(path)}`,
        isClose: false,
      };
    case "array": {
      if (!Array.isArray(value)) return noMatch(validator, value, path);
      for (let index = 0; index < value.length; index++) {
        const mismatch = check(validator.value, value[index] as Json, `${path}[${index}]`, tables);
        if (mismatch !== null) return mismatch;
      }
      return null;
    }
    case "record": {
      if (!isPlainObject(value)) return noMatch(validator, value, path);
      for (const [key, field] of Object.entries(value)) {
        const mismatch =
          check(validator.keys, key, `${path}.keys()`, tables) ??
          check(validator.values.fieldType, field, `${path}.values()`, tables);
        if (mismatch !== null) return mismatch;
      }
      return null;
    }
    case "object":
      return isPlainObject(value) ? checkObject(validator, value, path, tables) : noMatch(validator, value, path);
    case "union":
      return checkUnion(validator.value, validator, value, path, tables);
  }
}

function checkObject(validator: ObjectValidator, value: JsonObject, path: string, tables: TableNames): Mismatch | null {
  for (const name of Object.keys(validator.value)) {
    const { fieldType, optional } = validator.value[name] as ObjectValidator["value"][string];
    if (!Object.hasOwn(value, name)) {
      if (optional) continue;
      return {
        text: `Object is missing the required field \`${name}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.\n${shownPath(path)}\nObject: ${displayValue(value)}\nValidator: ${displayValidator(validator)}`,
        isClose: true,
      };
    }
    const mismatch = check(fieldType, value[name] as Json, `${path}.${name}`, tables);
    if (mismatch !== null) return mismatch;
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(validator.value, name)) continue;
    return {
      text: `Object contains extra field \`${name}\` that is not in the validator.\n${shownPath(path)}\nObject: ${displayValue(value)}\nValidator: ${displayValidator(validator)}`,
      isClose: true,
    };
  }
  return null;
}

function checkUnion(members: ValidatorJson[], union: ValidatorJson, value: Json, path: string, tables: TableNames) {
  if (isPlainObject(value)) {
    // Members told apart by a literal field: only the one that the value names can explain the mismatch.
    const named = memberNamedBy(members, value);
    if (named !== null) return check(named, value, path, tables);
  }
  let close: Mismatch | null = null;
  for (const member of members) {
    const mismatch = check(member, value, path, tables);
    if (mismatch === null) return null;
    if (mismatch.isClose && close === null) close = mismatch;
  }
  return close ?? noMatch(union, value, path);
}

function memberNamedBy(members: ValidatorJson[], value: JsonObject): ValidatorJson | null {
  const [first] = members;
  if (first?.type !== "object") return null;
  for (const field of Object.keys(first.value)) {
    const isShared = members.every(
      (member) => member.type === "object" && member.value[field]?.fieldType.type === "literal",
    );
    if (!isShared) continue;
    const wanted = JSON.stringify(value[field]);
    const named = members.find((member) => {
      const literal = member.type === "object" ? member.value[field]?.fieldType : undefined;
      return literal?.type === "literal" && JSON.stringify(literal.value) === wanted;
    });
    return named ?? null;
  }
  return null;
}

function checkId(tableName: string, validator: ValidatorJson, value: Json, path: string, tables: TableNames) {
  if (typeof value !== "string") return noMatch(validator, value, path);
  const tableNumber = tableNumberOf(value);
  if (tableNumber === null) return noMatch(validator, value, path);
  const found = tables(tableNumber);
  if (found === tableName) return null;
  if (found === undefined) return noMatch(validator, value, path);
  const text = found.startsWith("_")
    ? `Found ID "${value}" from a system table, which does not match the table name in validator \`v.id("${tableName}")\`.${shownPath(path)}`
    : `Found ID "${value}" from table \`${found}\`, which does not match the table name in validator \`v.id("${tableName}")\`.${shownPath(path)}`;
  return { text, isClose: false };
}

function noMatch(validator: ValidatorJson, value: Json, path: string): Mismatch {
  return {
    text: `Value does not match validator.\n${shownPath(path)}\nValue: ${displayValue(value)}\nValidator: ${displayValidator(validator)}`,
    isClose: false,
  };
}

function shownPath(path: string): string {
  return path === "" ? "" : `Path: ${path}`;
}

function isSpecial(value: Json, kind: string): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && specialKind(value) === kind;
}
