// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { goodRun } from "../tests/fakes/worker";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { limiter } from "./model/rateLimits";

let backend: Backend;
let first: Id<"generations">;
beforeEach(async () => {
  backend = await startBackend();
  first = await backend.ann.mutation(api.generations.create, { prompt: plate });
  expect((await backend.end(first)).status).toBe("succeeded");
});
afterEach(() => backend.close());

const versionsOf = async (generationId: Id<"generations">) => {
  const { threadId } = await backend.get(generationId);
  return (await backend.ann.query(api.threads.get, { threadId }))!.generations;
};
const verbs = async () =>
  await backend.t.run(async (ctx) => (await ctx.db.query("events").take(50)).map(({ verb }) => verb));

test("restoring makes the newest version a child of the old one, with its code and values and without a model", async () => {
  const second = await backend.ann.mutation(api.generations.runParameters, {
    generationId: first,
    values: { LENGTH: 90 },
  });
  await backend.end(second);
  const runs = backend.worker.calls.length;
  const restored = await backend.ann.mutation(api.versions.restore, { generationId: second });
  expect(await backend.end(restored)).toMatchObject({
    status: "succeeded",
    origin: "restore",
    label: "v2 restored",
    parentId: second,
    number: 3,
  });
  const call = backend.worker.calls[runs]!;
  expect(call.parameters).toEqual({ LENGTH: 90 });
  expect(call.code).toBe(backend.worker.calls[0]!.code);
  expect((await versionsOf(restored)).at(-1)!.attempts).toEqual([]);
  expect(await verbs()).toContain("version.restored");
});

test("a name that a person gave stays when the run ends", async () => {
  backend.worker.behave({ kind: "hang", lines: [{ type: "stage", stage: "starting" }] });
  const running = await backend.ann.mutation(api.generations.create, { prompt: plate, parentId: first });
  await backend.ann.mutation(api.versions.rename, { generationId: running, label: "  Wide plate " });
  await backend.ann.mutation(api.generations.cancel, { generationId: running });
  expect((await backend.end(running)).label).toBe("Wide plate");
  expect(await refusal(backend.ann.mutation(api.versions.rename, { generationId: first, label: " " }))).toBe("invalid");
  expect(await refusal(backend.ann.mutation(api.versions.rename, { generationId: first, label: "x".repeat(81) }))).toBe(
    "invalid",
  );
});

test("a pin is kept until it is taken away, and everyone reads both in the activity", async () => {
  await backend.ann.mutation(api.versions.pin, { generationId: first, isPinned: true });
  expect((await versionsOf(first))[0]!.isPinned).toBe(true);
  await backend.ann.mutation(api.versions.pin, { generationId: first, isPinned: true });
  await backend.ann.mutation(api.versions.pin, { generationId: first, isPinned: false });
  expect((await versionsOf(first))[0]!.isPinned).toBe(false);
  expect(await verbs()).toEqual(expect.arrayContaining(["version.pinned", "version.unpinned"]));
  expect((await verbs()).filter((verb) => verb === "version.pinned")).toHaveLength(1);
});

test("each version names its own picture", async () => {
  const [version] = await versionsOf(first);
  const { artifacts } = await backend.get(first);
  expect(version!.thumbnailArtifactId).toBe(artifacts.find(({ format }) => format === "png")!._id);
});

test("a draft answers with a model at draft quality and leaves no version behind", async () => {
  backend.worker.behave(goodRun());
  const runs = backend.worker.calls.length;
  const draft = await backend.ann.action(api.versions.draft, {
    workspaceId: backend.workspaceId,
    generationId: first,
    values: { LENGTH: 100 },
  });
  const call = backend.worker.calls[runs]!;
  expect(call).toMatchObject({ formats: ["glb"], quality: "draft", parameters: { LENGTH: 100 } });
  expect(new TextDecoder().decode(draft.glb)).toBe(`glb of ${call.jobId}`);
  expect(draft.parameters.find(({ name }) => name === "LENGTH")!.value).toBe(100);
  expect(await versionsOf(first)).toHaveLength(1);
});

