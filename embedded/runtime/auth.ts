/** Bearer tokens checked against the providers of `auth.config.ts`: OIDC by discovery, or customJwt (SPEC A1–A6). */
import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { RequestError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { Caller } from "./identity.ts";

export type Provider =
  | { type?: undefined; domain: string; applicationID: string }
  | { type: "customJwt"; issuer: string; jwks: string; algorithm: "RS256" | "ES256"; applicationID?: string };

const CLOCK_TOLERANCE_S = 5;
/** OIDC's standard claims, and what Convex calls them. */
const CLAIMS: Record<string, string> = {
  name: "name",
  given_name: "givenName",
  family_name: "familyName",
  nickname: "nickname",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  website: "website",
  email: "email",
  email_verified: "emailVerified",
  gender: "gender",
  birthdate: "birthday",
  zoneinfo: "timezone",
  locale: "language",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
  address: "address",
  updated_at: "updatedAt",
};
const PROTOCOL_CLAIMS = new Set(["iss", "sub", "aud", "exp", "iat", "nbf", "jti"]);

export class Authenticator {
  readonly #providers: Provider[];
  readonly #keys = new Map<string, Promise<JWTVerifyGetKey>>();

  constructor(providers: Provider[]) {
    this.#providers = providers;
  }

  /** The caller of a token. @throws RequestError 401 that says which providers there are. */
  async check(token: string): Promise<Caller> {
    // jose is loaded with the first token: an app without sign-in starts without it.
    const jose = await import("jose");
    let claims: JWTPayload;
    try {
      claims = jose.decodeJwt(token);
    } catch (error) {
      throw new RequestError(401, "InvalidAuthHeader", `Could not parse as a JWT: ${String(error)}`);
    }
    const provider = this.#providers.find((candidate) => isFor(candidate, claims));
    if (provider === undefined) {
      const known = this.#providers.map(describeProvider).join(", ") || "none";
      throw new RequestError(
        401,
        "NoAuthProvider",
        `No auth provider found matching the given token (issuer ${String(claims.iss)}, audience ${String(claims.aud)}). Providers of auth.config.ts: ${known}.`,
      );
    }
    try {
      const { payload } = await jose.jwtVerify(token, await this.#keysOf(provider), {
        clockTolerance: CLOCK_TOLERANCE_S,
        algorithms: provider.type === "customJwt" ? [provider.algorithm] : ["RS256", "ES256", "EdDSA"],
        requiredClaims: ["sub", "iss", "exp"],
      });
      if (typeof payload.sub !== "string" || typeof payload.iss !== "string")
        throw new Error("sub and iss must be strings");
      return { isAdmin: false, identity: toIdentity(payload), expiresAtMs: (payload.exp ?? 0) * 1000 };
    } catch (error) {
      throw new RequestError(
        401,
        "InvalidAuthHeader",
        `Could not verify the token: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #keysOf(provider: Provider): Promise<JWTVerifyGetKey> {
    const id = provider.type === "customJwt" ? provider.jwks : provider.domain;
    let keys = this.#keys.get(id);
    if (keys === undefined) {
      keys = fetchKeys(provider);
      this.#keys.set(id, keys);
      // A provider that could not be reached is asked again next time.
      keys.catch(() => this.#keys.delete(id));
    }
    return keys;
  }
}

/** The identity of `Authorization: Convex <key>:<base64 attributes>`, or of impersonation over WebSocket. */
export function actingAs(attributes: JsonObject): JsonObject {
  const { subject, issuer } = attributes;
  if (typeof subject !== "string" || typeof issuer !== "string") {
    throw new RequestError(400, "BadIdentity", "An identity to act as needs `subject` and `issuer`.");
  }
  return { ...attributes, tokenIdentifier: attributes.tokenIdentifier ?? `${issuer}|${subject}` };
}

function isFor(provider: Provider, { iss, aud }: JWTPayload): boolean {
  const audiences = typeof aud === "string" ? [aud] : (aud ?? []);
  if (provider.type === "customJwt") {
    if (provider.issuer !== iss) return false;
    return provider.applicationID === undefined || audiences.includes(provider.applicationID);
  }
  return (
    audiences.includes(provider.applicationID) &&
    withoutSlash(withScheme(provider.domain)) === withoutSlash(String(iss))
  );
}

async function fetchKeys(provider: Provider): Promise<JWTVerifyGetKey> {
  const jose = await import("jose");
  const url = provider.type === "customJwt" ? provider.jwks : await discoverKeys(provider.domain);
  if (url.startsWith("data:")) {
    const response = await fetch(url);
    return jose.createLocalJWKSet((await response.json()) as { keys: [] });
  }
  return jose.createRemoteJWKSet(new URL(url));
}

async function discoverKeys(domain: string): Promise<string> {
  const url = `${withoutSlash(withScheme(domain))}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { jwks_uri: keysUrl } = (await response.json()) as { jwks_uri?: string };
  if (keysUrl === undefined) throw new Error(`${url} names no jwks_uri`);
  return keysUrl;
}

function toIdentity(payload: JWTPayload): JsonObject {
  const identity: JsonObject = {
    tokenIdentifier: `${payload.iss}|${payload.sub}`,
    subject: payload.sub ?? null,
    issuer: payload.iss ?? null,
  };
  for (const [name, value] of Object.entries(payload)) {
    if (PROTOCOL_CLAIMS.has(name) || value === undefined) continue;
    const known = CLAIMS[name] ?? name;
    identity[known] = known === "updatedAt" ? String(value) : (value as Json);
  }
  return identity;
}

function describeProvider(provider: Provider): string {
  return provider.type === "customJwt" ? `customJwt ${provider.issuer}` : `OIDC ${provider.domain}`;
}

function withScheme(domain: string): string {
  return /^https?:\/\//.test(domain) ? domain : `https://${domain}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, "");
}
