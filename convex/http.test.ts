// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fileText } from "../tests/fakes/worker";
import { plate, startBackend, until, type Backend } from "../tests/support/backend";
import type { LibraryAnswer } from "./lib/partsLibrary/types";

vi.mock("./lib/partsLibrary/partsLibrary", () => ({
  answerFromPartsLibrary: (): LibraryAnswer => ({
    kind: "part",
    family: "plate",
    title: "Mounting plate",
    script: "from build123d import *\nresult = Box(80, 60, 5)\n",
    label: "80 × 60 × 5",
    warnings: [],
    spec: [{ rule: "Size", kind: "bbox", size: [80, 60, 5] }],
  }),
}));

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

const post = (path: string, body: unknown, init: { key?: string | null } = {}) =>
  backend.http(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), ...init });

async function finished(prompt = plate) {
  const { id } = await (await post("/api/v1/generations", { prompt })).json();
  return await until(async () => {
    const generation = await (await backend.http(`/api/v1/generations/${id}`)).json();
    return generation.status === "succeeded" ? generation : null;
  });
}

test("a generation is made, followed and read with the names of the contract", async () => {
  const created = await post("/api/v1/generations", { prompt: plate });
  expect(created.status).toBe(201);
  const { id, status, url } = await created.json();
  expect({ status, url }).toEqual({ status: "queued", url: `/g/${id}` });

  const generation = await until(async () => {
    const body = await (await backend.http(`/api/v1/generations/${id}`)).json();
    return body.status === "succeeded" ? body : null;
  });
  expect(Object.keys(generation)).toEqual(
    expect.arrayContaining(
      "id kind prompt parentId status stage question error warnings code provider model attempts spec facts parameters artifacts timings createdAt".split(
        " ",
      ),
    ),
  );
  expect(generation.attempts[0]).toMatchObject({ provider: "partsLibrary", outcome: "ok", costUsd: 0, error: null });
  expect(generation.spec[0]).toEqual({
    rule: "Size",
    expected: "80 × 60 × 5 mm",
    measured: "80 × 60 × 5 mm",
    pass: true,
  });
  expect(generation.parentId).toBeNull();
});

test("the same idempotency key answers 200 and the same id", async () => {
  const body = { prompt: plate, idempotencyKey: "once" };
  const [first, second] = [await post("/api/v1/generations", body), await post("/api/v1/generations", body)];
  expect([first.status, second.status]).toEqual([201, 200]);
  expect((await first.json()).id).toBe((await second.json()).id);
});

test.each([
  ["no key", null, 401, "unauthenticated"],
  ["a wrong key", "wrong", 401, "unauthenticated"],
])("with %s nothing is answered but health's ok", async (_case, key, status, code) => {
  for (const path of ["/api/v1/generations", "/api/v1/generations/x"]) {
    const response = await backend.http(path, { key });
    expect(response.status).toBe(status);
    expect((await response.json()).error.code).toBe(code);
  }
});

test.each([
  ["no JSON", "{", 400, "invalid"],
  ["a list", "[]", 400, "invalid"],
  ["no prompt", {}, 400, "invalid"],
  ["an empty prompt", { prompt: " " }, 400, "invalid"],
  ["a strange kind", { prompt: "x", kind: "song" }, 400, "invalid"],
  ["an unknown provider", { prompt: "x", provider: "nobody" }, 400, "invalid"],
  ["an unknown parent", { prompt: "x", parentId: "nobody" }, 404, "not_found"],
  ["a prompt too long", { prompt: "x".repeat(20_001) }, 413, "too_large"],
  ["a body too large", { prompt: "x", more: "x".repeat(1_100_000) }, 413, "too_large"],
])("%s is refused by name", async (_case, body, status, code) => {
  const response = await post("/api/v1/generations", body);
  expect(response.status).toBe(status);
  const { error } = await response.json();
  expect(error.code).toBe(code);
  expect(error.message).not.toBe("");
  expect(error.hint).not.toBe("");
});

test("parameters make a child, out of range or of the wrong type they are 422 with the limits", async () => {
  const parent = await finished();
  const path = `/api/v1/generations/${parent.id}/parameters`;
  const child = await post(path, { values: { THICKNESS: 8 } });
  expect(child.status).toBe(201);
  const { id } = await child.json();
  expect((await (await backend.http(`/api/v1/generations/${id}`)).json()).parentId).toBe(parent.id);

  for (const values of [
    { THICKNESS: 99 },
    { THICKNESS: "thick" },
    { THICKNESS: null },
    { WIDGETS: 3 },
    { "": 1 },
    {},
  ]) {
    const response = await post(path, { values });
    expect(response.status).toBe(422);
    expect((await response.json()).error.code).toBe("unprocessable");
  }
  const { error } = await (await post(path, { values: { THICKNESS: 99 } })).json();
  expect(error.message).toBe("Thickness (THICKNESS) is 99 mm; the limits are 1 to 20 mm.");
  expect((await post(path, {})).status).toBe(400);
});

test("canceling answers the status", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const { id } = await (await post("/api/v1/generations", { prompt: plate })).json();
  const canceled = await post(`/api/v1/generations/${id}/cancel`, {});
  expect(await canceled.json()).toEqual({ status: "canceled" });
  expect((await post("/api/v1/generations/nothing/cancel", {})).status).toBe(404);
});

