import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, startServer } from "./server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("HTTP actions", () => {
  test("status, headers and body are the function's own, CORS too", async () => {
    const response = await fetch(`${server.siteUrl}/echo`, { method: "POST", body: "hello" });
    expect([response.status, response.headers.get("x-echo"), await response.text()]).toEqual([201, "yes", "hello"]);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await fetch(`${server.siteUrl}/echo`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://example.com");
  });

  test("prefix routes reach the database", async () => {
    await server.http.mutation(api.notes!.add!, { channel: "site", body: "seen" });
    const notes = (await (await fetch(`${server.siteUrl}/notes/site`)).json()) as { body: string }[];
    expect(notes.map(({ body }) => body)).toEqual(["seen"]);
  });

  test("bodies stream both ways: an answer begins before the request has ended", async () => {
    const seen = await new Promise<string[]>((resolve, reject) => {
      const chunks: string[] = [];
      const sent = request(`${server.siteUrl}/stream`, { method: "POST" }, (response) => {
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk.toString());
          // The next part is sent only once the one before it has come back.
          if (chunks.length < 3) sent.write(`part ${chunks.length}`);
          else sent.end();
        });
        response.on("end", () => resolve(chunks));
      });
      sent.on("error", reject);
      sent.write("part 0");
    });
    expect(seen).toEqual(["part 0", "part 1", "part 2"]);
  });

  test("a thrown error is Convex's 500", async () => {
    const response = await fetch(`${server.siteUrl}/throws`);
    const body = (await response.json()) as { code: string; trace: string };
    expect(response.status).toBe(500);
    expect(body.code).toMatch(/^\[Request ID: [0-9a-f]{16}\] Server Error: Uncaught Error: site broke$/);
    expect(body.trace).toContain("../convex/http.js:");
  });

  test("a header that is no token leaves the caller nobody, for the function to judge", async () => {
    expect(
      await (await fetch(`${server.siteUrl}/me`, { headers: { Authorization: "Bearer my-own-api-key" } })).json(),
    ).toBeNull();
    expect(await (await fetch(`${server.siteUrl}/me`, { headers: { Authorization: "Basic eDp5" } })).json()).toBeNull();
  });

  test("an unknown path is 404, HEAD is GET without a body", async () => {
    expect((await fetch(`${server.siteUrl}/nothing`)).status).toBe(404);
    const head = await fetch(`${server.siteUrl}/notes/site`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});

describe("the function API", () => {
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });

  test("a function's error is 560, a malformed request 400, an unknown path 404", async () => {
    expect((await post("/api/query", { path: "notes:wrongReturns", args: {} })).status).toBe(560);
    expect((await post("/api/query", { args: {} })).status).toBe(400);
    expect((await fetch(`${server.url}/api/query`, { method: "POST", body: "{" })).status).toBe(400);
    expect((await post("/api/nothing", {})).status).toBe(404);
  });

  test("plain errors carry no errorData", async () => {
    expect(
      await (await post("/api/mutation", { path: "notes:failAfterWrite", args: { channel: "x" } })).json(),
    ).not.toHaveProperty("errorData");
  });

  test("format json gives int64 as text", async () => {
    const stored = (await (
      await post("/api/mutation", { path: "notes:failWithData", args: {}, format: "json" })
    ).json()) as { errorData: unknown };
    expect(stored.errorData).toEqual({ code: "too_bad", limit: "3" });
  });

  test("a consistent query reads at a timestamp that the backend gave", async () => {
    expect(await server.http.consistentQuery(api.values!.echo!, { value: "then" })).toBe("then");
  });

  test("/version answers", async () => {
    expect((await fetch(`${server.url}/version`)).status).toBe(200);
  });
});
