/**
 * Index keys: bytes whose order (memcmp) is Convex's order of values,
 * undefined < null < int64 < float64 < boolean < string < bytes < array < object (SPEC K1–K3).
 * An encoded value ends by itself, so that keys of several fields are their encodings one after the other.
 */
import type { Json, JsonObject } from "../protocol/json.ts";
import { fieldAt, floatValue, integerValue, specialKind } from "../protocol/json.ts";

const TAG = { undefined: 1, null: 2, int64: 3, float64: 4, boolean: 5, string: 6, bytes: 7, array: 8, object: 9 };
/** Larger than every tag: appended to a prefix it is past every key that starts with the prefix. */
const PAST_ALL = 0xff;

/** The key of a document in an index: its fields in order, then creation time and id as tie-breakers. */
export function indexKey(fields: readonly string[], document: JsonObject): Uint8Array {
  const writer = new KeyWriter();
  for (const field of fields) writer.value(fieldAt(document, field));
  return writer.finish();
}

/** The encoding of one value; `undefined` is a missing field. */
export function encodeValue(value: Json | undefined): Uint8Array {
  const writer = new KeyWriter();
  writer.value(value);
  return writer.finish();
}

export function concatKeys(prefix: Uint8Array, rest: Uint8Array): Uint8Array {
  return Buffer.concat([prefix, rest]);
}

/** The first key past all that begin with the prefix. */
export function pastPrefix(prefix: Uint8Array): Uint8Array {
  const key = new Uint8Array(prefix.length + 1);
  key.set(prefix);
  key[prefix.length] = PAST_ALL;
  return key;
}

/** The key that directly follows this complete key. */
export function nextKey(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

export function compareKeys(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** Orders two values as an index would; `undefined` is a missing field. */
export function compareValues(left: Json | undefined, right: Json | undefined): number {
  if (typeof left === "number" && typeof right === "number" && left !== right) return left < right ? -1 : 1;
  return compareKeys(encodeValue(left), encodeValue(right));
}

class KeyWriter {
  #bytes = Buffer.allocUnsafe(96);
  #length = 0;

  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  value(value: Json | undefined): void {
    if (value === undefined) return this.#byte(TAG.undefined);
    if (value === null) return this.#byte(TAG.null);
    switch (typeof value) {
      case "boolean":
        this.#byte(TAG.boolean);
        return this.#byte(value ? 1 : 0);
      case "number":
        return this.#float(value);
      case "string":
        this.#byte(TAG.string);
        return this.#escaped(Buffer.from(value, "utf8"));
      default:
        return Array.isArray(value) ? this.#array(value) : this.#object(value);
    }
  }

  #array(items: Json[]): void {
    this.#byte(TAG.array);
    for (const item of items) this.value(item);
    this.#byte(0);
  }

  #object(value: JsonObject): void {
    switch (specialKind(value)) {
      case "$undefined":
        return this.#byte(TAG.undefined);
      case "$integer":
        return this.#integer(integerValue(value));
      case "$float":
        return this.#float(floatValue(value));
      case "$commitTs":
        // Not known before the commit: it sorts as the largest int64 until then.
        return this.#integer(0x7fffffffffffffffn);
      case "$bytes":
        this.#byte(TAG.bytes);
        return this.#escaped(Buffer.from(value.$bytes as string, "base64"));
      case null:
        this.#byte(TAG.object);
        for (const name of Object.keys(value).sort()) {
          this.#byte(1);
          this.#escaped(Buffer.from(name, "utf8"));
          this.value(value[name]);
        }
        return this.#byte(0);
    }
  }

  #integer(value: bigint): void {
    this.#byte(TAG.int64);
    this.#reserve(8);
    this.#bytes.writeBigUInt64BE(BigInt.asUintN(64, value) ^ 0x8000000000000000n, this.#length);
    this.#length += 8;
  }

  #float(value: number): void {
    this.#byte(TAG.float64);
    this.#reserve(8);
    const start = this.#length;
    this.#bytes.writeDoubleBE(value, start);
    this.#length += 8;
    // Positive: flip the sign bit. Negative: flip all bits, so that larger magnitudes come first.
    if ((this.#bytes[start] as number) & 0x80) {
      for (let index = start; index < start + 8; index++) this.#bytes[index] = ~(this.#bytes[index] as number);
    } else {
      this.#bytes[start] = (this.#bytes[start] as number) ^ 0x80;
    }
  }

  /** Bytes in which 0x00 is written 0x00 0xff, closed by 0x00 0x00: a prefix sorts before what it is a prefix of. */
  #escaped(bytes: Uint8Array): void {
    this.#reserve(bytes.length * 2 + 2);
    for (const byte of bytes) {
      this.#bytes[this.#length++] = byte;
      if (byte === 0) this.#bytes[this.#length++] = 0xff;
    }
    this.#bytes[this.#length++] = 0;
    this.#bytes[this.#length++] = 0;
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
