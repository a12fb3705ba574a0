// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal, SETUP_TOKEN, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Role } from "./lib/validators";

// Accounts, invitations, keys and workspaces, as people meet them.

// A password costs a good part of a second on purpose.
vi.setConfig({ testTimeout: 60_000 });

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(async () => {
  vi.useRealTimers();
  await backend.close();
});

const password = "four words that differ";
const device = "a test";

async function turnOn() {
  const { workspaceId } = backend;
  const session = await backend.ann.action(api.accounts.turnOn, {
    workspaceId,
    email: " Ann@Northgate.example ",
    password,
    name: "Ann",
    device,
  });
  return { session, ann: backend.session(session.accessToken) };
}

async function invited(ann: Awaited<ReturnType<typeof turnOn>>["ann"], name: string, role: Role) {
  const inviteToken = await ann.action(api.invites.create, { workspaceId: backend.workspaceId, role });
  const email = `${name.toLowerCase()}@northgate.example`;
  const { accessToken } = await backend.t.action(api.accounts.signUp, { inviteToken, email, password, name, device });
  return { client: backend.session(accessToken), inviteToken, email };
}

test("turning accounts on makes the guest the owner, and lets guests in no more", async () => {
  await backend.guest("Zoe").mutation(api.users.enter, { name: "Zoe" });
  const { ann } = await turnOn();
  const entered = await ann.mutation(api.users.enter, {});
  expect(entered).toMatchObject({ user: { name: "Ann", kind: "person" }, workspaces: [{ role: "owner" }] });
  expect(await refusal(backend.ann.mutation(api.users.enter, {}))).toBe("unauthenticated");
  expect(await refusal(backend.guest("New").mutation(api.users.enter, {}))).toBe("unauthenticated");
  const members = await ann.query(api.members.list, { workspaceId: backend.workspaceId });
  expect(members.map(({ name }) => name)).toEqual(["Ann"]);
  expect(await backend.t.query(api.accounts.state, {})).toEqual({ way: "accounts", needsSetup: false });
});

test("the right password signs in; a wrong one and an unknown address are refused alike", async () => {
  await turnOn();
  const signIn = (email: string, secret: string) =>
    backend.t.action(api.accounts.signIn, { email, password: secret, device });
  const { accessToken } = await signIn("ann@northgate.example", password);
  expect((await backend.session(accessToken).query(api.workspaces.mine, {})).length).toBe(1);
  const messages = await Promise.all(
    [signIn("ann@northgate.example", "wrong wrong wrong"), signIn("nobody@northgate.example", password)].map((call) =>
      call.then(
        () => "signed in",
        (error: unknown) => JSON.stringify((error as { data: unknown }).data),
      ),
    ),
  );
  expect(messages[0]).toContain("unauthenticated");
  expect(messages[0]).toBe(messages[1]);
});

test("ten wrong passwords at once lock the account, for the right one too, until the time is over", async () => {
  await turnOn();
  const signIn = (secret: string) =>
    refusal(backend.t.action(api.accounts.signIn, { email: "ann@northgate.example", password: secret, device }));
  const tries = await Promise.all(Array.from({ length: 10 }, (_, index) => signIn(`wrong password ${index}`)));
  expect(tries).toEqual(Array.from({ length: 10 }, () => "unauthenticated"));
  expect(await signIn(password)).toBe("rate_limited");
  vi.useFakeTimers({ now: Date.now() + 15 * 60_000 + 1, toFake: ["Date"] });
  expect(await signIn(password)).toBe("no error");
}, 60_000);

test("a refresh token works once; used again later it ends the session", async () => {
  const { session, ann } = await turnOn();
  const refresh = (refreshToken: string) => backend.t.action(api.accounts.refresh, { refreshToken });
  const next = await refresh(session.refreshToken);
  expect(next.refreshToken).not.toBe(session.refreshToken);
  // The second of two tabs that ask at once stays signed in.
  expect((await refresh(session.refreshToken)).refreshToken).toBeNull();
  vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
  expect(await refusal(refresh(session.refreshToken))).toBe("unauthenticated");
  expect(await refusal(refresh(next.refreshToken!))).toBe("unauthenticated");
  expect(await refusal(ann.query(api.workspaces.mine, {}))).toBe("unauthenticated");
});

