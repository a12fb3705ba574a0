import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { fileText, goodRun, plateFacts, plateHoles, scriptError } from "../fakes/worker";
import { plate, refusal, until } from "../support/backend";
import { startEmbeddedSubject } from "./embeddedSubject";
import { startMemorySubject } from "./memorySubject";
import { API_KEY, type Caller, type Subject } from "./subject";

// One suite, several backends: the same convex/ folder has to behave the same on each of them.

const code = "from build123d import *\nresult = Box(1, 2, 3)\n";

describe.each([
  ["convex-test", startMemorySubject],
  ["embedded", startEmbeddedSubject],
])("on %s", (_name, startSubject) => {
  let subject: Subject;
  let ann: Caller;
  let workspaceId: Id<"workspaces">;
  beforeAll(async () => {
    subject = await startSubject();
    ann = await subject.guest("Ann");
    workspaceId = (await ann.mutation(api.users.enter, { name: "Ann" })).workspaces[0]!._id;
  });
  afterAll(() => subject?.close());
  beforeEach(() => {
    subject.worker.behave(goodRun(subject.upload));
    subject.worker.calls.splice(0);
    subject.worker.canceledJobIds.splice(0);
  });

  const create = (prompt = plate) => ann.mutation(api.generations.create, { prompt });
  const get = async (generationId: Id<"generations">) => (await ann.query(api.generations.get, { generationId }))!;
  const ended = (generationId: Id<"generations">) =>
    until(async () => {
      const generation = await get(generationId);
      return generation.endedAt === null ? null : generation;
    });
  const reached = (generationId: Id<"generations">, stage: string) =>
    until(async () => ((await get(generationId)).stage === stage ? true : null));
  const withKey = (path: string, init: RequestInit = {}) =>
    subject.http(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${API_KEY}` } });

  test("a prompt becomes a measured part whose files can be fetched by their links", async () => {
    const generationId = await create();
    const generation = await ended(generationId);
    expect(generation.error).toBeNull();
    expect(generation.status).toBe("succeeded");
    expect(generation.facts).toEqual({ ...plateFacts, holes: plateHoles });
    const links = await ann.mutation(api.artifacts.links, { generationId });
    expect(links.map(({ format }) => format).sort()).toEqual(["glb", "png", "step", "stl"]);
    for (const { url, format } of links) {
      const response = await subject.http(url);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(fileText(subject.worker.calls[0]!.jobId, format));
    }
  });

  test("a script that breaks fails with its line and keeps what it printed", async () => {
    subject.worker.behave(scriptError("exception", "ValueError: no", 7));
    const generationId = await create();
    expect(await ended(generationId)).toMatchObject({
      status: "failed",
      error: { code: "exception", line: 7, stage: "running" },
    });
    expect(await ann.query(api.generations.logs, { generationId })).toEqual([
      { stream: "stdout", text: "about to break\n" },
    ]);
  });

  test("canceling ends it at once and stops the executor", async () => {
    subject.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
    const generationId = await create();
    await reached(generationId, "running");
    expect(await ann.mutation(api.generations.cancel, { generationId })).toEqual({ status: "canceled" });
    await until(async () => (subject.worker.canceledJobIds.length === 1 ? true : null));
    expect((await get(generationId)).status).toBe("canceled");
  });

  test("changed parameters make a child that runs the same code", async () => {
    const parentId = await create();
    await ended(parentId);
    const childId = await ann.mutation(api.generations.runParameters, {
      generationId: parentId,
      values: { THICKNESS: 8 },
    });
    expect(await ended(childId)).toMatchObject({ status: "succeeded", parentId, number: 2 });
    expect(subject.worker.calls[1]).toMatchObject({
      parameters: { THICKNESS: 8 },
      code: subject.worker.calls[0]!.code,
    });
    const beyond = ann.mutation(api.generations.runParameters, { generationId: parentId, values: { THICKNESS: 999 } });
    expect(await refusal(beyond)).toBe("unprocessable");
  });

  test("concurrent calls with one idempotency key make one generation", async () => {
    const args = { prompt: "a box", code, idempotencyKey: "at once" };
    const ids = await Promise.all([1, 2, 3, 4].map(() => ann.mutation(api.generations.create, args)));
    expect(new Set(ids).size).toBe(1);
  });

  test("a script with the API key stores and lists, with whole numbers as int64", async () => {
    const createdAt = BigInt(Date.now() + 60_000);
    const { anonymous } = subject;
    await anonymous.mutation(api.generations.create, {
      prompt: "stored",
      code,
      provider: "notebook",
      createdAt,
      apiKey: API_KEY,
    });
    const [newest] = await anonymous.query(api.generations.recent, { limit: 1n, apiKey: API_KEY });
    expect(newest).toMatchObject({ prompt: "stored", code, provider: "notebook", kind: "cad", status: "succeeded" });
    expect(newest!.createdAt).toBe(Number(createdAt));
  });

  test("refusals arrive with their codes", async () => {
    const { anonymous } = subject;
    expect(await refusal(anonymous.query(api.generations.recent, {}))).toBe("unauthenticated");
    expect(await refusal(anonymous.query(api.generations.recent, { apiKey: "wrong" }))).toBe("unauthenticated");
    expect(await refusal(create(" "))).toBe("invalid");
    expect(await refusal(create("x".repeat(20_001)))).toBe("too_large");
    expect(
      await refusal(
        ann.query(api.threads.list, { workspaceId: "nonsense", paginationOpts: { numItems: 1, cursor: null } }),
      ),
    ).toBe("not_found");
  });

  test("the history pages through every thread once, newest activity first", async () => {
    for (const name of ["one", "two", "three"]) await ann.mutation(api.generations.create, { prompt: name, code });
    const titles: string[] = [];
    let cursor: string | null = null;
    for (let isDone = false; !isDone;) {
      const result: { page: { title: string }[]; isDone: boolean; continueCursor: string } = await ann.query(
        api.threads.list,
        {
          workspaceId,
          paginationOpts: { numItems: 2, cursor },
        },
      );
      titles.push(...result.page.map(({ title }) => title));
      ({ isDone, continueCursor: cursor } = result);
    }
    const last = titles.filter((title) => ["One", "Two", "Three"].includes(title));
    expect(last).toEqual(["Three", "Two", "One"]);
  });

  test("the HTTP API makes, reads, lists and refuses", async () => {
    const created = await withKey("/api/v1/generations", { method: "POST", body: JSON.stringify({ prompt: plate }) });
    expect(created.status).toBe(201);
    const { id } = await created.json();
    const generation = await until(async () => {
      const body = await (await withKey(`/api/v1/generations/${id}`)).json();
      return body.status === "succeeded" ? body : null;
    });
    const { pathname, search } = new URL(generation.artifacts[0].url);
    expect((await subject.http(pathname + search)).status).toBe(200);
    expect((await subject.http(`${pathname}${search.replace(/sig=../, "sig=zz")}`)).status).toBe(403);
    const part = await subject.http(pathname + search, { headers: { Range: "bytes=0-2" } });
    expect([part.status, (await part.text()).length]).toEqual([206, 3]);
    expect((await (await withKey("/api/v1/generations?limit=1")).json()).items).toHaveLength(1);
    expect((await subject.http("/api/v1/generations")).status).toBe(401);
    expect((await withKey("/api/v1/generations", { method: "POST", body: "{" })).status).toBe(400);
    expect((await withKey("/api/v1/generations/nothing")).status).toBe(404);
    expect(await (await subject.http("/api/v1/health")).json()).toEqual({ ok: true });
  });

  test("a run that is interrupted starts anew", async () => {
    subject.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
    const generationId = await create();
    await reached(generationId, "running");
    subject.worker.behave(goodRun(subject.upload));
    await subject.crash?.();
    await subject.administrator.mutation(
      internal.pipeline.steps.recover as never,
      { restartedAt: Date.now() + 1 } as never,
    );
    expect((await ended(generationId)).status).toBe("succeeded");
    expect(subject.worker.calls).toHaveLength(2);
  });
});
