// Components from npm, unmodified, and one of our own in two instances.
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { ADMIN_KEY, api, newDataFolder, startServer, untilValue } from "./server.ts";

const dataFolder = newDataFolder();
const start = () => startServer({ fixture: "components", dataFolder, env: { SECRET: "only for the app" } });

let server: RunningServer;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const main = api.main!;
const ask = (name: string, args: Record<string, unknown> = {}) => server.http.query(main[name]!, args);
const write = (name: string, args: Record<string, unknown> = {}) => server.http.mutation(main[name]!, args);
const textsOf = (rows: { text: string }[]) => rows.map(({ text }) => text);

const seen = <T>(name: string, args: Record<string, unknown>, isWanted: (value: T) => boolean) =>
  untilValue<T>(server.client(), main[name]!, args, isWanted);

test("rate-limiter lets five of seven through at a capacity of five, and each key has its own bucket", async () => {
  const answers = [];
  for (let i = 0; i < 7; i++)
    answers.push((await write("tryOnce", { key: "ann" })) as { ok: boolean; retryAfter?: number });
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false, false]);
  expect(answers[6]!.retryAfter).toBeGreaterThan(0);
  expect(await write("tryOnce", { key: "bea" })).toMatchObject({ ok: true });
});

test("workpool runs every job once and tells how each ended", async () => {
  await write("enqueue", { count: 5 });
  const rows = await seen<{ text: string }[]>(
    "notes",
    {},
    (notes) => notes.filter(({ text }) => /^\d /.test(text)).length === 5,
  );
  expect(textsOf(rows).sort()).toEqual(["0 success 0", "1 success 2", "2 success 4", "3 failed", "4 success 8"]);
});

test("presence sees a heartbeat, and its end when none follows", async () => {
  await write("heartbeat", { room: "part", user: "ann", session: "s1", interval: 400 });
  const online = await seen<{ online: boolean }[]>("here", { room: "part" }, (users) => users.length === 1);
  expect(online[0]!.online).toBe(true);
  await seen<{ online: boolean }[]>("here", { room: "part" }, (users) => users[0]?.online === false);
});

test("aggregate counts and sums what the same mutation inserts", async () => {
  for (const points of [1, 9, 5, 3]) await write("score", { points });
  expect(await ask("totals")).toEqual({ count: 4, sum: 18, third: 5 });
});

test("migrations go through a table in batches to its end", async () => {
  await write("writeBoth", { text: "to move", survives: true });
  await server.http.mutation(main.runMigrations!, { fn: "main:move" }).catch(() => undefined); // internal: the administrator runs it
  const response = await fetch(`${server.url}/api/function`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Convex ${ADMIN_KEY}` },
    body: JSON.stringify({ path: "main:runMigrations", args: { fn: "main:move" }, format: "json" }),
  });
  expect(await response.json()).toMatchObject({ status: "success" });
  await seen<{ isMoved?: boolean }[]>(
    "notes",
    {},
    (notes) => notes.length > 0 && notes.every(({ isMoved }) => isMoved),
  );
});

test("a component's failure undoes its own writes alone when the caller catches it, and all when not", async () => {
  await write("writeBoth", { text: "refused", survives: true });
  expect(textsOf((await ask("notes")) as { text: string }[])).toContain("refused");
  expect(await ask("pages", { second: false })).not.toContain("refused");

  const before = ((await ask("notes")) as unknown[]).length;
  await expect(write("writeBoth", { text: "refused", survives: false })).rejects.toThrow();
  expect(((await ask("notes")) as unknown[]).length).toBe(before);
});

test("instances of one definition keep apart, each with the environment it was given and no more", async () => {
  await write("writeBoth", { text: "only here", survives: true });
  expect(await ask("pages", { second: false })).toContain("only here");
  expect(await ask("pages", { second: true })).not.toContain("only here");
  expect(await ask("about")).toEqual([
    { paper: "squared", secret: null, who: null },
    { paper: "plain", secret: null, who: null },
  ]);
});

test("a component calls the app back by a handle, at once and later", async () => {
  await write("tellBack", { text: "told at once", isLater: false });
  expect(textsOf((await ask("notes")) as { text: string }[])).toContain("told at once");
  await write("tellBack", { text: "told later", isLater: true });
  await seen<{ text: string }[]>("notes", {}, (notes) => textsOf(notes).includes("told later"));
});

test("an action of a component keeps files of its own", async () => {
  expect(await server.http.action(main.keepInComponent!, { text: "kept" })).toBe("kept");
});

test("a component's crons run in each of its instances", async () => {
  await seen<string[]>("pages", { second: false }, (texts) => texts.includes("tick"));
  await seen<string[]>("pages", { second: true }, (texts) => texts.includes("tick"));
});

test("no client reaches a component's functions, public there or not; the administrator does", async () => {
  const call = async (path: string, headers: Record<string, string>, more: object = {}) => {
    const response = await fetch(`${server.url}/api/query`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify({ path, args: {}, format: "json", ...more }),
    });
    return { status: response.status, body: (await response.json()) as { errorMessage?: string; value?: unknown } };
  };
  expect((await call("notebook;pages:list", {})).body.errorMessage).toContain("Could not find public function");
  expect((await call("pages:list", {}, { componentPath: "notebook" })).status).toBe(403);
  const admin = await call("pages:list", { Authorization: `Convex ${ADMIN_KEY}` }, { componentPath: "notebook" });
  expect(Array.isArray(admin.body.value)).toBe(true);
});

test("what components keep is there after a restart", async () => {
  for (let i = 0; i < 5; i++) await write("tryOnce", { key: "cem" });
  await write("score", { points: 2 });
  const before = await ask("totals");
  await server.kill();
  server = await startServer({
    fixture: "components",
    dataFolder: server.dataFolder,
    env: { SECRET: "the app's own" },
  });
  expect(await ask("totals")).toEqual(before);
  expect(await write("tryOnce", { key: "cem" })).toMatchObject({ ok: false });
});

test("[C5] each instance answers the HTTP routes below its own prefix, from its own tables, and the app none of them", async () => {
  const ask = async (path: string, method = "GET") => await fetch(`${server.siteUrl}${path}`, { method });
  expect((await ask("/books/page/by-http", "POST")).status).toBe(201);
  const read = async (path: string) => (await (await ask(path)).json()) as { path: string; pages: string[] };
  const first = await read("/books/pages");
  expect(first).toMatchObject({ path: "/books/pages", paper: "squared", who: null });
  expect(first.pages).toContain("by-http");
  const second = await read("/books/second/pages");
  expect(second).toMatchObject({ path: "/books/second/pages", paper: "plain" });
  expect(second.pages).not.toContain("by-http");
  expect([(await ask("/pages")).status, (await ask("/books")).status, (await ask("/books/none")).status]).toEqual([
    404, 404, 404,
  ]);
});
