// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startBackend, type Backend } from "../../tests/support/backend";
import { api, internal } from "../_generated/api";

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

test("pruning takes streamed text of what ended and old logs, and leaves the rest", async () => {
  const code = "from build123d import *\nresult = Box(1, 2, 3)\n";
  const endedId = await backend.ann.mutation(api.generations.create, { prompt: "a box", code });
  const runningId = await backend.ann.mutation(api.generations.create, { prompt: "a box that streams", code });
  await backend.t.run(async (ctx) => {
    // As it stands while a provider writes; no run is started, so nothing else touches it.
    await ctx.db.patch("generations", runningId, { status: "generating", stage: "streaming" });
    for (const generationId of [endedId, runningId]) {
      await ctx.db.insert("chunks", { generationId, attempt: 0, sequence: 0, text: "x" });
    }
    await ctx.db.insert("logs", { generationId: endedId, sequence: 0, stream: "stdout", text: "y" });
  });
  const left = () =>
    backend.t.run(async (ctx) => ({
      chunks: (await ctx.db.query("chunks").take(9)).map(({ generationId }) => generationId),
      logs: (await ctx.db.query("logs").take(9)).length,
    }));

  await backend.t.mutation(internal.pipeline.prune.run, {});
  expect(await left()).toEqual({ chunks: [runningId], logs: 1 });

  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 31 * 24 * 3600 * 1000);
  await backend.t.mutation(internal.pipeline.prune.run, {});
  vi.restoreAllMocks();
  expect(await left()).toEqual({ chunks: [runningId], logs: 0 });
});

test("code that streams is read as far as it has come, then whole", async () => {
  const code = "from build123d import *\nresult = Box(1, 2, 3)\n";
  const generationId = await backend.ann.mutation(api.generations.create, { prompt: "a box", code });
  const read = () => backend.ann.query(api.generations.code, { generationId });
  await backend.t.run(async (ctx) => {
    const { workspaceId } = (await ctx.db.get("generations", generationId))!;
    const stored = await ctx.db
      .query("codes")
      .withIndex("by_generation", (q) => q.eq("generationId", generationId))
      .unique();
    await ctx.db.delete("codes", stored!._id);
    // Two attempts: what the first one wrote is not part of the second's code.
    for (const index of [0, 1]) {
      await ctx.db.insert("attempts", { workspaceId, generationId, index, provider: "local", startedAt: 0 });
      for (const sequence of [0, 1]) {
        await ctx.db.insert("chunks", { generationId, attempt: index, sequence, text: `${index}${sequence};` });
      }
    }
  });
  expect(await read()).toEqual({ language: "python", text: "10;11;", complete: false });
});
