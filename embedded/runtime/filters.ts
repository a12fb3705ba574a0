/** Evaluates `.filter(q => …)` expressions on documents (SPEC Q4). */
import { FunctionError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { fieldAt, floatJson, floatValue, integerJson, integerValue, specialKind } from "../protocol/json.ts";
import { compareValues } from "../storage/keys.ts";

/** True when the expression holds for the document. */
export function matches(expression: Json, document: JsonObject): boolean {
  return isTrue(evaluate(expression, document));
}

function evaluate(expression: Json, document: JsonObject): Json | undefined {
  if (typeof expression !== "object" || expression === null || Array.isArray(expression)) {
    throw new FunctionError(`Unknown filter expression ${JSON.stringify(expression)}`);
  }
  const [operator, operand] = Object.entries(expression)[0] ?? ["", null];
  const side = (index: number): Json | undefined => evaluate((operand as Json[])[index] ?? null, document);
  switch (operator) {
    case "$field":
      return fieldAt(document, operand as string);
    case "$literal":
      return isUndefined(operand) ? undefined : operand;
    case "$eq":
      return compareValues(side(0), side(1)) === 0;
    case "$neq":
      return compareValues(side(0), side(1)) !== 0;
    case "$lt":
      return compareValues(side(0), side(1)) < 0;
    case "$lte":
      return compareValues(side(0), side(1)) <= 0;
    case "$gt":
      return compareValues(side(0), side(1)) > 0;
    case "$gte":
      return compareValues(side(0), side(1)) >= 0;
    case "$and":
      return (operand as Json[]).every((part) => isTrue(evaluate(part, document)));
    case "$or":
      return (operand as Json[]).some((part) => isTrue(evaluate(part, document)));
    case "$not":
      return !isTrue(evaluate(operand, document));
    case "$neg":
      return arithmetic("$sub", 0, evaluate(operand, document));
    case "$add":
    case "$sub":
    case "$mul":
    case "$div":
    case "$mod":
      return arithmetic(operator, side(0), side(1));
    default:
      throw new FunctionError(`Unknown filter operator ${operator}`);
  }
}

/** Missing, null and false fail a filter; every other value passes, 0 and "" too. */
function isTrue(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

function arithmetic(operator: string, left: Json | undefined, right: Json | undefined): Json {
  const leftInteger = asInteger(left);
  const rightInteger = asInteger(right);
  // The 0 of a negation takes the kind of its operand.
  if (rightInteger !== null && (leftInteger !== null || left === 0)) {
    const a = leftInteger ?? 0n;
    switch (operator) {
      case "$add":
        return integerJson(a + rightInteger);
      case "$sub":
        return integerJson(a - rightInteger);
      case "$mul":
        return integerJson(a * rightInteger);
      case "$div":
        return integerJson(a / rightInteger);
      default:
        return integerJson(a % rightInteger);
    }
  }
  const a = asFloat(left);
  const b = asFloat(right);
  if (a === null || b === null) {
    throw new FunctionError("Arithmetic in a filter needs two numbers of the same kind");
  }
  switch (operator) {
    case "$add":
      return floatJson(a + b);
    case "$sub":
      return floatJson(a - b);
    case "$mul":
      return floatJson(a * b);
    case "$div":
      return floatJson(a / b);
    default:
      return floatJson(a % b);
  }
}

function asInteger(value: Json | undefined): bigint | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return specialKind(value) === "$integer" ? integerValue(value) : null;
}

function asFloat(value: Json | undefined): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return specialKind(value) === "$float" ? floatValue(value) : null;
}

function isUndefined(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "$undefined" in value;
}
