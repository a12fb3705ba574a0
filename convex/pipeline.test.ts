// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fileText, goodRun, madeFile, plateFacts, plateHoles, scriptError } from "../tests/fakes/worker";
import { plate, startBackend, until, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { LibraryAnswer } from "./lib/partsLibrary/types";

// The pipeline is on trial here, not the reading of prompts.
vi.mock("./lib/partsLibrary/partsLibrary", () => ({
  answerFromPartsLibrary: (prompt: string): LibraryAnswer =>
    prompt.includes("plate")
      ? {
          kind: "part",
          family: "plate",
          title: "Mounting plate",
          script: "from build123d import *\nresult = Box(80, 60, 5)\n",
          label: "80 × 60 × 5",
          warnings: [{ code: "assumed", message: "Material not given: none" }],
          spec: [
            { rule: "Size", kind: "bbox", size: [80, 60, 5] },
            { rule: "Holes", kind: "holes", diameterMm: 5, count: 4 },
          ],
        }
      : {
          kind: "question",
          question: { text: "What part is it?", choices: [{ label: "A plate", prompt: "a plate" }] },
        },
}));

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(async () => {
  await backend.close();
});

const create = (prompt = plate, more: Record<string, string> = {}) =>
  backend.ann.mutation(api.generations.create, { prompt, ...more });

test("a prompt becomes a measured part with its files", async () => {
  const generation = await backend.end(await create());
  expect(generation.status).toBe("succeeded");
  expect(generation.stage).toBe("done");
  expect(generation.provider).toBe("partsLibrary");
  expect(generation.facts).toEqual({ ...plateFacts, holes: plateHoles });
  expect(generation.spec.map(({ rule, pass }) => [rule, pass])).toEqual([
    ["Size", true],
    ["Holes", true],
    ["Valid, watertight", true],
    ["One solid", true],
  ]);
  expect(generation.artifacts.map(({ format }) => format).sort()).toEqual(["glb", "png", "step", "stl"]);
  expect(generation.warnings).toHaveLength(1);
  expect(generation.label).toBe("80 × 60 × 5");
  expect(Object.values(generation.timings!).every((ms) => ms >= 0)).toBe(true);
});

test("the library names the thread, unless a person has", async () => {
  const generation = await backend.end(await create());
  const read = async () => (await backend.ann.query(api.threads.get, { threadId: generation.threadId }))!.thread.title;
  expect(await read()).toBe("Mounting plate");
  await backend.ann.mutation(api.threads.rename, { threadId: generation.threadId, title: "Lid of the pump" });
  expect(await read()).toBe("Lid of the pump");
});

test("nothing of a run is left once it succeeded", async () => {
  await backend.end(await create());
  const left = await backend.t.run(async (ctx) => ({
    jobs: await ctx.db.query("jobs").take(9),
    chunks: await ctx.db.query("chunks").take(9),
    logs: await ctx.db.query("logs").take(9),
  }));
  expect(left).toEqual({ jobs: [], chunks: [], logs: [] });
});

test("a file link brings the bytes that the executor made", async () => {
  const generationId = await create();
  await backend.end(generationId);
  const links = await backend.ann.mutation(api.artifacts.links, { generationId });
  const step = links.find(({ format }) => format === "step")!;
  const response = await backend.http(step.url, { key: null });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(fileText(backend.worker.calls[0]!.jobId, "step"));
});

test("the attempt that wrote the code is in the trail", async () => {
  const { threadId } = await backend.end(await create());
  const thread = await backend.ann.query(api.threads.get, { threadId });
  expect(thread!.generations[0]!.attempts).toMatchObject([
    { index: 0, provider: "partsLibrary", outcome: "ok", error: null },
  ]);
});

test("a prompt that is no part ends as a question with choices and runs nothing", async () => {
  const generation = await backend.end(await create("write me a poem"));
  expect(generation.status).toBe("needs_input");
  expect(generation.question!.choices).toHaveLength(1);
  expect(backend.worker.calls).toHaveLength(0);
});

test("a script that breaks fails with stage, line and hint, and keeps its log", async () => {
  backend.worker.behave(scriptError("exception", "ValueError: fillet too large", 7));
  const generationId = await create();
  const generation = await backend.end(generationId);
  expect(generation.status).toBe("failed");
  expect(generation.error).toEqual({
    code: "exception",
    message: "ValueError: fillet too large",
    hint: "Mend the line.",
    stage: "running",
    line: 7,
  });
  expect(await backend.ann.query(api.generations.logs, { generationId })).toEqual([
    { stream: "stdout", text: "about to break\n" },
  ]);
  const thread = await backend.ann.query(api.threads.get, { threadId: generation.threadId });
  expect(thread!.generations[0]!.attempts).toMatchObject([{ outcome: "rejected", error: { code: "exception" } }]);
});

test.each([
  ["the token is refused", { kind: "status", status: 401 } as const, "executor_refused"],
  ["the executor does not take the job", { kind: "status", status: 422 } as const, "executor_rejected"],
  ["the executor is full", { kind: "status", status: 503 } as const, "executor_busy"],
  [
    "the connection drops",
    { kind: "drop", lines: [{ type: "stage", stage: "running" }] } as const,
    "executor_unavailable",
  ],
  ["the executor speaks nonsense", { kind: "lines", lines: () => ["nonsense"] } as const, "executor_protocol"],
  [
    "a file cannot be uploaded",
    {
      kind: "lines",
      lines: () => [{ type: "error", code: "upload_failed", message: "The store answered 500.", hint: "Try again." }],
    } as const,
    "upload_failed",
  ],
  [
    "the stream ends early",
    { kind: "lines", lines: () => [{ type: "stage", stage: "running" }] } as const,
    "executor_unavailable",
  ],
])("when %s the generation fails by name and says what to do", async (_case, behaviour, code) => {
  backend.worker.behave(behaviour);
  const generation = await backend.end(await create());
  expect(generation.status).toBe("failed");
  expect(generation.error!.code).toBe(code);
  expect(generation.error!.hint).not.toBe("");
  // None of these is the fault of who wrote the code.
  const thread = await backend.ann.query(api.threads.get, { threadId: generation.threadId });
  expect(thread!.generations[0]!.attempts).toMatchObject([{ outcome: "ok" }]);
});

test("without a reachable executor the generation fails as executor_unavailable and health says so", async () => {
  await backend.worker.close();
  const generation = await backend.end(await create());
  expect(generation.error!.code).toBe("executor_unavailable");
  const health = await (await backend.http("/api/v1/health")).json();
  expect(health.executor.ok).toBe(false);
});

test("a provider that is not configured is named, and is no attempt", async () => {
  const generation = await backend.end(await create(plate, { provider: "claude" }));
  expect(generation.error).toMatchObject({ code: "provider_not_configured", stage: "routing" });
  const thread = await backend.ann.query(api.threads.get, { threadId: generation.threadId });
  expect(thread!.generations[0]!.attempts).toEqual([]);
});

test("canceling ends a running generation at once and stops the executor", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const generationId = await create();
  await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
  expect(await backend.ann.mutation(api.generations.cancel, { generationId })).toEqual({ status: "canceled" });
  expect((await backend.get(generationId)).canceledBy).toBe("Ann");
  await until(async () => (backend.worker.canceledJobIds.length > 0 ? true : null));
  expect(backend.worker.canceledJobIds).toEqual([backend.worker.calls[0]!.jobId]);
  expect((await backend.get(generationId)).status).toBe("canceled");
});

