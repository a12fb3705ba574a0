import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { ADMIN_KEY, api, startServer } from "./server.ts";

let server: RunningServer;
let production: RunningServer;
beforeAll(async () => {
  [server, production] = await Promise.all([startServer(), startServer({ isProduction: true })]);
});
afterAll(() => Promise.all([server.stop(), production.stop()]));

const read = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/_dashboard${path}`, { headers });
const textOf = async (path: string) => (await read(path)).text();

test("[D1] documents are shown newest first, in pages, with their markup as text", async () => {
  for (let number = 0; number < 52; number++) {
    await server.http.mutation(api.notes!.add!, { channel: "paged", body: `<b>note ${number}</b>` });
  }
  expect(await textOf("")).toMatch(/>notes<\/a>.*?class="number">\d+</s);
  const first = await textOf("/table?component=&name=notes");
  expect(first).toContain("&lt;b&gt;note 51&lt;/b&gt;");
  expect(first).not.toContain("<b>note");
  expect(first).not.toContain("note 1&lt;");
  const next = /href="([^"]+)">Next 50</.exec(first)![1]!.replaceAll("&amp;", "&");
  expect(await (await fetch(`${server.url}${next}`)).text()).toContain("note 1&lt;");
});

test("[D1] functions are shown with their calls and failures, and logs with what they failed with", async () => {
  await server.http.mutation(api.notes!.failAfterWrite!, { channel: "failing" }).catch(() => undefined);
  expect(await textOf("/functions")).toMatch(
    /notes:failAfterWrite<\/td><td>mutation<\/td><td class="number">1<\/td><td class="number">1</,
  );
  expect(await textOf("/logs")).toContain("[FAILED] Uncaught Error: changed my mind");
});

test("[D1] a scheduled function is shown with its state and the time it is due", async () => {
  await server.http.mutation(api.jobs!.schedule!, { delayMs: 3_600_000, body: "later" });
  expect(await textOf("/jobs")).toMatch(/<td>jobs(\.js)?:record<\/td><td>pending<\/td><td>\d{4}-\d\d-\d\d /);
  expect((await read("/jobs?component=invented")).status).toBe(200);
});

test("[D1] a name that is no table or no page is 404, and makes no table", async () => {
  expect((await read("/table?component=&name=invented")).status).toBe(404);
  expect((await read("/invented")).status).toBe(404);
  expect(await textOf("")).not.toContain("invented");
});

test("[D1] variables are not shown", async () => {
  expect((await read("/table?component=&name=_environment_variables")).status).toBe(404);
});

test("[D2] pages run no script, go into no frame, and are read by no other origin", async () => {
  const response = await read("", { Origin: "https://elsewhere.example" });
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
});

test("[D2] a request that came through a proxy, or by a name that is not this machine's, needs the admin key", async () => {
  expect((await read("", { "X-Forwarded-For": "203.0.113.7" })).status).toBe(401);
  const status = await new Promise((resolve, reject) => {
    httpRequest(`${server.url}/_dashboard`, { headers: { Host: "elsewhere.example" } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(401);
});

test("[D2] in production the admin key is needed, and another one is refused", async () => {
  const status = async (authorization?: string) =>
    (
      await fetch(
        `${production.url}/_dashboard`,
        authorization === undefined ? {} : { headers: { Authorization: authorization } },
      )
    ).status;
  const basic = (key: string) => `Basic ${Buffer.from(`me:${key}`).toString("base64")}`;
  expect(await status()).toBe(401);
  expect(await status(basic(`${ADMIN_KEY}x`))).toBe(403);
  expect(await status(basic(ADMIN_KEY))).toBe(200);
  expect(await status(`Convex ${ADMIN_KEY}`)).toBe(200);
});

test("[D3] the dashboard takes no other method", async () => {
  expect((await fetch(`${server.url}/_dashboard`, { method: "POST" })).status).toBe(405);
});
