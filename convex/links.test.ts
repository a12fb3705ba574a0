// @vitest-environment edge-runtime
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

let backend: Backend;
let workspaceId: Id<"workspaces">;
let host: Server;
let origin: string;
let asked: string[];
beforeEach(async () => {
  backend = await startBackend();
  workspaceId = backend.workspaceId;
  asked = [];
  host = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/closed") response.setHeader("X-Frame-Options", "DENY");
    if (request.url === "/broken") response.statusCode = 503;
    if (request.url === "/away") response.writeHead(302, { Location: "http://169.254.169.254/latest" });
    if (request.url === "/round") response.writeHead(302, { Location: "/round" });
    if (request.url === "/moved") response.writeHead(301, { Location: "/page" });
    if (request.url !== "/silent") response.end("hello");
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterEach(async () => {
  host.closeAllConnections();
  host.close();
  await backend.close();
});

const add = (path: string) =>
  backend.ann.mutation(api.links.create, { workspaceId, name: path, url: `${origin}${path}`, permissions: [] });
const probe = () => backend.ann.action(api.links.probe, { workspaceId, origin: "https://cad.example" });
const states = async () =>
  Object.fromEntries(
    (await backend.ann.query(api.links.list, { workspaceId })).map(({ name, status }) => [name, status?.state]),
  );

test("the backend asks nobody in its own network until an owner allows that origin", async () => {
  await add("/page");
  await probe();
  expect(await states()).toEqual({ "/page": "not_asked" });
  expect(asked).toEqual([]);
});

test("what an address answers is told apart, and a way into the own network is not followed", async () => {
  await backend.ann.mutation(api.links.allowOrigin, { workspaceId, origin, isAllowed: true });
  for (const path of ["/page", "/moved", "/closed", "/broken", "/away", "/round"]) await add(path);
  await backend.ann.mutation(api.links.create, {
    workspaceId,
    name: "nobody",
    url: "http://localhost:1/",
    permissions: [],
  });
  await backend.ann.mutation(api.links.allowOrigin, { workspaceId, origin: "http://localhost:1", isAllowed: true });
  expect(await probe()).toBe(7);
  expect(await states()).toEqual({
    "/page": "open",
    "/moved": "open",
    "/closed": "unframed",
    "/broken": "error",
    "/away": "not_asked",
    "/round": "error",
    nobody: "away",
  });
});

test("a host that takes the question and never answers is away", async () => {
  const patience = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal);
  host.prependListener("request", ({ url }) => {
    if (url === "/silent") patience.abort();
  });
  await backend.ann.mutation(api.links.allowOrigin, { workspaceId, origin, isAllowed: true });
  await add("/silent");
  try {
    await probe();
  } finally {
    timeout.mockRestore();
  }
  const [link] = await backend.ann.query(api.links.list, { workspaceId });
  expect(link?.status).toMatchObject({ state: "away", detail: "No answer within 5 s." });
});

test("two people who look ask once", async () => {
  await backend.ann.mutation(api.links.allowOrigin, { workspaceId, origin, isAllowed: true });
  await add("/page");
  await Promise.all([probe(), probe()]);
  expect(asked).toEqual(["/page"]);
});

test("only an owner opens the own network, and what is no origin is refused", async () => {
  const allow = (text: string) =>
    refusal(backend.ann.mutation(api.links.allowOrigin, { workspaceId, origin: text, isAllowed: true }));
  expect(await allow("file:///etc/passwd")).toBe("invalid");
  expect(await allow("192.168.1.20")).toBe("invalid");
  expect(await allow("http://192.168.1.20:3000/board?x=1")).toBe("no error");
  expect(await backend.ann.query(api.links.origins, { workspaceId })).toEqual(["http://192.168.1.20:3000"]);
});