test("signing out everywhere ends every browser at once", async () => {
  const { ann } = await turnOn();
  const second = await backend.t.action(api.accounts.signIn, { email: "ann@northgate.example", password, device });
  expect(await ann.mutation(api.accounts.signOutEverywhere, {})).toBe(2);
  const other = backend.session(second.accessToken);
  expect(await refusal(other.query(api.workspaces.mine, {}))).toBe("unauthenticated");
});

test("a new password replaces the old one and signs the other browsers out", async () => {
  const { ann } = await turnOn();
  const second = await backend.t.action(api.accounts.signIn, { email: "ann@northgate.example", password, device });
  expect(
    await refusal(ann.action(api.accounts.changePassword, { current: "wrong wrong", next: "another four words" })),
  ).toBe("unauthenticated");
  await ann.action(api.accounts.changePassword, { current: password, next: "another four words" });
  expect((await ann.query(api.workspaces.mine, {})).length).toBe(1);
  expect(await refusal(backend.session(second.accessToken).query(api.workspaces.mine, {}))).toBe("unauthenticated");
  const old = backend.t.action(api.accounts.signIn, { email: "ann@northgate.example", password, device });
  expect(await refusal(old)).toBe("unauthenticated");
});

test("the first owner of an installation without guests needs the set-up token, and there is one first owner", async () => {
  vi.stubEnv("NATURALCAD_MODE", "accounts");
  const setUp = (setupToken: string, email: string) =>
    backend.t.action(api.accounts.setUp, { setupToken, email, password, name: "Ola", device });
  expect(await backend.t.query(api.accounts.state, {})).toEqual({ way: "accounts", needsSetup: true });
  expect(await refusal(setUp("guessed", "ola@northgate.example"))).toBe("forbidden");
  const { accessToken } = await setUp(SETUP_TOKEN, "ola@northgate.example");
  expect(await backend.session(accessToken).query(api.workspaces.mine, {})).toMatchObject([{ role: "owner" }]);
  expect(await refusal(setUp(SETUP_TOKEN, "eve@northgate.example"))).toBe("conflict");
});

test("an invitation gives its role once, to its address alone, until it is revoked", async () => {
  const { ann } = await turnOn();
  const { workspaceId } = backend;
  const { client, inviteToken } = await invited(ann, "Tom", "commenter");
  expect(await client.query(api.workspaces.mine, {})).toMatchObject([{ role: "commenter" }]);
  expect(await refusal(client.mutation(api.invites.accept, { token: inviteToken }))).toBe("conflict");

  const bound = await ann.action(api.invites.create, { workspaceId, role: "editor", email: "ravi@northgate.example" });
  expect(await refusal(client.mutation(api.invites.accept, { token: bound }))).toBe("forbidden");
  const open = await ann.query(api.invites.list, { workspaceId });
  await ann.mutation(api.invites.revoke, { workspaceId, inviteId: open[0]!._id });
  expect(await backend.t.query(api.invites.preview, { token: bound })).toMatchObject({ state: "revoked" });
  expect(await refusal(client.mutation(api.invites.accept, { token: bound }))).toBe("conflict");
});

test("a removed member's next call is refused, keys included, and the log says who did it", async () => {
  const { ann } = await turnOn();
  const { workspaceId } = backend;
  const { client } = await invited(ann, "Tom", "editor");
  const key = await client.action(api.apiKeys.create, { workspaceId, name: "CI", scope: "write" });
  expect((await backend.http("/api/v1/generations", { key })).status).toBe(200);
  const tom = (await client.mutation(api.users.enter, {})).user._id;
  await ann.mutation(api.members.remove, { workspaceId, userId: tom });
  expect(await refusal(client.query(api.members.list, { workspaceId }))).toBe("not_found");
  expect((await backend.http("/api/v1/generations", { key })).status).toBe(401);
  const { page } = await ann.query(api.audit.list, { workspaceId, paginationOpts: { numItems: 9, cursor: null } });
  expect(page.map(({ verb }) => verb)).toEqual([
    "member.removed",
    "api_key.created",
    "member.joined",
    "invite.created",
    "accounts.turned_on",
  ]);
  expect(page[0]).toMatchObject({ actorName: "Ann", object: { label: "Tom" }, before: { role: "editor" } });
});

