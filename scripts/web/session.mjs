// Hands out the guest identity of single-machine mode: a short-lived token for a browser of our own origin.
import { importJWK, SignJWT } from "jose";

const TOKEN_SECONDS = 3_600;
const GUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_NAME = 60;

/**
 * @param {{ issuer: string, keyId: string, privateJwk: object }} identity
 * @returns {Promise<(body: unknown) => Promise<{ status: number, body: object }>>} answers `POST /session`
 */
export async function makeSessionIssuer({ issuer, keyId, privateJwk }) {
  const key = await importJWK(privateJwk, "ES256");
  return async (body) => {
    const guestId = body?.guestId;
    const name = body?.name;
    if (typeof guestId !== "string" || !GUEST_ID.test(guestId)) {
      return {
        status: 400,
        body: { error: { code: "invalid", message: "guestId is not a UUID.", hint: "Reload the page." } },
      };
    }
    if (name !== undefined && (typeof name !== "string" || name.length > MAX_NAME)) {
      return {
        status: 400,
        body: {
          error: {
            code: "invalid",
            message: `The name is longer than ${MAX_NAME} characters.`,
            hint: "Choose a shorter one.",
          },
        },
      };
    }
    const token = await new SignJWT({ name: name?.trim() || "Guest" })
      .setProtectedHeader({ alg: "ES256", kid: keyId, typ: "JWT" })
      .setIssuer(issuer)
      .setAudience("naturalcad")
      .setSubject(`guest:${guestId.toLowerCase()}`)
      .setIssuedAt()
      .setExpirationTime(`${TOKEN_SECONDS}s`)
      .sign(key);
    return { status: 200, body: { token } };
  };
}
