import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, startServer } from "./server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const upload = async (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch((await server.http.mutation(api.files!.uploadUrl!, {})) as string, {
    method: "POST",
    body: body as BodyInit,
    headers,
  });
const storedId = async (body: string, type = "text/plain"): Promise<string> =>
  ((await (await upload(body, { "Content-Type": type })).json()) as { storageId: string }).storageId;

describe("uploads", () => {
  test("an uploaded file is served as it came, with its metadata in _storage", async () => {
    const storageId = await storedId("solid cube", "model/stl");
    const response = await fetch((await server.http.query(api.files!.url!, { id: storageId })) as string);
    expect(await response.text()).toBe("solid cube");
    expect(response.headers.get("content-type")).toBe("model/stl");
    expect(response.headers.get("cache-control")).toBe("private, max-age=2592000");
    expect(await server.http.query(api.files!.metadata!, { id: storageId })).toMatchObject({
      _id: storageId,
      size: 10,
      contentType: "model/stl",
      sha256: createHash("sha256").update("solid cube").digest("base64"),
    });
  });

  test("a megabyte of bytes arrives whole, an empty file is a file", async () => {
    const bytes = new Uint8Array(1_000_003).map((_, index) => index % 251);
    const { storageId } = (await (await upload(bytes)).json()) as { storageId: string };
    const url = (await server.http.query(api.files!.url!, { id: storageId })) as string;
    expect(Buffer.compare(Buffer.from(await (await fetch(url)).arrayBuffer()), Buffer.from(bytes))).toBe(0);
    const empty = await fetch((await server.http.query(api.files!.url!, { id: await storedId("") })) as string);
    expect([empty.status, empty.headers.get("content-length"), await empty.text()]).toEqual([200, "0", ""]);
  });

  test("an upload needs a token of ours", async () => {
    const url = (await server.http.mutation(api.files!.uploadUrl!, {})) as string;
    const forged = await fetch(`${url}x`, { method: "POST", body: "x" });
    expect([forged.status, ((await forged.json()) as { code: string }).code]).toEqual([401, "StorageTokenInvalid"]);
    expect((await fetch(`${server.url}/api/storage/upload`, { method: "POST", body: "x" })).status).toBe(401);
  });

  test("an announced digest that is not the file's is refused, and nothing is kept", async () => {
    const good = createHash("sha256").update("abc").digest("base64");
    expect((await upload("abc", { Digest: `sha-256=${good}` })).status).toBe(200);
    const files = readdirSync(join(server.dataFolder, "files")).length;
    expect((await upload("abd", { Digest: `sha-256=${good}` })).status).toBe(400);
    expect(readdirSync(join(server.dataFolder, "files"))).toHaveLength(files);
  });

  test("a browser of any origin may upload", async () => {
    const url = (await server.http.mutation(api.files!.uploadUrl!, {})) as string;
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { Origin: "http://app.test", "Access-Control-Request-Headers": "content-type" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("http://app.test");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("content-type");
  });
});

describe("downloads", () => {
  test("a range is answered with that part alone", async () => {
    const url = (await server.http.query(api.files!.url!, { id: await storedId("0123456789") })) as string;
    const part = async (range: string) => {
      const response = await fetch(url, { headers: { Range: range } });
      return [response.status, response.headers.get("content-range"), await response.text()];
    };
    expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await part("bytes=-2")).toEqual([206, "bytes 8-9/10", "89"]);
    expect(await part("bytes=20-")).toEqual([416, "bytes */10", ""]);
  });

  test("an unknown file is 404 FileNotFound", async () => {
    const response = await fetch(`${server.url}/api/storage/${crypto.randomUUID()}`);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "FileNotFound"]);
  });
});

describe("ctx.storage", () => {
  test("an action stores a blob and reads it back", async () => {
    const id = await server.http.action(api.files!.store!, { text: "from an action" });
    expect(await server.http.action(api.files!.read!, { id })).toEqual({ text: "from an action", type: "text/plain" });
  });

  test("a deleted file is gone; one whose mutation failed is not", async () => {
    const id = await storedId("precious");
    await expect(server.http.mutation(api.files!.removeThenFail!, { id })).rejects.toThrow("keep it");
    const url = (await server.http.query(api.files!.url!, { id })) as string;
    expect(await (await fetch(url)).text()).toBe("precious");
    const files = readdirSync(join(server.dataFolder, "files")).length;
    await server.http.mutation(api.files!.remove!, { id });
    expect(await server.http.query(api.files!.url!, { id })).toBeNull();
    expect((await fetch(url)).status).toBe(404);
    expect(readdirSync(join(server.dataFolder, "files"))).toHaveLength(files - 1);
  });
});