test("progress tells the stage, the queue and what each stage took, and is null once ended", async () => {
  backend.worker.behave({
    kind: "hang",
    lines: [{ type: "stage", stage: "queued", position: 3 }],
  });
  const generationId = await create();
  const progress = await until(async () => {
    const read = await backend.ann.query(api.generations.progress, { generationId });
    return read?.queuePosition === 3 ? read : null;
  });
  expect(progress).toMatchObject({ stage: "starting", attempt: 1 });
  expect(progress.finishedStages.map(({ stage }) => stage)).toEqual(["routing"]);
  await backend.ann.mutation(api.generations.cancel, { generationId });
  expect(await backend.ann.query(api.generations.progress, { generationId })).toBeNull();
});

test("a job that has left the queue has no place in it", async () => {
  const lines = [
    { type: "stage", stage: "queued", position: 3 },
    { type: "stage", stage: "starting" },
    { type: "stage", stage: "running" },
  ];
  backend.worker.behave({ kind: "hang", lines });
  const generationId = await create();
  await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
  const progress = await backend.ann.query(api.generations.progress, { generationId });
  expect(progress).toMatchObject({ stage: "running", queuePosition: null });
  await backend.ann.mutation(api.generations.cancel, { generationId });
});

test("the model is there before the slower files are", async () => {
  backend.worker.behave({
    kind: "hang",
    lines: async (call) => [{ type: "artifact", artifact: await madeFile(call, "glb", backend.upload) }],
  });
  const generationId = await create();
  const early = await until(async () => {
    const generation = await backend.get(generationId);
    return generation.artifacts.length > 0 ? generation : null;
  });
  expect(early.status).toBe("executing");
  expect(early.artifacts[0]).toMatchObject({ format: "glb" });
  await backend.ann.mutation(api.generations.cancel, { generationId });
});

