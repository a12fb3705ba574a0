import type { AuthConfig } from "convex/server";

declare const process: { env: Record<string, string | undefined> };

/**
 * The web server of this repository signs the sessions of single-machine mode; its public key comes as a `data:` URI.
 * Without LOCAL_ISSUER there is no such issuer, and nobody gets in by it.
 */
const localIssuer = process.env.LOCAL_ISSUER;
const localKeys = process.env.LOCAL_JWKS;

export default {
  providers:
    localIssuer && localKeys
      ? [{ type: "customJwt", issuer: localIssuer, jwks: localKeys, applicationID: "naturalcad", algorithm: "ES256" }]
      : [],
} satisfies AuthConfig;
