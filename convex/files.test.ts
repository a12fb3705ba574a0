// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startFakeSupabase, type FakeSupabase } from "../tests/fakes/supabase";
import { fileText, goodRun, uploadOverHttp } from "../tests/fakes/worker";
import { plate, startBackend, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

// Files in Supabase Storage, through the real supabase-js over real HTTP.

let supabase: FakeSupabase;
let backend: Backend;
beforeEach(async () => {
  supabase = await startFakeSupabase();
  backend = await startBackend({
    STORAGE: "supabase",
    SUPABASE_URL: supabase.url,
    SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
    SUPABASE_BUCKET: "naturalcad",
  });
});
afterEach(async () => {
  await backend.close();
  await supabase.close();
});

async function made(): Promise<Id<"generations">> {
  const generationId = await backend.ann.mutation(api.generations.create, { prompt: plate });
  await backend.end(generationId);
  return generationId;
}
const linkOf = async (generationId: Id<"generations">, format: string) => {
  const links = await backend.ann.mutation(api.artifacts.links, { generationId });
  return links.find((link) => link.format === format)!.url;
};
const migrate = (to: "convex" | "supabase") => backend.t.action(internal.files.migrate, { to });

test("the executor sends its files straight to the bucket, each under a signed address of its own", async () => {
  backend.worker.behave(goodRun(uploadOverHttp));
  const generationId = await made();
  expect((await backend.get(generationId)).status).toBe("succeeded");
  const { uploads, jobId } = backend.worker.calls[0]!;
  expect(uploads!.stl).toMatchObject({ method: "PUT" });
  expect(JSON.stringify(uploads)).not.toContain(supabase.serviceRoleKey);
  expect([...supabase.files.values()].map(({ bytes }) => bytes.toString())).toContain(fileText(jobId, "stl"));
});

test("an executor that cannot reach the bucket answers with the bytes, and the backend stores them there", async () => {
  backend.worker.behave(goodRun());
  const generationId = await made();
  expect((await backend.get(generationId)).status).toBe("succeeded");
  expect(supabase.files.size).toBe(4);
});

test("a file's link leads to a signed address that needs no key and gives the bytes", async () => {
  backend.worker.behave(goodRun(uploadOverHttp));
  const generationId = await made();
  const answer = await backend.http(await linkOf(generationId, "stl"), { key: null });
  expect(answer.status).toBe(302);
  const file = await fetch(answer.headers.get("Location")!);
  expect(await file.text()).toBe(fileText(backend.worker.calls[0]!.jobId, "stl"));
  const forged = await backend.http((await linkOf(generationId, "stl")).replace(/sig=../, "sig=00"), { key: null });
  expect(forged.status).toBe(403);
});

test("when the bucket refuses, the version fails with a reason and what to do", async () => {
  supabase.failNext(/upload\/sign/, 500);
  const generationId = await made();
  expect((await backend.get(generationId)).error).toMatchObject({ code: "storage_failed" });
});

test("files move to the bucket without a byte lost", async () => {
  vi.stubEnv("STORAGE", "convex");
  backend.worker.behave(goodRun(backend.upload));
  const generationId = await made();
  expect(supabase.files.size).toBe(0);

  expect(await migrate("supabase")).toEqual({ moved: 4, lost: 0, isDone: true });
  expect(supabase.files.size).toBe(4);
  expect(await backend.t.run((ctx) => ctx.db.system.query("_storage").collect())).toEqual([]);
  expect((await backend.http(await linkOf(generationId, "glb"), { key: null })).status).toBe(302);
  expect(await migrate("supabase")).toEqual({ moved: 0, lost: 0, isDone: true }); // nothing is done twice
});

test("a copy that differs from its original stops the move and keeps the original", async () => {
  vi.stubEnv("STORAGE", "convex");
  backend.worker.behave(goodRun(backend.upload));
  const generationId = await made();
  supabase.damageNextRead();
  await expect(migrate("supabase")).rejects.toThrow("differs from the original");
  expect((await backend.http(await linkOf(generationId, "glb"), { key: null })).status).toBe(200);
  expect(supabase.files.size).toBe(0);
});

test("with half a configuration files stay in Convex's own store", async () => {
  vi.stubEnv("SUPABASE_SERVICE_ROLE_KEY", "");
  backend.worker.behave(goodRun(backend.upload));
  const generationId = await made();
  expect((await backend.get(generationId)).status).toBe("succeeded");
  expect(supabase.files.size).toBe(0);
});
