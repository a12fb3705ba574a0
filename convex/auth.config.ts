import type { AuthConfig } from "convex/server";

declare const process: { env: Record<string, string | undefined> };

/**
 * Who may say who somebody is. The web server signs the guests of single-machine mode, the backend signs the sessions
 * of its own accounts; both public keys come as `data:` URIs. Clerk is asked where its domain is set. A provider whose
 * variables are missing does not exist, and nobody gets in by it.
 */
const { LOCAL_ISSUER, LOCAL_JWKS, ACCOUNT_ISSUER, ACCOUNT_JWKS, CLERK_JWT_ISSUER_DOMAIN } = process.env;

const own = (issuer: string | undefined, jwks: string | undefined) =>
  issuer && jwks
    ? [{ type: "customJwt" as const, issuer, jwks, applicationID: "naturalcad", algorithm: "ES256" as const }]
    : [];

export default {
  providers: [
    ...own(LOCAL_ISSUER, LOCAL_JWKS),
    ...own(ACCOUNT_ISSUER, ACCOUNT_JWKS),
    ...(CLERK_JWT_ISSUER_DOMAIN ? [{ domain: CLERK_JWT_ISSUER_DOMAIN, applicationID: "convex" }] : []),
  ],
} satisfies AuthConfig;
