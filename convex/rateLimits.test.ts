// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import { limiter } from "./model/rateLimits";

// Buckets fill with time, so time stands still here.

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await backend.close();
});

const use = (name: Parameters<typeof limiter.limit>[1] & string, key: string, count: number) =>
  backend.t.run((ctx) => limiter.limit(ctx, name as "startByPerson", { key, count }));
const cube = (person: Backend["ann"]) =>
  refusal(person.mutation(api.generations.create, { prompt: "20 mm cube", workspaceId: backend.workspaceId }));

test("one person's flood of runs is stopped, a colleague's is not", async () => {
  const bea = backend.guest("Bea");
  await bea.mutation(api.users.enter, {});
  const { user } = await backend.ann.mutation(api.users.enter, {});
  await use("startByPerson", user._id, 299);
  expect(await cube(backend.ann)).toBe("no error");
  expect(await cube(backend.ann)).toBe("rate_limited");
  expect(await cube(bea)).toBe("no error");
  vi.setSystemTime(Date.now() + 1_000);
  expect(await cube(backend.ann)).toBe("no error");
});

test("a prompt that is refused costs nothing", async () => {
  const { user } = await backend.ann.mutation(api.users.enter, {});
  await use("startByPerson", user._id, 299);
  for (let i = 0; i < 3; i++) {
    expect(await refusal(backend.ann.mutation(api.generations.create, { prompt: " " }))).toBe("invalid");
  }
  expect(await cube(backend.ann)).toBe("no error");
});

test("who floods sign-in for one address is told when to come back, and others still get in", async () => {
  const tryOnce = (email: string) =>
    backend.t.action(api.accounts.signIn, { email, password: "not the one", device: "test" });
  await use("signInByAddress", "nobody@example.test", 20);
  const refused = tryOnce("nobody@example.test");
  await expect(refused).rejects.toThrow("Try again in");
  expect(await refusal(refused)).toBe("rate_limited");
  expect(await refusal(tryOnce("somebody@example.test"))).toBe("unauthenticated");
});

test("a network address that floods the HTTP API is refused, another and this machine are not", async () => {
  await use("apiFrom", "203.0.113.7", 600);
  const ask = async (ip: string) =>
    (await backend.t.withRequestMetadata({ ip }).fetch("/api/v1/generations", { method: "GET" })).status;
  expect(await ask("203.0.113.7")).toBe(429);
  expect(await ask("203.0.113.8")).toBe(401);
  expect(await ask("127.0.0.1")).toBe(401);
});

test("a network address that floods sign-in is refused, and takes nothing from what everybody shares", async () => {
  const tryFrom = (ip: string) => {
    const guess = { email: "somebody@example.test", password: "not the one", device: "test" };
    return refusal(backend.t.withRequestMetadata({ ip }).action(api.accounts.signIn, guess));
  };
  await use("signInFrom", "2001:db8:1:2::/64", 30);
  await use("signInAtAll", "all", 119);
  expect(await tryFrom("2001:db8:1:2::5")).toBe("rate_limited");
  expect(await tryFrom("2001:db8:1:2::6")).toBe("rate_limited");
  expect(await tryFrom("2001:db8:1:3::5")).toBe("unauthenticated");
});