test("pages go from newest to oldest, each generation once, also within one millisecond", async () => {
  const { api } = await import("./_generated/api");
  for (const [i, createdAt] of [1, 2, 2, 2, 3].entries()) {
    await backend.t.mutation(api.generations.create, {
      apiKey: "an-api-key-of-this-test",
      prompt: `p${i}`,
      code: "x = 1",
      createdAt,
    });
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await (await backend.http(`/api/v1/generations?limit=2${query}`)).json();
    seen.push(...page.items.map(({ prompt }: { prompt: string }) => prompt));
    cursor = page.cursor;
  } while (cursor !== null && seen.length < 9);
  expect(seen).toEqual(["p4", "p3", "p2", "p1", "p0"]);
});

test.each(["limit=0", "limit=x", "limit=101", "cursor=nonsense"])("a list with %s is refused", async (query) => {
  expect((await backend.http(`/api/v1/generations?${query}`)).status).toBe(400);
});

test("health tells ok alone without a key, and executor and providers with one", async () => {
  expect(await (await backend.http("/api/v1/health", { key: null })).json()).toEqual({ ok: true });
  const health = await (await backend.http("/api/v1/health")).json();
  expect(health).toMatchObject({ ok: true, executor: { ok: true, version: "fake-1" } });
  expect(health.providers).toContainEqual({ id: "partsLibrary", ok: true, model: null });
  expect(health.providers).toContainEqual({ id: "anthropic", ok: false, model: null, reason: "Not configured." });
  expect((await backend.http("/api/v1/health", { key: "wrong" })).status).toBe(401);
});

test("an unknown path answers 404 in the API's own form", async () => {
  const response = await backend.http("/api/v1/nothing");
  expect(response.status).toBe(404);
  expect((await response.json()).error.code).toBe("not_found");
});

test("links are absolute on the origin that was called, a proxy's included", async () => {
  const { id } = await finished();
  const read = async (headers: Record<string, string>) => {
    const response = await backend.http(`/api/v1/generations/${id}`, { headers });
    return new URL((await response.json()).artifacts[0].url).origin;
  };
  expect(await read({ "X-Forwarded-Host": "parts.example:8443", "X-Forwarded-Proto": "https" })).toBe(
    "https://parts.example:8443",
  );
  expect(await read({ Host: "127.0.0.1:3211" })).toMatch(/:\/\/127\.0\.0\.1:3211$/);
});

test("a file comes with its type, name, hash and lifetime", async () => {
  const { artifacts } = await finished();
  const step = artifacts.find(({ format }: { format: string }) => format === "step");
  const { pathname, search } = new URL(step.url);
  const response = await backend.http(`${pathname}${search}&download=1`, { key: null });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("model/step");
  expect(response.headers.get("Content-Disposition")).toBe('attachment; filename="mounting-plate-v1.step"');
  expect(response.headers.get("ETag")).toBe(`"${step.sha256}"`);
  expect(response.headers.get("Cache-Control")).toMatch(/^private, max-age=\d{4}/);
  expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  // A browser that opens the address itself runs nothing of the file, whatever its type says.
  expect(response.headers.get("Content-Security-Policy")).toBe("sandbox; default-src 'none'");
  const whole = await response.text();
  expect(whole).toBe(fileText(backend.worker.calls[0]!.jobId, "step"));

  const part = await backend.http(pathname + search, { key: null, headers: { Range: "bytes=1-3" } });
  expect(part.status).toBe(206);
  expect(part.headers.get("Content-Range")).toBe(`bytes 1-3/${whole.length}`);
  expect(await part.text()).toBe(whole.slice(1, 4));
  const beyond = await backend.http(pathname + search, { key: null, headers: { Range: "bytes=9999-" } });
  expect(beyond.status).toBe(416);
  const known = await backend.http(pathname + search, { key: null, headers: { "If-None-Match": `"${step.sha256}"` } });
  expect(known.status).toBe(304);
});

test("a link that was changed in any part, or has expired, brings nothing", async () => {
  const { artifacts } = await finished();
  const [one, two] = artifacts.map(({ url }: { url: string }) => new URL(url));
  const withParam = (name: string, value: string) => {
    const url = new URL(one);
    url.searchParams.set(name, value);
    return url.pathname + url.search;
  };
  const later = String(Number(one.searchParams.get("exp")) + 3600);
  for (const path of [
    withParam("exp", later),
    withParam("sig", "0".repeat(64)),
    two.pathname + one.search,
    one.pathname,
    `/files/nothing${one.search}`,
  ]) {
    const response = await backend.http(path, { key: null });
    expect(response.status).toBe(403);
    expect((await response.json()).error.code).toBe("forbidden");
  }
  const day = Date.now() + 24 * 3600 * 1000;
  vi.spyOn(Date, "now").mockReturnValue(day);
  const expired = await backend.http(one.pathname + one.search, { key: null });
  vi.restoreAllMocks();
  expect(expired.status).toBe(403);
  expect((await expired.json()).error.message).toContain("expired");
});
