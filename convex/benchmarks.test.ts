// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { goodRun, scriptError } from "../tests/fakes/worker";
import { refusal, startBackend, until, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { Side } from "./lib/benchmarks/views";

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

const library: Side = { provider: "partsLibrary", profile: "balanced", repairs: true };
const firstScript: Side = { ...library, repairs: false };
const plate =
  '{"id":"plate","prompt":"80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges","spec":[{"kind":"bbox","size":[80,60,5]}]}';
const wrong = '{"id":"wrong","prompt":"80x60x5 mm mounting plate","spec":[{"kind":"bbox","size":[1,2,3]}]}';
const question = '{"id":"ask","prompt":"something beautiful","expect":"question"}';
const page = { numItems: 50, cursor: null };

const here = () => ({ workspaceId: backend.workspaceId });
const importOf = (text: string, more: { suiteId?: string; name?: string } = { name: "Ours" }) =>
  backend.ann.mutation(api.suites.importCases, { ...here(), text, format: "jsonl", ...more });
const startOf = (suiteId: string, sides: Side[] = [library], samples = 1, more: { capMicros?: number } = {}) =>
  backend.ann.mutation(api.benchmarkRuns.start, { ...here(), suiteId, sides, samples, ...more });
const boardOf = (runId: string) => backend.ann.query(api.benchmarkRuns.board, { ...here(), runId });
const gridOf = async (runId: string) =>
  (await backend.ann.query(api.benchmarkRuns.grid, { ...here(), runId, paginationOpts: page })).page;
const finished = (runId: string) =>
  until(async () => {
    const board = await boardOf(runId);
    return board.run.state === "finished" ? board : null;
  });

test("suites that come with the product are listed, paged and exported before anybody ran them", async () => {
  const suites = await backend.ann.query(api.suites.list, here());
  expect(suites.map(({ name, caseCount, isRun }) => [name, caseCount, isRun])).toEqual([
    ["CAD parts", 40, false],
    ["Apps", 5, false],
  ]);
  const suiteId = suites[0]!.id;
  const first = await backend.ann.query(api.suites.cases, {
    ...here(),
    suiteId,
    paginationOpts: { numItems: 30, cursor: null },
  });
  const second = await backend.ann.query(api.suites.cases, {
    ...here(),
    suiteId,
    paginationOpts: { numItems: 30, cursor: first.continueCursor },
  });
  expect([first.page.length, second.page.length, second.isDone]).toEqual([30, 10, true]);
  const text = await backend.ann.query(api.suites.exportText, { ...here(), suiteId });
  expect(await importOf(text)).toMatchObject({ added: 40, bad: [] });
});

test("an import names each bad row and keeps the good ones", async () => {
  const lines = Array.from({ length: 100 }, (_, at) =>
    at % 10 === 7 ? "{broken" : `{"id":"c${at}","prompt":"a cube of ${at} mm"}`,
  );
  lines[50] = '{"id":"c0","prompt":"again"}';
  const { added, bad } = await importOf(lines.join("\n"));
  expect(added).toBe(89);
  expect(bad).toHaveLength(11);
  expect(bad.find(({ line }) => line === 51)?.reason).toContain("stands twice");
});

test("a file without a usable row, an empty suite and sides that make no run are refused", async () => {
  expect(await refusal(importOf("nothing"))).toBe("unprocessable");
  const suiteId = await backend.t.run((ctx) =>
    ctx.db.insert("suites", {
      workspaceId: backend.workspaceId,
      name: "Empty",
      version: 1,
      kind: "cad",
      caseCount: 0,
      isRun: false,
    }),
  );
  expect(await refusal(startOf(suiteId))).toBe("unprocessable");
  expect(await refusal(startOf("built-in:cad", []))).toBe("invalid");
  expect(await refusal(startOf("built-in:cad", [library, library]))).toBe("invalid");
  expect(await refusal(startOf("built-in:cad", [library], 0))).toBe("invalid");
  expect(await refusal(startOf("built-in:cad", [{ ...library, provider: "auto" }]))).toBe("invalid");
});

test("a run fills the board, and neither history nor search nor counters show its cells", async () => {
  const { suiteId } = await importOf([plate, wrong, question].join("\n"));
  const runId = await startOf(suiteId, [library], 2);
  const { run, rows, canEdit } = await finished(runId);
  expect(run).toMatchObject({ cellCount: 6, endedCount: 6, runningCount: 0, infrastructureCount: 0, failedCount: 2 });
  expect(canEdit).toBe(true);
  expect(rows[0]!.rates.passAt1).toMatchObject({ n: 6 });
  expect(rows[0]!.rates.passAt1!.value).toBeCloseTo(4 / 6, 9);
  expect(rows[0]!.rates.passAtK).toMatchObject({ n: 3 });
  expect(rows[0]!.figures.latencyP50Ms!.n).toBe(6);
  const grid = await gridOf(runId);
  expect(grid.map(({ case: item, cells }) => [item.key, cells.map(({ outcome }) => outcome)])).toEqual([
    ["plate", ["passed", "passed"]],
    ["wrong", ["failed", "failed"]],
    ["ask", ["passed", "passed"]],
  ]);
  expect(grid[1]!.cells[0]!.reason).toBe("Size");

  const threads = await backend.ann.query(api.threads.list, { ...here(), paginationOpts: page });
  expect(threads.page).toEqual([]);
  expect(await backend.ann.query(api.generations.recent, {})).toEqual([]);
  expect(await backend.ann.query(api.search.all, { ...here(), text: "mounting plate" })).toEqual([]);
  const workspace = await backend.t.run((ctx) => ctx.db.get("workspaces", backend.workspaceId));
  expect(workspace!.generationCount).toBe(0);
});

test("a suite that was run stays as it is: what is added goes into its next version", async () => {
  const { suiteId } = await importOf(question);
  await finished(await startOf(suiteId));
  const next = await importOf(plate, { suiteId });
  expect(next.suiteId).not.toBe(suiteId);
  const suites = await backend.ann.query(api.suites.list, here());
  expect(
    suites.filter(({ name }) => name === "Ours").map(({ version, caseCount, isRun }) => [version, caseCount, isRun]),
  ).toEqual([
    [2, 2, false],
    [1, 1, true],
  ]);
  expect(await refusal(backend.ann.mutation(api.suites.remove, { ...here(), suiteId }))).toBe("conflict");
});

test("a failure around the model is not scored, pauses the run, and runs again on demand alone", async () => {
  backend.worker.behave({ kind: "status", status: 401 });
  const { suiteId } = await importOf(plate);
  const runId = await startOf(suiteId, [library], 1);
  const cell = await until(async () => {
    const found = (await gridOf(runId))[0]?.cells[0];
    return found?.state === "ended" ? found : null;
  });
  expect(cell).toMatchObject({ outcome: "infrastructure", reason: "Executor" });
  expect((await boardOf(runId)).rows[0]).toMatchObject({ scored: 0, ended: 1, rates: {} });

  backend.worker.behave(goodRun(backend.upload));
  await backend.ann.mutation(api.benchmarkRuns.rerunFailed, { ...here(), runId });
  const { run, rows } = await finished(runId);
  expect(run).toMatchObject({ endedCount: 1, infrastructureCount: 0 });
  expect(rows[0]).toMatchObject({ scored: 1, ended: 1 });
  expect(await refusal(backend.ann.mutation(api.benchmarkRuns.rerunFailed, { ...here(), runId }))).toBe("conflict");
});

test("a reference is made once for a version of the suite, and shapes are compared with it", async () => {
  backend.worker.compare = () => ({ iou: 0.5, alignedIou: 0.75, chamferMm: 0.25, volumeErrorPct: -10 });
  const script = "from build123d import *\\nresult = Box(80, 60, 5)";
  const { suiteId } = await importOf(`${plate.slice(0, -1)},"reference":{"script":"${script}"}}`);
  const { rows } = await finished(await startOf(suiteId, [library], 2));
  expect(rows[0]!.figures.iou).toMatchObject({ value: 0.5, n: 2 });
  expect(rows[0]!.figures.volumeError).toMatchObject({ value: 0.1 });
  await finished(await startOf(suiteId, [library], 1));
  expect(
    backend.worker.calls.filter(({ code }) => code.includes("Box(80, 60, 5)\n") || code.endsWith("Box(80, 60, 5)")),
  ).toHaveLength(1);
});

test("a reference that does not build leaves its comparison out and judges the cells all the same", async () => {
  const runs = goodRun(backend.upload);
  const breaks = scriptError("exception", "ValueError: no", 1);
  if (runs.kind !== "lines" || breaks.kind !== "lines") throw new Error("the fake answers in lines");
  backend.worker.behave({
    kind: "lines",
    lines: (call) => (call.code === "broken" ? breaks.lines(call) : runs.lines(call)),
  });
  const { suiteId } = await importOf(`${plate.slice(0, -1)},"reference":{"script":"broken"}}`);
  const runId = await startOf(suiteId);
  const { rows } = await finished(runId);
  expect(rows[0]!.figures.iou).toBeUndefined();
  expect(rows[0]!.rates.passAt1).toMatchObject({ value: 1 });
  const [row] = await gridOf(runId);
  const detail = await backend.ann.query(api.benchmarkRuns.cell, { ...here(), cellId: row!.cells[0]!.id });
  expect(detail.reference?.error).toContain("no");
  expect(detail.rules.some(({ rule, pass }) => rule === "Size" && pass)).toBe(true);
});

test("a paused run starts nothing and a canceled one cannot go on", async () => {
  backend.worker.behave({ kind: "hang", lines: [] });
  const { suiteId } = await importOf([plate, wrong].join("\n"));
  const runId = await startOf(suiteId);
  await until(async () => ((await boardOf(runId)).run.runningCount === 2 ? true : null));
  await backend.ann.mutation(api.benchmarkRuns.pause, { ...here(), runId });
  expect((await boardOf(runId)).run.state).toBe("paused");
  await backend.ann.mutation(api.benchmarkRuns.cancel, { ...here(), runId });
  await until(async () =>
    (await gridOf(runId)).flatMap(({ cells }) => cells).every(({ outcome }) => outcome === "not_run") ? true : null,
  );
  expect(await refusal(backend.ann.mutation(api.benchmarkRuns.resume, { ...here(), runId }))).toBe("conflict");
});

test("a run that was interrupted after a model was asked ends unscored instead of asking again", async () => {
  backend.worker.behave({ kind: "hang", lines: [] });
  const { suiteId } = await importOf(plate);
  const runId = await startOf(suiteId);
  await until(async () => (backend.worker.calls.length === 1 ? true : null));
  await backend.t.mutation(internal.pipeline.steps.recover, { restartedAt: Date.now() + 1 });
  const cell = await until(async () => {
    const found = (await gridOf(runId))[0]?.cells[0];
    return found?.state === "ended" ? found : null;
  });
  expect(cell).toMatchObject({ outcome: "infrastructure", reason: "Interrupted" });
  expect(backend.worker.calls).toHaveLength(1);
});

test("blind pairs are judged once by each person, ties count half, and a deleted cell takes no vote", async () => {
  const { suiteId } = await importOf(plate);
  const runId = await startOf(suiteId, [library, firstScript], 2);
  await finished(runId);
  const next = () => backend.ann.query(api.benchmarkVotes.next, { ...here(), runId });
  const cast = (pairId: string, choice: "left" | "tie") =>
    backend.ann.mutation(api.benchmarkVotes.cast, { ...here(), runId, pairId, choice });
  const first = (await next())!;
  expect(first.left.glbUrl).toMatch(/^\/files\//);
  await cast(first.pairId, "left");
  expect(await refusal(cast(first.pairId, "tie"))).toBe("conflict");
  const second = (await next())!;
  const [firstLeft, secondLeft] = await Promise.all(
    [first, second].map(({ pairId }) =>
      backend.t.run(async (ctx) => (await ctx.db.get("cells", pairId.split("~")[0] as Id<"cells">))!.side),
    ),
  );
  expect(secondLeft).not.toBe(firstLeft);
  const rated = await backend.ann.query(api.benchmarkVotes.ratings, { ...here(), runId });
  expect(rated.map(({ side, votes }) => [side, votes])).toEqual([
    [firstLeft, 1],
    [1 - firstLeft!, 1],
  ]);
  await backend.t.run((ctx) => ctx.db.delete("cells", second.pairId.split("~")[0] as Id<"cells">));
  expect(await refusal(cast(second.pairId, "tie"))).toBe("not_found");
  expect(await next()).toBeNull();
});

test("a side becomes what Auto asks first for its kind, and Auto says why", async () => {
  const { suiteId } = await importOf(plate);
  const runId = await startOf(suiteId);
  await finished(runId);
  await backend.ann.mutation(api.benchmarkRuns.useAsDefault, { ...here(), runId, side: 0 });
  const generation = await backend.end(
    await backend.ann.mutation(api.generations.create, { prompt: JSON.parse(plate).prompt }),
  );
  expect(generation.warnings.find(({ code }) => code === "chosen_by_board")?.message).toContain("run 1 (Ours)");
});

test("two runs are compared with regressions first, and a run is exported as CSV and JSON", async () => {
  const { suiteId } = await importOf([plate, question].join("\n"));
  const before = await startOf(suiteId);
  await finished(before);
  backend.worker.behave(scriptError("exception", "ValueError: fillet", 1));
  const after = await startOf(suiteId);
  await finished(after);
  const changes = await backend.ann.query(api.benchmarkRuns.compare, { ...here(), runId: after, otherId: before });
  expect(changes.map(({ case: item, before: was, after: is }) => [item.key, was, is])).toEqual([
    ["plate", "passed", "failed"],
  ]);
  const csv = await backend.ann.query(api.benchmarkRuns.exportText, { ...here(), runId: after, format: "csv" });
  expect(csv.split("\r\n")[1]).toContain("plate,partsLibrary,,balanced,yes,1,failed,Script");
  const json = await backend.ann.query(api.benchmarkRuns.exportText, { ...here(), runId: after, format: "json" });
  expect((JSON.parse(json) as { cells: unknown[] }).cells).toHaveLength(2);
});
