import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, startServer, untilValue } from "./server.ts";

const ISSUER = "https://issuer.invalid";
const keys = await generateKeyPair("ES256", { extractable: true });
const strangers = await generateKeyPair("ES256");
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "ES256", use: "sig" }] });

type Claims = { issuer?: string; audience?: string; subject?: string; expiresIn?: number; key?: CryptoKey };
const tokenOf = ({
  issuer = ISSUER,
  audience = "fixture",
  subject = "user1",
  expiresIn = 3600,
  key = keys.privateKey,
}: Claims = {}): Promise<string> =>
  new SignJWT({ name: "Ada", email_verified: true, team: "cad" })
    .setProtectedHeader({ alg: "ES256", kid: "k1", typ: "JWT" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
    .sign(key);

const me = async (server: RunningServer, authorization: string) => {
  const response = await fetch(`${server.url}/api/query`, {
    method: "POST",
    headers: { Authorization: authorization },
    body: JSON.stringify({ path: "users:me", args: [{}], format: "convex_encoded_json" }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { value?: unknown; code?: string; message?: string },
  };
};

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    env: { FIXTURE_JWKS: `data:text/plain;charset=utf-8;base64,${Buffer.from(jwks).toString("base64")}` },
  });
});
afterAll(() => server.stop());

describe("tokens over HTTP", () => {
  test("a good token is the identity, with claims as Convex names them", async () => {
    expect((await me(server, `Bearer ${await tokenOf()}`)).body.value).toEqual({
      tokenIdentifier: `${ISSUER}|user1`,
      subject: "user1",
      issuer: ISSUER,
      name: "Ada",
      emailVerified: true,
      team: "cad",
    });
  });

  test("[F2] a token signed by another key is refused", async () => {
    const { status, body } = await me(server, `Bearer ${await tokenOf({ key: strangers.privateKey })}`);
    expect([status, body.code]).toEqual([401, "InvalidAuthHeader"]);
  });

  test("a token whose claims were changed is refused", async () => {
    const [head, , signature] = (await tokenOf()).split(".");
    const claims = Buffer.from(JSON.stringify({ iss: ISSUER, sub: "admin", aud: "fixture", exp: 9999999999 })).toString(
      "base64url",
    );
    expect((await me(server, `Bearer ${head}.${claims}.${signature}`)).status).toBe(401);
  });

  test("an unsigned token is refused", async () => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${encode({ alg: "none", typ: "JWT" })}.${encode({ iss: ISSUER, sub: "x", aud: "fixture", exp: 9999999999 })}.`;
    expect((await me(server, `Bearer ${token}`)).status).toBe(401);
  });

  test("an expired token is refused, one within the tolerance is not", async () => {
    expect((await me(server, `Bearer ${await tokenOf({ expiresIn: -60 })}`)).status).toBe(401);
    expect((await me(server, `Bearer ${await tokenOf({ expiresIn: -2 })}`)).status).toBe(200);
  });

  test("a token of another issuer or audience is refused by naming the providers", async () => {
    for (const claims of [{ issuer: "https://else.invalid" }, { audience: "another app" }]) {
      const { status, body } = await me(server, `Bearer ${await tokenOf(claims)}`);
      expect([status, body.code]).toEqual([401, "NoAuthProvider"]);
      expect(body.message).toContain(`customJwt ${ISSUER}`);
    }
  });

  test("a caller without a token is nobody", async () => {
    expect(await server.http.query(api.users!.me!, {})).toBeNull();
  });

  test("an action's own calls carry its caller", async () => {
    server.http.setAuth(await tokenOf({ subject: "actor" }));
    expect(await server.http.action(api.acts!.whoAmIByAction!, {})).toMatchObject({ subject: "actor" });
    server.http.clearAuth();
  });
});

describe("tokens over WebSocket", () => {
  test("signing in and out re-runs the queries that ask who calls", async () => {
    const client = server.client();
    const token = await tokenOf({ subject: "socket" });
    client.setAuth(async () => token);
    expect(
      await untilValue<{ subject: string }>(client, api.users!.me!, {}, (identity) => identity !== null),
    ).toMatchObject({ subject: "socket" });
    client.client.clearAuth();
    expect(await untilValue(client, api.users!.me!, {}, (identity) => identity === null)).toBeNull();
  });

  test("two users see their own result of one query", async () => {
    const seen = await Promise.all(
      ["first", "second"].map(async (subject) => {
        const client = server.client();
        client.setAuth(() => tokenOf({ subject }));
        return (await untilValue<{ subject: string }>(client, api.users!.me!, {}, (identity) => identity !== null))
          .subject;
      }),
    );
    expect(seen).toEqual(["first", "second"]);
  });

  test("a bad token ends the sign-in, not the client", async () => {
    const client = server.client();
    const changes: boolean[] = [];
    await new Promise<void>((resolve) => {
      client.setAuth(
        () => tokenOf({ key: strangers.privateKey }),
        (isAuthenticated) => {
          changes.push(isAuthenticated);
          resolve();
        },
      );
    });
    expect(changes).toEqual([false]);
    expect(await client.query(api.users!.me!, {})).toBeNull();
  });
});

describe("keys from a URL", () => {
  let issuer: Server;
  let base: string;
  beforeAll(async () => {
    issuer = createServer((request, response) => {
      if (request.url === "/keys") response.end(jwks);
      else if (request.url === "/.well-known/openid-configuration")
        response.end(JSON.stringify({ issuer: base, jwks_uri: `${base}/keys` }));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => issuer.close(resolve)));

  test("customJwt keys are fetched from their URL", async () => {
    const other = await startServer({ env: { FIXTURE_JWKS: `${base}/keys` } });
    expect((await me(other, `Bearer ${await tokenOf()}`)).body.value).toMatchObject({ subject: "user1" });
    await other.stop();
  });

  test("an OIDC provider's keys are found by discovery", async () => {
    const other = await startServer({ fixture: "oidc", env: { OIDC_DOMAIN: base } });
    expect(
      (await me(other, `Bearer ${await tokenOf({ issuer: base, audience: "oidcApp" })}`)).body.value,
    ).toMatchObject({ issuer: base });
    expect(
      (await me(other, `Bearer ${await tokenOf({ issuer: base, audience: "oidcApp", key: strangers.privateKey })}`))
        .status,
    ).toBe(401);
    await other.stop();
  });
});