test("a second run of the same attempt finds the lease taken", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const generationId = await create();
  await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
  await backend.t.action(internal.pipeline.generate.run, { generationId, attempt: 1 });
  expect(backend.worker.calls).toHaveLength(1);
  await backend.ann.mutation(api.generations.cancel, { generationId });
});

test("a write with an old lease is refused", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const generationId = await create();
  await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
  const late = { stages: [], files: [], logs: [], chunk: null };
  const verdict = await backend.t.mutation(internal.pipeline.steps.finish, {
    generationId,
    leaseToken: "an old one",
    batch: late,
    facts: plateFacts,
    parameters: [],
    spec: [],
    timings: { generateMs: 0, executeMs: 0, exportMs: 0 },
  });
  expect(verdict).toBe("stop");
  expect((await backend.get(generationId)).status).toBe("executing");
  await backend.ann.mutation(api.generations.cancel, { generationId });
});

test("after a restart of the backend a running generation starts anew and succeeds", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const generationId = await create();
  await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
  backend.worker.behave(goodRun(backend.upload));
  expect(await backend.t.mutation(internal.pipeline.steps.recover, { restartedAt: Date.now() + 1 })).toBe(1);
  expect((await backend.end(generationId)).status).toBe("succeeded");
  expect(backend.worker.calls).toHaveLength(2);
});

test("a run that is interrupted twice fails by name instead of going on for ever", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const generationId = await create();
  for (const runs of [1, 2]) {
    await until(async () => (backend.worker.calls.length === runs ? true : null));
    await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
    await backend.t.mutation(internal.pipeline.steps.recover, { restartedAt: Date.now() + 1 });
  }
  const generation = await backend.end(generationId);
  expect(generation.error).toMatchObject({ code: "interrupted", stage: "running" });
});

test("the watchdog leaves a lease alone that was extended, and takes up one that ran out", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "running" }] });
  const generationId = await create();
  await until(async () => ((await backend.get(generationId)).stage === "running" ? true : null));
  const job = () =>
    backend.t.run(
      async (ctx) =>
        (await ctx.db
          .query("jobs")
          .withIndex("by_generation", (q) => q.eq("generationId", generationId))
          .unique())!,
    );
  const leaseToken = (await job()).leaseToken!;
  await backend.t.mutation(internal.pipeline.steps.watchdog, { generationId, leaseToken });
  expect((await job()).attempt).toBe(1);

  backend.worker.behave(goodRun(backend.upload));
  const jobId = (await job())._id;
  await backend.t.run((ctx) => ctx.db.patch("jobs", jobId, { leaseExpiresAt: 0 }));
  await backend.t.mutation(internal.pipeline.steps.watchdog, { generationId, leaseToken });
  expect((await backend.end(generationId)).status).toBe("succeeded");
});

