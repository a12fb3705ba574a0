import { scryptAsync } from "@noble/hashes/scrypt.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { refuse } from "./errors";
import { isSameSecret } from "./secretText";

/** Passwords. Hashing takes tens of MiB and a good part of a second on purpose, so it belongs in actions alone. */

const COST = { N: 2 ** 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
export const MIN_PASSWORD_CHARACTERS = 10;
const MAX_PASSWORD_CHARACTERS = 200;

/** What an unknown address is compared with, so that the answer takes as long as for a known one. */
export const HASH_OF_NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${"00".repeat(SALT_BYTES)}$${"00".repeat(HASH_BYTES)}`;

/** Throws `invalid` for a password that is too short, too long, or the address itself. */
export function checkPassword(password: string, email: string): void {
  if (password.length < MIN_PASSWORD_CHARACTERS || password.length > MAX_PASSWORD_CHARACTERS) {
    throw refuse(
      "invalid",
      `A password has ${MIN_PASSWORD_CHARACTERS} to ${MAX_PASSWORD_CHARACTERS} characters; this one has ${password.length}.`,
      "Four words that do not belong together are easy to keep.",
    );
  }
  if (password.toLowerCase() === email.toLowerCase()) {
    throw refuse("invalid", "The password is the e-mail address.", "Choose one that nobody can read off.");
  }
}

/** `scrypt$N$r$p$salt$hash`, salt and hash as hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${bytesToHex(salt)}$${await derive(password, salt, COST)}`;
}

/** Whether the password is the one that `stored` was made of, with the cost that it was made with. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [kind, N, r, p, salt, hash] = stored.split("$");
  if (kind !== "scrypt" || salt === undefined || hash === undefined) return false;
  return isSameSecret(await derive(password, hexToBytes(salt), { N: Number(N), r: Number(r), p: Number(p) }), hash);
}

async function derive(password: string, salt: Uint8Array, cost: typeof COST): Promise<string> {
  return bytesToHex(await scryptAsync(utf8ToBytes(password.normalize("NFKC")), salt, { ...cost, dkLen: HASH_BYTES }));
}
