// @vitest-environment edge-runtime
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import http from "./http";
import { signedPath } from "./lib/signing";
import { hashToken } from "./lib/tokens";
import type { LibraryAnswer } from "./lib/partsLibrary/types";
import type { KeyScope, Role } from "./lib/validators";

vi.mock("./lib/partsLibrary/partsLibrary", () => ({
  answerFromPartsLibrary: (): LibraryAnswer => ({
    kind: "part",
    family: "plate",
    title: "Mounting plate",
    script: "from build123d import *\nresult = Box(80, 60, 5)\n",
    label: "80 × 60 × 5",
    warnings: [],
    spec: [],
  }),
}));

// Every HTTP route × everybody who calls it. The routes come from the router itself: a new one without a row here fails.

const SECRET = "a-secret-of-this-test"; // the SECRETS_KEY of `startBackend`

const callers = [
  "nobody",
  "a wrong key",
  "an expired key",
  "a removed member",
  "another workspace",
  "a viewer",
  "a commenter",
  "a key that reads",
  "an editor",
] as const;
type Who = (typeof callers)[number];
type Expected = Record<Who, number>;

/** A route that needs a key at all. */
const keyed = (rest: Omit<Expected, "nobody" | "a wrong key" | "an expired key" | "a removed member">): Expected => ({
  nobody: 401,
  "a wrong key": 401,
  "an expired key": 401,
  "a removed member": 401,
  ...rest,
});
const everybody = (status: number) => Object.fromEntries(callers.map((who) => [who, status])) as Expected;
const reading = keyed({
  "another workspace": 404,
  "a viewer": 200,
  "a commenter": 200,
  "a key that reads": 200,
  "an editor": 200,
});
const writing = (ok: number) =>
  keyed({ "another workspace": 404, "a viewer": 403, "a commenter": 403, "a key that reads": 403, "an editor": ok });

type Row = { path: (ids: Ids) => string; body?: (ids: Ids) => unknown; expected: Expected };
type Ids = { generationId: Id<"generations">; artifactId: Id<"artifacts"> };
const nowhere: Row = { path: () => "/api/nowhere", expected: everybody(404) };