test("changed parameters run the same code without a model", async () => {
  const parentId = await create();
  await backend.end(parentId);
  const childId = await backend.ann.mutation(api.generations.runParameters, {
    generationId: parentId,
    values: { THICKNESS: 8 },
  });
  const child = await backend.end(childId);
  expect(child).toMatchObject({
    status: "succeeded",
    origin: "parameters",
    number: 2,
    parentId,
    provider: "partsLibrary",
  });
  expect(child.label).toBe("Thickness 8");
  expect(backend.worker.calls[1]!.parameters).toEqual({ THICKNESS: 8 });
  expect(backend.worker.calls[1]!.code).toBe(backend.worker.calls[0]!.code);

  const grandchildId = await backend.ann.mutation(api.generations.runParameters, {
    generationId: childId,
    values: { LENGTH: 90 },
  });
  await backend.end(grandchildId);
  expect(backend.worker.calls[2]!.parameters).toEqual({ THICKNESS: 8, LENGTH: 90 });
});

test("a follow-up that names one parameter changes it", async () => {
  const parentId = await create();
  await backend.end(parentId);
  const child = await backend.end(await create("make the holes 6 mm", { parentId }));
  expect(child).toMatchObject({ status: "succeeded", origin: "prompt", label: "Hole diameter 6" });
  expect(backend.worker.calls[1]!.parameters).toEqual({ HOLE_DIAMETER: 6 });
});

test.each([
  ["10 mm longer", "LENGTH", 10],
  ["2 mm thinner", "THICKNESS", -2],
])("“%s” changes only what was said, from where the sliders stand", async (prompt, name, by) => {
  const parentId = await create();
  const before = (await backend.end(parentId)).parameters!.find((each) => each.name === name)!;
  await backend.end(await create(prompt, { parentId }));
  expect(backend.worker.calls[1]!.parameters).toEqual({ [name]: (before.value as number) + by });
  expect(backend.worker.calls[1]!.code).toBe(backend.worker.calls[0]!.code);
});

test("a follow-up that is a part of its own elsewhere is not made instead of a change", async () => {
  const parentId = await create();
  await backend.end(parentId);
  const child = await backend.end(await create("add a lid", { parentId }));
  expect(child.status).toBe("needs_input");
  expect(child.question!.text).toContain("“Add a lid” needs a model for this part");
});

test("a follow-up in other words asks back and names the sliders", async () => {
  const parentId = await create();
  await backend.end(parentId);
  const child = await backend.end(await create("make it look nicer", { parentId }));
  expect(child.status).toBe("needs_input");
  expect(child.question!.text).toContain("needs a model");
  expect(child.question!.text).toContain("Hole diameter");
});

test("edited code runs as a child of its own", async () => {
  const parentId = await create();
  await backend.end(parentId);
  const text = "from build123d import *\nresult = Box(1, 2, 3)\n";
  const childId = await backend.ann.mutation(api.generations.runCode, { generationId: parentId, text });
  const child = await backend.end(childId);
  expect(child).toMatchObject({ status: "succeeded", origin: "edit", parentId, provider: null });
  expect(backend.worker.calls[1]!.code).toBe(text);
  expect(await backend.ann.query(api.generations.code, { generationId: childId })).toEqual({
    language: "python",
    text,
    complete: true,
  });
});

test("the history shows the newest version's state and the last good picture", async () => {
  const parentId = await create();
  const parent = await backend.end(parentId);
  backend.worker.behave(scriptError("exception", "broken", 1));
  await backend.end(await create("another plate", { parentId }));
  const { page } = await backend.ann.query(api.threads.list, {
    workspaceId: backend.workspaceId,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(page).toHaveLength(1);
  expect(page[0]).toMatchObject({ headNumber: 2, headStatus: "failed", generationCount: 2, mine: true });
  expect(page[0]!.headThumbnailArtifactId).toBe(parent.artifacts.find(({ format }) => format === "png")!._id);
});
