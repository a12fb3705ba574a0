/// <reference types="vite/client" />
import presence from "@convex-dev/presence/test";
import rateLimiter from "@convex-dev/rate-limiter/test";
import workpool from "@convex-dev/workpool/test";
import { convexTest } from "convex-test";
import { decodeJwt } from "jose";
import { vi } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { Status } from "../../convex/lib/validators";
import schema from "../../convex/schema";
import { goodRun, startFakeWorker, type FakeWorker, type Upload } from "../fakes/worker";

/** A backend in memory with a fake executor on the wire, as single-machine mode sets it up. */

export const LOCAL_ISSUER = "https://local.test.invalid";
export const ACCOUNT_ISSUER = "https://accounts.test.invalid";
export const SETUP_TOKEN = "a-set-up-token-of-this-test";
export const API_KEY = "an-api-key-of-this-test";

export const plate = "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges";

const modules = import.meta.glob("../../convex/**/*.*s");
const ended: Status[] = ["needs_input", "succeeded", "failed", "canceled"];

export type Backend = Awaited<ReturnType<typeof startBackend>>;

/** `settings` replace those of the environment; an empty text unsets one. */
export async function startBackend(settings: Record<string, string> = {}) {
  const worker: FakeWorker = await startFakeWorker();
  const environment = {
    NATURALCAD_MODE: "single",
    LOCAL_ISSUER,
    ACCOUNT_ISSUER,
    ACCOUNT_PRIVATE_JWK: await privateJwk(),
    NATURALCAD_SETUP_TOKEN: SETUP_TOKEN,
    CLERK_JWT_ISSUER_DOMAIN: "",
    SECRETS_KEY: "a-secret-of-this-test",
    NATURALCAD_API_KEY: API_KEY,
    WORKER_URL: worker.url,
    WORKER_TOKEN: worker.token,
    ROUTER_ORDER: "",
    STORAGE_PUBLIC_URL: "",
    APP_TYPES_URL: "",
    ...settings,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

  const t = convexTest(schema, modules);
  for (const component of [presence, rateLimiter, workpool]) component.register(t);
  const guest = (name: string) =>
    t.withIdentity({
      issuer: LOCAL_ISSUER,
      subject: `guest:${name}`,
      tokenIdentifier: `${LOCAL_ISSUER}|guest:${name}`,
      name,
    });
  // This backend has no address to upload to, so the fake puts its files straight into the store.
  const upload: Upload = async (bytes) => ({ storageId: await t.run((ctx) => ctx.storage.store(new Blob([bytes]))) });
  worker.behave(goodRun(upload));
  const ann = guest("Ann");
  const entered = await ann.mutation(api.users.enter, { name: "Ann" });
  const workspaceId = entered.workspaces[0]!._id;

  return {
    t,
    ann,
    guest,
    /** A browser that is signed in by an account: `accessToken` as `accounts.*` gave it. */
    session: (accessToken: string) => {
      const { sub } = decodeJwt(accessToken);
      return t.withIdentity({ issuer: ACCOUNT_ISSUER, subject: sub!, tokenIdentifier: `${ACCOUNT_ISSUER}|${sub}` });
    },
    /** Signed in by another issuer: a member of nothing. */
    stranger: t.withIdentity({
      issuer: "https://elsewhere.invalid",
      subject: "s",
      tokenIdentifier: "https://elsewhere.invalid|s",
    }),
    worker,
    upload,
    workspaceId,
    get: async (generationId: Id<"generations">) => (await ann.query(api.generations.get, { generationId }))!,
    /** The generation once it has ended. */
    end: (generationId: Id<"generations">) =>
      until(async () => {
        const generation = await ann.query(api.generations.get, { generationId });
        return generation !== null && ended.includes(generation.status) ? generation : null;
      }),
    http: (path: string, init: RequestInit & { key?: string | null } = {}) => {
      const { key = API_KEY, ...rest } = init;
      const headers = new Headers(rest.headers);
      if (key !== null) headers.set("Authorization", `Bearer ${key}`);
      return t.fetch(path, { ...rest, headers });
    },
    close: async () => {
      await worker.close();
      vi.unstubAllEnvs();
    },
  };
}

let madeJwk: Promise<string> | undefined;

/** One signing key for all backends of a test file. */
function privateJwk(): Promise<string> {
  madeJwk ??= (async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    return btoa(JSON.stringify({ ...(await crypto.subtle.exportKey("jwk", privateKey)), kid: "test" }));
  })();
  return madeJwk;
}

/** Asks until the answer is not null. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  return await vi.waitFor(
    async () => {
      const answer = await ask();
      if (answer === null) throw new Error("not yet");
      return answer;
    },
    // A limit against a hang: the machine may be busy with other suites.
    { timeout: 20_000, interval: 10 },
  );
}

/** The code of the error that a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const data = (error as { data?: unknown }).data;
    const parsed = (typeof data === "string" ? JSON.parse(data) : data) as { code?: string } | undefined;
    return parsed?.code ?? `no code: ${String(error)}`;
  }
  return "no error";
}
