/**
 * Small secrets at rest: AES-256-GCM under a key that HKDF draws from SECRETS_KEY. Actions only: Convex's queries and
 * mutations have no random numbers worth the name.
 */

const FORMAT = "v1";
const NONCE_BYTES = 12;

/**
 * Encrypts `text`. `context` (workspace and provider) is bound in: the sealed text opens under the same one alone.
 */
export async function seal(secretsKey: string, context: string, text: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: bytesOf(context) },
    await keyFrom(secretsKey),
    bytesOf(text),
  );
  return `${FORMAT}.${encode(nonce)}.${encode(new Uint8Array(sealed))}`;
}

/** What `seal` was given; null where the key or the context is another, or the text was changed. */
export async function open(secretsKey: string, context: string, sealedText: string): Promise<string | null> {
  const [format, nonce, sealed, ...rest] = sealedText.split(".");
  if (format !== FORMAT || nonce === undefined || sealed === undefined || rest.length > 0) return null;
  try {
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: decode(nonce), additionalData: bytesOf(context) },
      await keyFrom(secretsKey),
      decode(sealed),
    );
    return new TextDecoder().decode(opened);
  } catch {
    // A wrong key and a forged text look the same, and neither is the caller's to mend.
    return null;
  }
}

async function keyFrom(secretsKey: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", bytesOf(secretsKey), "HKDF", false, ["deriveKey"]);
  return await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: bytesOf("naturalcad stored keys v1") },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
