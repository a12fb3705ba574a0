import { hmacHex, isSameSecret } from "./secretText";

/** Links to files: `/files/<artifact>?exp=<seconds>&sig=<hex>`. The signature covers artifact and expiry. Pure. */

const HOUR_S = 3600;

/** One hour from now, rounded up to the full hour: links repeat, so browsers can cache. Unix seconds. */
export function linkExpiry(nowMs: number): number {
  return Math.ceil((nowMs / 1000 + HOUR_S) / HOUR_S) * HOUR_S;
}

export function signedPath(secretsKey: string, artifactId: string, exp: number): string {
  return `/files/${artifactId}?exp=${exp}&sig=${signature(secretsKey, artifactId, exp)}`;
}

export type LinkVerdict = "good" | "expired" | "forged";

/** `exp` and `sig` as they came in the address. */
export function verifyLink(
  secretsKey: string,
  artifactId: string,
  exp: string | null,
  sig: string | null,
  nowMs: number,
): LinkVerdict {
  if (exp === null || sig === null || !/^\d{1,12}$/.test(exp)) return "forged";
  if (!isSameSecret(sig, signature(secretsKey, artifactId, Number(exp)))) return "forged";
  return Number(exp) * 1000 <= nowMs ? "expired" : "good";
}

function signature(secretsKey: string, artifactId: string, exp: number): string {
  return hmacHex(secretsKey, `file-link:v1:${artifactId}:${exp}`);
}