const routes: Record<string, Row[]> = {
  "GET /api/v1/health": [
    { path: () => "/api/v1/health", expected: { ...reading, nobody: 200, "another workspace": 200 } },
  ],
  "POST /api/v1/generations": [
    {
      path: () => "/api/v1/generations",
      body: ({ generationId }) => ({ prompt: "thicker", parentId: generationId }),
      expected: writing(201),
    },
  ],
  "GET /api/v1/generations": [
    { path: () => "/api/v1/generations?limit=5", expected: { ...reading, "another workspace": 200 } },
  ],
  "GET /api/v1/generations/*": [
    { path: ({ generationId }) => `/api/v1/generations/${generationId}`, expected: reading },
    { path: () => "/api/v1/generations/nonsense", expected: { ...everybody(404), ...unsigned() } },
  ],
  "POST /api/v1/generations/*": [
    { path: ({ generationId }) => `/api/v1/generations/${generationId}/cancel`, expected: writing(200) },
    {
      path: ({ generationId }) => `/api/v1/generations/${generationId}/parameters`,
      body: () => ({ values: { NOT_THERE: 1 } }),
      expected: writing(422),
    },
  ],
  "GET /api/v1/shares/*": [{ path: () => "/api/v1/shares/nothing", expected: everybody(404) }],
  "POST /api/v1/clerk/webhook": [{ path: () => "/api/v1/clerk/webhook", expected: everybody(404) }],
  "GET /files/*": [{ path: ({ artifactId }) => `/files/${artifactId}`, expected: everybody(403) }],
  ...Object.fromEntries(["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => [`${method} /api/*`, [nowhere]])),
};

function unsigned(): Pick<Expected, "nobody" | "a wrong key" | "an expired key" | "a removed member"> {
  return { nobody: 401, "a wrong key": 401, "an expired key": 401, "a removed member": 401 };
}

let backend: Backend;
let ids: Ids;
let keys: Record<Who, string | null>;
beforeEach(async () => {
  backend = await startBackend();
  const generationId = await backend.ann.mutation(api.generations.create, { prompt: plate });
  await backend.end(generationId);
  const artifact = await backend.t.run((ctx) => ctx.db.query("artifacts").first());
  ids = { generationId, artifactId: artifact!._id };
  const { user: removed, key } = await member("editor", "write");
  await backend.ann.mutation(api.members.remove, { workspaceId: backend.workspaceId, userId: removed });
  keys = {
    nobody: null,
    "a wrong key": "ncad_wrong",
    "an expired key": (await member("editor", "write", { expiresAt: Date.now() - 1 })).key,
    "a removed member": key,
    "another workspace": (await member("owner", "write", { elsewhere: true })).key,
    "a viewer": (await member("viewer", "write")).key,
    "a commenter": (await member("commenter", "write")).key,
    "a key that reads": (await member("editor", "read")).key,
    "an editor": (await member("editor", "write")).key,
  };
});
afterEach(() => backend.close());

let made = 0;
/** A person with a role and a key, in Ann's workspace or in one of their own. */
async function member(role: Role, scope: KeyScope, options: { expiresAt?: number; elsewhere?: boolean } = {}) {
  const key = `ncad_key${++made}`;
  const userId = await backend.t.run(async (ctx) => {
    const workspaceId =
      options.elsewhere === true
        ? await ctx.db.insert("workspaces", { name: "Else", slug: "else", isDefault: false, generationCount: 0 })
        : backend.workspaceId;
    const userId = await ctx.db.insert("users", { tokenIdentifier: key, name: `P${made}`, kind: "person" });
    await ctx.db.insert("members", { workspaceId, userId, role });
    return userId;
  });
  const workspaceId = await backend.t.run(async (ctx) => {
    const row = await ctx.db
      .query("members")
      .withIndex("by_user", (q) => q.eq("userId", userId))
      .unique();
    return row!.workspaceId;
  });
  const row = { workspaceId, userId, name: "CI", scope, start: "ncad_", keyHash: hashToken(key), createdAt: 1 };
  const expiry = options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt };
  await backend.t.mutation(internal.apiKeys.store, { ...row, ...expiry });
  return { user: userId, key };
}

const registered = http
  .getRoutes()
  .map(([path, method]) => `${method} ${path}`)
  .sort();

test("the matrix has a row for every HTTP route", () => {
  expect(Object.keys(routes).sort()).toEqual(registered);
});

const cases = Object.entries(routes).flatMap(([route, rows]) =>
  rows.flatMap((row, index) => callers.map((who) => [`${route} #${index + 1}`, who, route, row] as const)),
);

test.each(cases)("%s answers %s as it may", async (_name, who, route, row) => {
  const method = route.split(" ")[0]!;
  const hasBody = method !== "GET" && method !== "DELETE";
  const body = hasBody ? JSON.stringify(row.body?.(ids) ?? {}) : undefined;
  const response = await backend.http(row.path(ids), { method, key: keys[who], ...(hasBody ? { body } : {}) });
  const text = await response.text();
  expect(response.status, text).toBe(row.expected[who]);
  // Whoever is no member reads nothing of what is there, in a list or in an error.
  if (["nobody", "a wrong key", "an expired key", "a removed member", "another workspace"].includes(who)) {
    expect(text).not.toContain(backend.workspaceId);
    expect(text).not.toContain(plate);
  }
});

describe("a file link", () => {
  const exp = () => Math.floor(Date.now() / 1000) + 600;
  const open = async (path: string) => (await backend.http(path, { key: null })).status;

  test("opens with its own signature and no key", async () => {
    expect(await open(signedPath(SECRET, ids.artifactId, exp()))).toBe(200);
  });

  test.each([
    ["an expired one", (id: string) => signedPath(SECRET, id, Math.floor(Date.now() / 1000) - 1), 403],
    ["one signed with another secret", (id: string) => signedPath("another secret", id, exp()), 403],
    ["one with a later end", (id: string) => signedPath(SECRET, id, exp()).replace(/exp=\d+/, "exp=99999999999"), 403],
    ["one without a signature", (id: string) => `/files/${id}?exp=${exp()}`, 403],
    ["one with half a signature", (id: string) => signedPath(SECRET, id, exp()).slice(0, -20), 403],
    ["one with the signature in capitals", (id: string) => upper(signedPath(SECRET, id, exp())), 403],
    ["one with a negative end", (id: string) => signedPath(SECRET, id, -1), 403],
    ["one with an end that is no number", (id: string) => signedPath(SECRET, id, Number.NaN), 403],
    ["one whose signature is of another file", (id: string) => swapped(id, signedPath(SECRET, "other", exp())), 403],
    ["one to nothing, well signed", () => signedPath(SECRET, "nonsense", exp()), 404],
    ["one that climbs out", () => "/files/..%2f..%2fetc%2fpasswd?exp=1&sig=1", 403],
  ])("%s leads nowhere", async (_name, path, status) => {
    expect(await open(path(ids.artifactId))).toBe(status);
  });

  test("is given to members alone", async () => {
    await backend.stranger.mutation(api.users.enter, {});
    const asked = backend.stranger.mutation(api.artifacts.links, { generationId: ids.generationId });
    expect(await refusal(asked)).toBe("not_found");
  });
});

const upper = (path: string) => path.replace(/sig=(.*)$/, (_all, sig: string) => `sig=${sig.toUpperCase()}`);
const swapped = (id: string, path: string) => path.replace("/files/other", `/files/${id}`);
