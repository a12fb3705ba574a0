/**
 * Document ids in Convex's format: base32 (Crockford's alphabet, lower case) of a variable-length table number,
 * 16 random bytes and a Fletcher-16 checksum of both.
 */
import { randomFillSync } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 32; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit;

const RANDOM_BYTES = 16;
const CHECKSUM_BYTES = 2;
const SHORTEST_ID = Math.ceil(((1 + RANDOM_BYTES + CHECKSUM_BYTES) * 8) / 5);
const LONGEST_ID = Math.ceil(((5 + RANDOM_BYTES + CHECKSUM_BYTES) * 8) / 5);

/** Random bytes are fetched for 256 ids at a time: one call of the generator costs as much as all the rest of an insert. */
const pool = new Uint8Array(256 * RANDOM_BYTES);
let poolUsed = pool.length;

/** A new id for a row of the table with this number. */
export function newId(tableNumber: number): string {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += RANDOM_BYTES;
  return encodeId(tableNumber, pool.subarray(poolUsed - RANDOM_BYTES, poolUsed));
}

export function encodeId(tableNumber: number, random: Uint8Array): string {
  const bytes: number[] = [];
  let rest = tableNumber;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest, ...random);
  const sum = checksum(bytes, bytes.length);
  bytes.push(sum & 0xff, sum >> 8);
  return toBase32(bytes);
}

/** The table number of a well-formed id, or null when the text is not one. */
export function tableNumberOf(id: string): number | null {
  if (id.length < SHORTEST_ID || id.length > LONGEST_ID) return null;
  const bytes = fromBase32(id);
  if (bytes === null) return null;
  let tableNumber = 0;
  let position = 0;
  for (; ; position++) {
    const byte = bytes[position];
    if (byte === undefined || position >= 5) return null;
    tableNumber += (byte & 0x7f) * 2 ** (7 * position);
    if (byte < 0x80) break;
  }
  const bodyLength = position + 1 + RANDOM_BYTES;
  if (bytes.length !== bodyLength + CHECKSUM_BYTES || tableNumber === 0) return null;
  const sum = checksum(bytes, bodyLength);
  return bytes[bodyLength] === (sum & 0xff) && bytes[bodyLength + 1] === sum >> 8 ? tableNumber : null;
}

function checksum(bytes: ArrayLike<number>, length: number): number {
  let low = 0;
  let high = 0;
  for (let index = 0; index < length; index++) {
    low = (low + (bytes[index] ?? 0)) & 0xff;
    high = (high + low) & 0xff;
  }
  return (high << 8) | low;
}

function toBase32(bytes: number[]): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) text += ALPHABET[(buffer << (5 - bits)) & 31];
  return text;
}

function fromBase32(text: string): number[] | null {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const digit = code < 128 ? (DIGITS[code] ?? -1) : -1;
    if (digit < 0) return null;
    buffer = (buffer << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
      buffer &= (1 << bits) - 1;
    }
  }
  // Bits that fill up the last digit are zero, so that each id has one spelling.
  return buffer === 0 || bits === 0 ? bytes : null;
}
