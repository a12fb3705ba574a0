// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileText, goodRun, type ExecuteCall } from "../tests/fakes/worker";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

let backend: Backend;
let first: Id<"generations">;
beforeEach(async () => {
  backend = await startBackend();
  first = await backend.ann.mutation(api.generations.create, { prompt: plate });
  expect((await backend.end(first)).status).toBe("succeeded");
});
afterEach(() => backend.close());

const make = (generationId: Id<"generations">, format: "3mf" | "dxf" | "svg") =>
  backend.ann.action(api.artifacts.make, { workspaceId: backend.workspaceId, generationId, format });
const files = async () =>
  await backend.t.run(async (ctx) => (await ctx.db.system.query("_storage").collect()).map(({ _id }) => _id));

test("a format that nobody asked for yet is made by the version's own script and values, with its type and name", async () => {
  const wider = await backend.ann.mutation(api.generations.runParameters, {
    generationId: first,
    values: { LENGTH: 90 },
  });
  await backend.end(wider);
  backend.worker.behave(goodRun());
  const runs = backend.worker.calls.length;
  for (const [format, type] of [
    ["3mf", "model/3mf"],
    ["dxf", "image/vnd.dxf"],
    ["svg", "image/svg+xml"],
  ] as const) {
    const link = await make(wider, format);
    const call = backend.worker.calls.at(-1)!;
    expect(call).toMatchObject({ formats: [format], parameters: { LENGTH: 90 }, quality: "normal" });
    expect(call.code).toBe(backend.worker.calls[0]!.code);
    const answer = await backend.t.fetch(`${link.url}&download=1`);
    expect(answer.headers.get("Content-Type")).toBe(type);
    expect(answer.headers.get("Content-Disposition")).toMatch(new RegExp(`^attachment; .*-v2\\.${format}"`));
    expect(await answer.text()).toBe(fileText(call.jobId, format));
  }
  expect(backend.worker.calls).toHaveLength(runs + 3);
  const { artifacts } = await backend.get(wider);
  expect(artifacts.map(({ format }) => format)).toEqual(expect.arrayContaining(["3mf", "dxf", "svg"]));
  const { files: packed } = await backend.ann.mutation(api.exports.bundle, { generationId: wider });
  expect(packed.map(({ name }) => name.split(".").at(-1))).toEqual(expect.arrayContaining(["3mf", "dxf", "svg"]));
});

test("a second click is answered from the store without a run", async () => {
  backend.worker.behave(goodRun());
  const one = await make(first, "3mf");
  const runs = backend.worker.calls.length;
  expect((await make(first, "3mf")).artifactId).toBe(one.artifactId);
  expect(backend.worker.calls).toHaveLength(runs);
  const made = await backend.t.run(async (ctx) =>
    (await ctx.db.query("events").take(50)).filter(({ verb }) => verb === "version.exported"),
  );
  expect(made).toMatchObject([{ after: { format: "3mf" }, actorName: "Ann" }]);
});

test("of two people who ask at once both get the file that was there first, and no bytes are left over", async () => {
  const { user } = await backend.ann.mutation(api.users.enter, {});
  const before = (await files()).length;
  let other = "";
  const good = goodRun() as { lines: (call: ExecuteCall) => Promise<unknown[]> };
  backend.worker.behave({
    kind: "lines",
    lines: async (call) => {
      const storageId = await backend.t.run((ctx) => ctx.storage.store(new Blob(["the other's"])));
      const { link } = await backend.t.mutation(internal.artifacts.keepMade, {
        workspaceId: backend.workspaceId,
        userId: user._id,
        generationId: first,
        format: "svg",
        stored: { kind: "convex", storageId },
        bytes: 11,
        sha256: "of the other",
      });
      other = link.artifactId;
      return await good.lines(call);
    },
  });
  expect((await make(first, "svg")).artifactId).toBe(other);
  expect(await files()).toHaveLength(before + 1);
});

test("what the executor says of a file that cannot be made reaches the person, and nothing is stored", async () => {
  const before = (await files()).length;
  backend.worker.behave({
    kind: "lines",
    lines: () => [
      { type: "error", code: "invalid_shape", message: "No flat face.", hint: "", line: null, traceback: null },
    ],
  });
  await expect(make(first, "dxf")).rejects.toThrow("No flat face.");
  backend.worker.behave({ kind: "status", status: 503 });
  expect(await refusal(make(first, "dxf"))).toBe("internal");
  expect(await files()).toHaveLength(before);
});

test("a version without a shape has no such file", async () => {
  backend.worker.behave({
    kind: "lines",
    lines: () => [{ type: "error", code: "no_result", message: "None.", hint: "", line: 1, traceback: null }],
  });
  const code = "from build123d import *\nresult = None\n";
  const failed = await backend.ann.mutation(api.generations.create, { prompt: "nothing", code });
  await backend.end(failed);
  const runs = backend.worker.calls.length;
  expect(await refusal(make(failed, "3mf"))).toBe("conflict");
  expect(backend.worker.calls).toHaveLength(runs);
});
