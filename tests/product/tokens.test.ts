// Tokens that nobody of ours signed, or that are not for here, on the real backend over HTTP and over WebSocket.
import { createHmac } from "node:crypto";
import { ConvexClient } from "convex/browser";
import { exportSPKI, generateKeyPair, importJWK, exportJWK, SignJWT, type CryptoKey } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REAL_ACCOUNT_ISSUER, REAL_LOCAL_ISSUER, startRealBackend, type RealBackend } from "../support/realBackend";

let backend: RealBackend;
beforeAll(async () => {
  backend = await startRealBackend();
});
afterAll(() => backend.close());

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = (changes: Record<string, unknown> = {}) => ({
  iss: REAL_LOCAL_ISSUER,
  aud: "naturalcad",
  sub: "guest:Ann",
  iat: now(),
  exp: now() + 600,
  ...changes,
});
const header = (changes: Record<string, unknown> = {}) => ({ alg: "ES256", kid: "test", typ: "JWT", ...changes });

const signed = (changes: Record<string, unknown> = {}, head: Record<string, unknown> = {}, key = backend.localKey) =>
  // Members without a value are left out, as JSON does.
  new SignJWT(JSON.parse(JSON.stringify(claims(changes))) as Record<string, unknown>)
    .setProtectedHeader(JSON.parse(JSON.stringify(header(head))) as { alg: string })
    .sign(key);

async function otherKey(algorithm: string): Promise<CryptoKey> {
  return (await generateKeyPair(algorithm, { extractable: true })).privateKey;
}

/** The oldest trick: the public key, which everybody may read, taken for the secret of a symmetric algorithm. */
async function signedWithThePublicKey(): Promise<string> {
  const { d: _secret, ...publicJwk } = await exportJWK(backend.localKey);
  const pem = await exportSPKI((await importJWK(publicJwk, "ES256", { extractable: true })) as CryptoKey);
  const text = `${encode(header({ alg: "HS256" }))}.${encode(claims())}`;
  return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
}

const tampered = async () => {
  const [head, , signature] = (await signed()).split(".");
  return `${head}.${encode(claims({ sub: "guest:Bea" }))}.${signature}`;
};

const bad: [string, () => Promise<string>][] = [
  ["no signature (alg none)", async () => `${encode(header({ alg: "none" }))}.${encode(claims())}.`],
  ["alg NONE in capitals", async () => `${encode(header({ alg: "NONE" }))}.${encode(claims())}.`],
  [
    "a good signature under alg none",
    async () => `${encode(header({ alg: "none" }))}.${(await signed()).split(".").slice(1).join(".")}`,
  ],
  ["HS256 with the public key as its secret", signedWithThePublicKey],
  ["RS256 with a key of somebody else", async () => signed({}, { alg: "RS256" }, await otherKey("RS256"))],
  ["ES384 with a key of somebody else", async () => signed({}, { alg: "ES384" }, await otherKey("ES384"))],
  ["ES256 with a key of somebody else", async () => signed({}, {}, await otherKey("ES256"))],
  ["a key of its own in the header", async () => ownKeyInHeader()],
  [
    "an address for its key in the header",
    async () => signed({}, { jku: "https://elsewhere.invalid/keys" }, await otherKey("ES256")),
  ],
  ["an unknown kid", () => signed({}, { kid: "other" })],
  ["a kid that is a path", () => signed({}, { kid: "../../dev/null" })],
  ["another issuer", () => signed({ iss: "https://elsewhere.invalid" })],
  ["our issuer with a slash more", () => signed({ iss: `${REAL_LOCAL_ISSUER}/` })],
  ["no issuer", () => signed({ iss: undefined })],
  ["the issuer of accounts, signed by the local key", () => signed({ iss: REAL_ACCOUNT_ISSUER })],
  ["the local issuer, signed by the key of accounts", () => signed({}, {}, backend.accountKey)],
  ["another audience", () => signed({ aud: "another app" })],
  ["no audience", () => signed({ aud: undefined })],
  ["no subject", () => signed({ sub: undefined })],
  ["an end a minute ago", () => signed({ exp: now() - 60 })],
  ["no end", () => signed({ exp: undefined })],
  ["an end that is a text", async () => signedRaw({ exp: "tomorrow" })],
  ["a beginning in ten minutes", () => signed({ nbf: now() + 600 })],
  ["claims that were changed after signing", tampered],
  ["half a token", async () => (await signed()).slice(0, 60)],
  ["a token cut by one character", async () => (await signed()).slice(0, -1)],
  ["two parts", async () => (await signed()).split(".").slice(0, 2).join(".")],
  ["four parts", async () => `${await signed()}.${encode({})}`],
  ["an encoded array for claims", async () => `${encode(header())}.${encode([])}.${encode({})}`],
  ["no token at all but a word", async () => "undefined"],
];

