import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, startServer } from "./server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ isProduction: true });
});
afterAll(() => server.stop());

test("[H6] a client reads no more of an error than its request id, and the server's output has the rest", async () => {
  const client = server.client();
  const overSocket = client.mutation(api.notes!.failAfterWrite!, { channel: "hidden" });
  await expect(overSocket).rejects.toThrow(/\[Request ID: [0-9a-f]{16}\] Server Error/);
  await expect(overSocket).rejects.not.toThrow(/changed my mind/);
  const overHttp = server.http.mutation(api.notes!.failAfterWrite!, { channel: "hidden" });
  await expect(overHttp).rejects.not.toThrow(/changed my mind/);
  expect(server.output()).toMatch(/\[Request ID: [0-9a-f]{16}\] Uncaught Error: changed my mind/);
});

test("[H6] a ConvexError's data reaches the client", async () => {
  await expect(server.client().mutation(api.notes!.failWithData!, {})).rejects.toMatchObject({
    data: { code: "too_bad", limit: 3n },
  });
});

test("[H6] log lines stay on the server", async () => {
  const response = await fetch(`${server.url}/api/action`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: "acts:roundTrip", args: { channel: "logged" }, format: "json" }),
  });
  expect(await response.json()).toMatchObject({ status: "success", logLines: [] });
});
