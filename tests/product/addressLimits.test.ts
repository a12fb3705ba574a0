// A flood from one network address over HTTP, on the real backend: it is refused with when to come back, and everybody
// at another address goes on.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRealBackend, type RealBackend } from "../support/realBackend";

const FLOODER = "203.0.113.7";
const NEIGHBOUR = "203.0.113.8";

let backend: RealBackend;
beforeAll(async () => {
  backend = await startRealBackend({ environment: { NATURALCAD_MODE: "accounts" } });
});
afterAll(() => backend.close());

type Answer = { code: string; retryAfterS?: number };

async function act(from: string, path: string, args: object): Promise<Answer> {
  const response = await fetch(`${backend.url}/api/action`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Forwarded-For": from },
    body: JSON.stringify({ path, format: "json", args: [args] }),
  });
  const { errorData } = (await response.json()) as { errorData?: Answer };
  return errorData ?? { code: "no error" };
}
const signUp = (from: string) => {
  const person = { email: "x@northgate.example", password: "a password of four", name: "Xenia", device: "test" };
  return act(from, "accounts:signUp", { ...person, inviteToken: "nothing" });
};
const setUp = (from: string) => {
  const person = { email: "x@y.example", password: "p", name: "X", device: "test" };
  return act(from, "accounts:setUp", { ...person, setupToken: "no" });
};
const signIn = (from: string) =>
  act(from, "accounts:signIn", { email: "x@northgate.example", password: "not the one", device: "test" });

async function get(from: string, path: string): Promise<{ status: number; retryAfter: string | null }> {
  const response = await fetch(`${backend.siteUrl}${path}`, { headers: { "X-Forwarded-For": from } });
  await response.arrayBuffer();
  return { status: response.status, retryAfter: response.headers.get("Retry-After") };
}

/** Calls 20 at a time until one is refused, at the latest after 300 calls: buckets fill while it calls. */
async function refusedAfter<T>(call: () => Promise<T>, isRefused: (answer: T) => boolean): Promise<T> {
  for (let round = 0; round < 15; round++) {
    const refused = (await Promise.all(Array.from({ length: 20 }, call))).find(isRefused);
    if (refused !== undefined) return refused;
  }
  throw new Error("300 calls, and none was refused.");
}

test("sign-up and sign-in: one address is refused with the seconds to wait, another signs in", async () => {
  const refused = await refusedAfter(
    () => signUp(FLOODER),
    ({ code }) => code === "rate_limited",
  );
  expect(refused.retryAfterS).toBeGreaterThan(0);
  // Ways in share one bucket, and what the client wrote before the proxy's own entry counts for nothing.
  await refusedAfter(
    () => setUp(`${NEIGHBOUR}, ${FLOODER}`),
    ({ code }) => code === "rate_limited",
  );
  expect((await signIn(NEIGHBOUR)).code).toBe("unauthenticated");
});

test("public links: one address that tries tokens is refused, another is answered", async () => {
  const { retryAfter } = await refusedAfter(
    () => get(FLOODER, "/api/v1/shares/a-token-that-leads-nowhere"),
    ({ status }) => status === 429,
  );
  expect(Number(retryAfter)).toBeGreaterThan(0);
  expect((await get(NEIGHBOUR, "/api/v1/shares/a-token-that-leads-nowhere")).status).toBe(404);
});