test("the last owner neither leaves nor steps down", async () => {
  const { ann } = await turnOn();
  const { workspaceId } = backend;
  const userId = (await ann.mutation(api.users.enter, {})).user._id;
  expect(await refusal(ann.mutation(api.members.leave, { workspaceId }))).toBe("conflict");
  expect(await refusal(ann.mutation(api.members.setRole, { workspaceId, userId, role: "viewer" }))).toBe("conflict");
});

test("a key that may read cannot write, one of another workspace sees nothing, and its use is noted", async () => {
  const { workspaceId } = backend;
  const reading = await backend.ann.action(api.apiKeys.create, { workspaceId, name: "board", scope: "read" });
  expect((await backend.http("/api/v1/generations", { key: reading })).status).toBe(200);
  const body = JSON.stringify({ prompt: "a box 10x10x10" });
  expect((await backend.http("/api/v1/generations", { key: reading, method: "POST", body })).status).toBe(403);
  const [listed] = await backend.ann.query(api.apiKeys.list, { workspaceId });
  expect(listed?.lastUsedAt).not.toBeNull();

  await backend.ann.mutation(api.workspaces.create, { name: "Lab" });
  const lab = (await backend.ann.query(api.workspaces.mine, {})).find(({ name }) => name === "Lab")!;
  const apiKey = await backend.ann.action(api.apiKeys.create, { workspaceId: lab._id, name: "lab", scope: "write" });
  expect(await refusal(backend.t.query(api.generations.recent, { apiKey, workspaceId }))).toBe("not_found");
  expect(await backend.t.query(api.generations.recent, { apiKey })).toEqual([]);
});

test("a public workspace can be looked at by whoever is signed in, and not written to", async () => {
  const { ann } = await turnOn();
  const { client } = await invited(ann, "Tom", "viewer");
  await ann.mutation(api.workspaces.create, { name: "Open shop" });
  const shop = (await ann.query(api.workspaces.mine, {})).find(({ name }) => name === "Open shop")!;
  const list = () =>
    client.query(api.threads.list, { workspaceId: shop._id, paginationOpts: { numItems: 1, cursor: null } });
  expect(await refusal(list())).toBe("not_found");
  await ann.mutation(api.workspaces.setPublic, { workspaceId: shop._id, isPublic: true });
  expect((await list()).page).toEqual([]);
  const write = client.mutation(api.generations.create, { workspaceId: shop._id, prompt: "a box" });
  expect(await refusal(write)).toBe("forbidden");
  const members = await client.query(api.members.list, { workspaceId: shop._id });
  expect(members.map(({ email }) => email)).toEqual([null]);
});

test("a deleted workspace can be read and brought back, not written to", async () => {
  await backend.ann.mutation(api.workspaces.create, { name: "Lab" });
  const lab = (await backend.ann.query(api.workspaces.mine, {})).find(({ name }) => name === "Lab")!;
  const workspaceId = lab._id;
  await backend.ann.mutation(api.workspaces.remove, { workspaceId });
  expect(await refusal(backend.ann.mutation(api.generations.create, { workspaceId, prompt: "a box" }))).toBe(
    "forbidden",
  );
  await backend.ann.mutation(api.workspaces.restore, { workspaceId });
  expect(await refusal(backend.ann.mutation(api.generations.create, { workspaceId, prompt: "a box" }))).toBe(
    "no error",
  );
});

test("no secret is kept as it is", async () => {
  const { session, ann } = await turnOn();
  const { inviteToken } = await invited(ann, "Tom", "editor");
  const key = await ann.action(api.apiKeys.create, { workspaceId: backend.workspaceId, name: "CI", scope: "read" });
  const stored = await backend.t.run(async (ctx) =>
    JSON.stringify(
      await Promise.all(
        (["accounts", "sessions", "invites", "apiKeys", "events"] as const).map((table) =>
          ctx.db.query(table).take(99),
        ),
      ),
    ),
  );
  for (const secret of [password, session.refreshToken, session.accessToken, inviteToken, key])
    expect(stored).not.toContain(secret);
});
