// Files that move from a bucket, on the real backend: who asks for removals there is a component from npm.
import { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../convex/_generated/api";
import { startFakeSupabase, type FakeSupabase } from "../fakes/supabase";
import { fileText } from "../fakes/worker";
import { plate } from "../support/backend";
import { startRealBackend, type RealBackend } from "../support/realBackend";

let supabase: FakeSupabase;
let backend: RealBackend;
beforeAll(async () => {
  supabase = await startFakeSupabase();
  const environment = {
    STORAGE: "supabase",
    SUPABASE_URL: supabase.url,
    SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
    SUPABASE_BUCKET: "naturalcad",
  };
  backend = await startRealBackend({ environment });
});
afterAll(async () => {
  await backend.close();
  await supabase.close();
});

test("files come back from the bucket whole, and one that it would not remove is removed when it is asked again", async () => {
  const ann = new ConvexHttpClient(backend.url, { logger: false });
  ann.setAuth(await backend.guestToken("Ann"));
  await ann.mutation(api.users.enter, { name: "Ann" });
  const generationId = await ann.mutation(api.generations.create, { prompt: plate });
  const wait = { timeout: 30_000, interval: 50 };
  await vi.waitFor(
    async () => expect((await ann.query(api.generations.get, { generationId }))?.status).toBe("succeeded"),
    wait,
  );
  expect(supabase.files.size).toBe(4);

  supabase.failNext(/^DELETE /, 503);
  const answer = await fetch(`${backend.url}/api/function`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Convex ${backend.adminKey}` },
    body: JSON.stringify({ path: "files:migrate", args: { to: "convex" }, format: "json" }),
  });
  expect(await answer.json()).toMatchObject({ value: { moved: 4, lost: 0, isDone: true } });
  const links = await ann.mutation(api.artifacts.links, { generationId });
  const { url } = links.find(({ format }) => format === "glb")!;
  const glb = await fetch(new URL(url, backend.siteUrl));
  expect([glb.status, await glb.text()]).toEqual([200, fileText(backend.worker.calls[0]!.jobId, "glb")]);
  await vi.waitFor(() => expect(supabase.files.size).toBe(0), wait);
});