async function ownKeyInHeader(): Promise<string> {
  const pair = await generateKeyPair("ES256", { extractable: true });
  return signed({}, { jwk: await exportJWK(pair.publicKey), kid: undefined }, pair.privateKey);
}

/** Claims that the signing library itself would refuse to write. */
async function signedRaw(changes: Record<string, unknown>): Promise<string> {
  const text = `${encode(header())}.${encode(claims(changes))}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, backend.localKey, Buffer.from(text));
  return `${text}.${Buffer.from(signature).toString("base64url")}`;
}

const good: [string, () => Promise<string>][] = [
  ["a guest's token", () => signed()],
  ["one of several audiences", () => signed({ aud: ["else", "naturalcad"] })],
  ["an end two seconds ago, within the tolerance of clocks", () => signed({ exp: now() - 2 })],
];

async function ask(token: string): Promise<{ status: number; body: { code?: string; status?: string } }> {
  const response = await fetch(`${backend.url}/api/query`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}`, Connection: "close" },
    body: JSON.stringify({ path: "workspaces:mine", format: "json", args: [{}] }),
  });
  return { status: response.status, body: (await response.json()) as { code?: string; status?: string } };
}

/** Whether a client that signs in with the token is believed. */
async function isBelieved(token: string): Promise<boolean> {
  const client = new ConvexClient(backend.url, { logger: false, unsavedChangesWarning: false });
  try {
    return await new Promise<boolean>((resolve) => client.setAuth(() => Promise.resolve(token), resolve));
  } finally {
    await client.close();
  }
}

beforeAll(async () => {
  await fetch(`${backend.url}/api/mutation`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${await signed()}` },
    body: JSON.stringify({ path: "users:enter", format: "json", args: [{ name: "Ann" }] }),
  });
});

describe.each(bad)("a token with %s", (_name, make) => {
  test("is refused over HTTP before any function runs", async () => {
    expect((await ask(await make())).status).toBe(401);
  });

  test("signs nobody in over WebSocket", async () => {
    expect(await isBelieved(await make())).toBe(false);
  });
});

test.each(good)("%s is believed over HTTP and WebSocket", async (_name, make) => {
  expect(await ask(await make())).toMatchObject({ status: 200, body: { status: "success" } });
  expect(await isBelieved(await make())).toBe(true);
});

test("the token of an account whose session never was reads nothing, well signed as it is", async () => {
  const token = await signed({ iss: REAL_ACCOUNT_ISSUER, sub: "k57nothing" }, {}, backend.accountKey);
  const { body } = await ask(token);
  expect(body).toMatchObject({ status: "error", errorData: { code: "unauthenticated" } });
});

test("a guest of this machine reads nothing of a workspace that another guest made", async () => {
  const call = async (name: string, kind: string, path: string, args: object) => {
    const response = await fetch(`${backend.url}/api/${kind}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${await backend.guestToken(name)}` },
      body: JSON.stringify({ path, format: "json", args: [args] }),
    });
    return (await response.json()) as { value: never; errorData?: { code: string } };
  };
  await call("Bea", "mutation", "users:enter", {});
  await call("Cid", "mutation", "users:enter", {});
  const slug: string = (await call("Bea", "mutation", "workspaces:create", { name: "Lab" })).value;
  const mine: { _id: string; slug: string }[] = (await call("Bea", "query", "workspaces:mine", {})).value;
  const { _id: workspaceId } = mine.find((each) => each.slug === slug)!;
  const { errorData } = await call("Cid", "query", "members:list", { workspaceId });
  expect(errorData?.code).toBe("not_found");
});
