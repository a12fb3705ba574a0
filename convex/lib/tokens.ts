import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { importJWK, SignJWT, type JWK } from "jose";

/** Tokens: random ones that are kept as hashes, and the signed ones of a session. */

const TOKEN_BYTES = 32;
export const ACCESS_TOKEN_SECONDS = 600;

/** 256 random bits as hex after `prefix`. For actions: queries and mutations have no random source of that worth. */
export function randomToken(prefix = ""): string {
  return prefix + bytesToHex(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** What is kept of a random token. It has 256 bits of its own, so one round of SHA-256 is enough. */
export function hashToken(token: string): string {
  return bytesToHex(sha256(utf8ToBytes(token)));
}

/** An ES256 token that names the session and nothing else: rights are read from the tables at each call. */
export async function signAccessToken(
  { issuer, privateJwk }: { issuer: string; privateJwk: string },
  sessionId: string,
): Promise<string> {
  const jwk = JSON.parse(atob(privateJwk)) as JWK; // made by our own set-up
  return await new SignJWT({})
    .setProtectedHeader({ alg: "ES256", typ: "JWT", ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
    .setIssuer(issuer)
    .setAudience("naturalcad")
    .setSubject(sessionId)
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
    .sign(await importJWK(jwk, "ES256"));
}
