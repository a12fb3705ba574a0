/**
 * Values on the wire and on disk are Convex JSON: plain JSON in which `{$integer}`, `{$float}` and `{$bytes}`
 * stand for what JSON lacks. The engine never builds JavaScript values from it; only user code does.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** True for an object that stands for itself, not for one of the `$` encodings. */
export function isPlainObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && specialKind(value) === null;
}

export type SpecialKind = "$integer" | "$float" | "$bytes" | "$undefined" | "$commitTs";

/** Which `$` encoding an object is, or null. */
export function specialKind(value: JsonObject): SpecialKind | null {
  for (const key in value) {
    // Only the first key matters: an encoding has exactly one key, and no field may start with "$".
    switch (key) {
      case "$integer":
      case "$float":
      case "$bytes":
      case "$undefined":
      case "$commitTs":
        return key;
      default:
        return null;
    }
  }
  return null;
}

/** Decodes `{$integer}` (base64 of 8 bytes, little endian). */
export function integerValue(encoded: JsonObject): bigint {
  return Buffer.from(encoded.$integer as string, "base64").readBigInt64LE(0);
}

/** Encodes an int64 as `{$integer}`. */
export function integerJson(value: bigint): JsonObject {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return { $integer: bytes.toString("base64") };
}

/** A float64 of either encoding: a plain number, or `{$float}` for NaN, infinities and -0. */
export function floatValue(value: number | JsonObject): number {
  return typeof value === "number" ? value : Buffer.from(value.$float as string, "base64").readDoubleLE(0);
}

/** Encodes a float64, with `{$float}` where JSON has no number for it. */
export function floatJson(value: number): Json {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { $float: bytes.toString("base64") };
}

/** The field at a dotted path, undefined when any part is missing. */
export function fieldAt(value: Json | undefined, path: string): Json | undefined {
  if (!path.includes(".")) return isPlainObject(value) ? ownField(value, path) : undefined;
  let current: Json | undefined = value;
  for (const part of path.split(".")) {
    if (!isPlainObject(current)) return undefined;
    current = ownField(current, part);
  }
  return current;
}

function ownField(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Convex JSON to the lossy JSON that HTTP clients get with format "json": int64 as a string, bytes as base64. */
export function toLooseJson(value: Json): Json {
  if (Array.isArray(value)) return value.map(toLooseJson);
  if (typeof value !== "object" || value === null) return value;
  switch (specialKind(value)) {
    case "$integer":
      return integerValue(value).toString();
    case "$float": {
      const float = floatValue(value);
      return Object.is(float, -0) ? "-0" : String(float);
    }
    case "$bytes":
      return value.$bytes ?? null;
    case "$undefined":
    case "$commitTs":
      return null;
    case null:
      return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toLooseJson(field)]));
  }
}