test("one person's flood of drafts is stopped before the executor hears of it", async () => {
  const { user } = await backend.ann.mutation(api.users.enter, {});
  const { workspaceId } = backend;
  const draft = () =>
    refusal(backend.ann.action(api.versions.draft, { workspaceId, generationId: first, values: { LENGTH: 100 } }));
  // Buckets fill with time, so time stands still here.
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    await backend.t.run((ctx) => limiter.limit(ctx, "draftByPerson", { key: user._id, count: 119 }));
    backend.worker.behave(goodRun());
    expect(await draft()).toBe("no error");
    const runs = backend.worker.calls.length;
    expect(await draft()).toBe("rate_limited");
    expect(backend.worker.calls).toHaveLength(runs);
  } finally {
    vi.useRealTimers();
  }
});

test("a draft refuses a value outside the limits before anything runs, and says what a script broke on", async () => {
  const draft = (values: Record<string, number>) =>
    backend.ann.action(api.versions.draft, { workspaceId: backend.workspaceId, generationId: first, values });
  const runs = backend.worker.calls.length;
  expect(await refusal(draft({ LENGTH: 9_999 }))).toBe("unprocessable");
  expect(backend.worker.calls).toHaveLength(runs);
  backend.worker.behave({
    kind: "lines",
    lines: () => [{ type: "error", code: "geometry", message: "No solid.", hint: "", line: 3, traceback: null }],
  });
  expect(await refusal(draft({ LENGTH: 100 }))).toBe("unprocessable");
});

test("a comparison is measured once for a pair and answered from the store after that", async () => {
  const second = await backend.ann.mutation(api.generations.runParameters, {
    generationId: first,
    values: { LENGTH: 90 },
  });
  await backend.end(second);
  backend.worker.compare = () => ({
    iou: 0.88,
    addedMm3: 120,
    removedMm3: 0,
    added: btoa("glb of more"),
    removed: null,
  });
  const ask = () =>
    backend.ann.action(api.versions.compareGeometry, { workspaceId: backend.workspaceId, fromId: first, toId: second });
  const measured = await ask();
  expect(measured).toMatchObject({ iou: 0.88, addedMm3: 120, removedMm3: 0, removed: null });
  backend.worker.compare = () => {
    throw new Error("asked twice");
  };
  const again = await ask();
  expect(new TextDecoder().decode(again.added!)).toBe("glb of more");
  expect(again.iou).toBe(0.88);
});

test("versions without an exact shape are not compared", async () => {
  const code = "from build123d import *\nresult = Box(1, 2, 3)\n";
  const imported = await backend.ann.mutation(api.generations.create, { prompt: "a box", code });
  const ask = backend.ann.action(api.versions.compareGeometry, {
    workspaceId: backend.workspaceId,
    fromId: first,
    toId: imported,
  });
  expect(await refusal(ask)).toBe("conflict");
});

test("a slider that somebody holds is refused to others until it is released", async () => {
  const { threadId } = await backend.get(first);
  const bea = backend.guest("Bea");
  await bea.mutation(api.users.enter, { name: "Bea" });
  const hold = (value: number) => ({ threadId, parameter: "LENGTH", value });
  await backend.ann.mutation(api.holds.hold, hold(81));
  await backend.ann.mutation(api.holds.hold, hold(82));
  expect(await bea.query(api.holds.list, { threadId })).toEqual([
    { parameter: "LENGTH", value: 82, userName: "Ann", mine: false },
  ]);
  expect(await refusal(bea.mutation(api.holds.hold, hold(70)))).toBe("conflict");
  await backend.ann.mutation(api.holds.release, { threadId });
  await bea.mutation(api.holds.hold, hold(70));
  expect(await backend.ann.query(api.holds.list, { threadId })).toHaveLength(1);
});

test("a hold that nobody renews ends by itself", async () => {
  vi.useFakeTimers();
  try {
    const { threadId } = await backend.get(first);
    await backend.ann.mutation(api.holds.hold, { threadId, parameter: "LENGTH", value: 81 });
    await backend.t.finishAllScheduledFunctions(() => vi.advanceTimersByTime(4_001));
    expect(await backend.ann.query(api.holds.list, { threadId })).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
