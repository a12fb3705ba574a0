// Sign-in by Clerk on the real backend: tokens and webhooks are signed here, by keys of this test, as Clerk signs its own.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConvexHttpClient } from "convex/browser";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { startRealBackend, type RealBackend } from "../support/realBackend";

const SECRET = `whsec_${Buffer.from("a secret of this test, 32 bytes.").toString("base64")}`;
const NOW = Date.now();

let issuer: { url: string; key: CryptoKey; server: Server };
let backend: RealBackend;
beforeAll(async () => {
  issuer = await startIssuer();
  backend = await startRealBackend({
    environment: { NATURALCAD_MODE: "accounts", CLERK_JWT_ISSUER_DOMAIN: issuer.url, CLERK_WEBHOOK_SECRET: SECRET },
  });
}, 60_000);
afterAll(async () => {
  await backend?.close();
  issuer?.server.close();
});

/** A Clerk instance as far as a backend asks it: where its keys are, and the keys. */
async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "clerk", alg: "RS256", use: "sig" };
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "application/json");
    const isKeys = request.url === "/.well-known/jwks.json";
    response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/.well-known/jwks.json` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listens on a port, not on a path
  return { url, key: privateKey, server };
}

const token = (userId: string, changes: { audience?: string; expires?: string } = {}) =>
  new SignJWT({ name: "Ines Moreau", email: "ines@northgate.example" })
    .setProtectedHeader({ alg: "RS256", kid: "clerk", typ: "JWT" })
    .setIssuer(issuer.url)
    .setSubject(userId)
    .setAudience(changes.audience ?? "convex")
    .setIssuedAt()
    .setExpirationTime(changes.expires ?? "60s")
    .sign(issuer.key);

async function client(userId: string, changes = {}): Promise<ConvexHttpClient> {
  const made = new ConvexHttpClient(backend.url);
  made.setAuth(await token(userId, changes));
  return made;
}

async function send(event: object, options: { secret?: string; at?: Date; body?: string } = {}): Promise<number> {
  const body = JSON.stringify(event);
  const at = options.at ?? new Date();
  const response = await fetch(`${backend.siteUrl}/api/v1/clerk/webhook`, {
    method: "POST",
    headers: {
      "svix-id": "msg_1",
      "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
      "svix-signature": new Webhook(options.secret ?? SECRET).sign("msg_1", at, body),
    },
    body: options.body ?? body,
  });
  return response.status;
}

const organization = { id: "org_1", name: "Northgate" };
const membership = (what: "created" | "updated" | "deleted", userId: string, role: string, at: number) => ({
  type: `organizationMembership.${what}`,
  timestamp: at,
  data: { organization, role, public_user_data: { user_id: userId, first_name: "Ines", last_name: "Moreau" } },
});

test("a person gets the workspace of their organisation with its role, and loses it with the membership", async () => {
  expect(await send({ type: "organization.created", timestamp: NOW, data: organization })).toBe(200);
  expect(await send(membership("created", "user_ines", "org:admin", NOW + 1))).toBe(200);
  const ines = await client("user_ines");
  const entered = await ines.mutation(api.users.enter, {});
  expect(entered.user.name).toBe("Ines Moreau");
  expect(entered.workspaces).toMatchObject([{ name: "Northgate", role: "owner" }]);
  const workspaceId = entered.workspaces[0]!._id;

  expect(await send(membership("updated", "user_ines", "org:member", NOW + 2))).toBe(200);
  expect(await ines.query(api.workspaces.mine, {})).toMatchObject([{ role: "editor" }]);
  expect(await send(membership("deleted", "user_ines", "org:member", NOW + 4))).toBe(200);
  expect(await ines.query(api.workspaces.mine, {})).toEqual([]);
  await expect(ines.query(api.members.list, { workspaceId })).rejects.toMatchObject({ data: { code: "not_found" } });

  // What Clerk sends again late is older than what is known.
  expect(await send(membership("created", "user_ines", "org:admin", NOW + 3))).toBe(200);
  expect(await ines.query(api.workspaces.mine, {})).toEqual([]);
});

test("an organisation's new name and its members' roles reach the workspace, and each change its audit log", async () => {
  await send({ type: "organization.created", timestamp: NOW, data: { id: "org_2", name: "Ash" } });
  await send({ ...membership("created", "user_tom", "org:admin", NOW), data: memberOf("org_2", "user_tom") });
  await send({ type: "organization.updated", timestamp: NOW + 5, data: { id: "org_2", name: "Ash Metals" } });
  const tom = await client("user_tom");
  const { workspaces } = await tom.mutation(api.users.enter, {});
  expect(workspaces).toMatchObject([{ name: "Ash Metals", role: "owner" }]);
  const log = await tom.query(api.audit.list, {
    workspaceId: workspaces[0]!._id,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(log.page.map(({ verb }) => verb)).toEqual(["workspace.renamed", "member.joined", "workspace.created"]);
});

const memberOf = (organizationId: string, userId: string) => ({
  organization: { id: organizationId, name: "Ash" },
  role: "org:admin",
  public_user_data: { user_id: userId, first_name: "Tom", last_name: "Reed" },
});

test("a webhook that Clerk did not sign, or signed long ago, changes nothing", async () => {
  const event = membership("created", "user_eve", "org:admin", NOW);
  const other = `whsec_${Buffer.from("another secret of thirty-two byt").toString("base64")}`;
  expect(await send(event, { secret: other })).toBe(401);
  expect(await send(event, { at: new Date(NOW - 6 * 60_000) })).toBe(401);
  expect(await send(event, { body: JSON.stringify({ ...event, timestamp: NOW + 9 }) })).toBe(401);
  const bare = await fetch(`${backend.siteUrl}/api/v1/clerk/webhook`, { method: "POST", body: JSON.stringify(event) });
  expect(bare.status).toBe(401);
  const { workspaces } = await (await client("user_eve")).mutation(api.users.enter, {});
  expect(workspaces).toEqual([]);
});

test("a token for another audience or past its end is nobody's", async () => {
  for (const changes of [{ audience: "another" }, { expires: "-60s" }]) {
    const refused = (await client("user_ines", changes)).mutation(api.users.enter, {});
    await expect(refused).rejects.toThrow();
  }
});
