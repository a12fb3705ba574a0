import { paginationOptsValidator, type PaginationResult } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { internalMutation, workspaceMutation, workspaceQuery } from "./functions";
import { runFile } from "./lib/benchmarks/runFile";
import { MAX_SAMPLES } from "./lib/benchmarks/totals";
import { vLimit, vSide } from "./lib/benchmarks/validators";
import type { BoardView, CellDetail, CellOutcome, CellView, GridRow, RunChange, RunView } from "./lib/benchmarks/views";
import { refuse } from "./lib/errors";
import { isBilled } from "./lib/providers";
import { addressOf, artifactsOf } from "./model/artifacts";
import * as Cells from "./model/benchmarkCells";
import { ruleRows } from "./model/benchmarkMeasures";
import { MAX_SIDES } from "./lib/benchmarks/validators";
import * as Runs from "./model/benchmarkRuns";
import { boardView, cellView, runView, sideTotalsOf, waitingCell } from "./model/benchmarkViews";
import * as Events from "./model/events";
import { forecast as forecastOf } from "./model/forecast";
import { cancel as cancelGeneration } from "./model/generationEnd";
import * as Generations from "./model/generations";
import * as RouterSettings from "./model/routerSettings";
import { requireRow } from "./model/rows";
import * as Suites from "./model/suites";

const MAX_RUNS = 50;
const MAX_CELLS = 100_000;
const MAX_CELLS_OF_A_CASE = 1_400;
const MAX_EXPORTED_CELLS = 30_000;
const MAX_COMPARED_CASES = 10_000;
const MAX_CHANGES = 500;
const RERUN_AT_ONCE = 500;
const MAX_LOG_LINES = 200;
const IOU_CHANGE = 0.01;
const USUAL_MS = 15_000;
const USUAL_LIBRARY_MS = 3_000;
const AT_ONCE = 3;

const vRunId = { runId: v.string() };

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  handler: async (ctx): Promise<RunView[]> => {
    const rows = await ctx.db
      .query("runs")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id))
      .order("desc")
      .take(MAX_RUNS);
    const now = Date.now();
    return rows.map((row) => runView(row, now));
  },
});

/** How many of the newest runs are going on: a number, since the rail asks on every page while cells come in. */
export const running = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.number(),
  handler: async (ctx): Promise<number> => {
    const rows = await ctx.db
      .query("runs")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id))
      .order("desc")
      .take(MAX_RUNS);
    return rows.filter(({ state }) => state === "running").length;
  },
});

export const board = workspaceQuery({
  role: "viewer",
  args: vRunId,
  handler: async (ctx, { runId }): Promise<BoardView> => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    const canEdit = ctx.role === "owner" || ctx.role === "editor";
    return await boardView(ctx, run, canEdit, Date.now());
  },
});

/** Cases in the order of the suite, each with its cells by side, then sample. */
export const grid = workspaceQuery({
  role: "viewer",
  args: {
    ...vRunId,
    paginationOpts: paginationOptsValidator,
    filter: v.optional(v.union(v.literal("all"), v.literal("failed"), v.literal("running"))),
  },
  handler: async (ctx, { runId, paginationOpts, filter = "all" }): Promise<PaginationResult<GridRow>> => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    if (filter === "all") {
      const page = await ctx.db
        .query("suiteCases")
        .withIndex("by_suite_and_index", (q) => q.eq("suiteId", run.suiteId))
        .paginate(paginationOpts);
      return { ...page, page: await Promise.all(page.page.map((item) => gridRow(ctx, run, item))) };
    }
    const rows = ctx.db.query("runCases");
    const found =
      filter === "failed"
        ? rows.withIndex("by_run_and_hasFailed_and_index", (q) => q.eq("runId", run._id).eq("hasFailed", true))
        : rows.withIndex("by_run_and_hasRunning_and_index", (q) => q.eq("runId", run._id).eq("hasRunning", true));
    const page = await found.paginate(paginationOpts);
    const items = await Promise.all(page.page.map(({ caseId }) => ctx.db.get("suiteCases", caseId)));
    const shown = items.filter((item) => item !== null);
    return { ...page, page: await Promise.all(shown.map((item) => gridRow(ctx, run, item))) };
  },
});

/** One cell in full. A cell whose turn has not come has its case and nothing more. */
export const cell = workspaceQuery({
  role: "viewer",
  args: { cellId: v.string() },
  handler: async (ctx, { cellId }): Promise<CellDetail> => {
    const workspaceId = ctx.workspace._id;
    const [, runId, index, side, sample] = cellId.startsWith("waiting:") ? cellId.split(":") : [];
    if (runId !== undefined) {
      const run = await requireRow(ctx, "runs", runId, workspaceId, "run");
      const found = (await gridRowAt(ctx, run, Number(index)))?.cells.find(
        (each) => each.side === Number(side) && each.sample === Number(sample),
      );
      if (found !== undefined && !found.id.startsWith("waiting:")) return await cellDetail(ctx, workspaceId, found.id);
      const item = await caseAt(ctx, run, Number(index));
      if (found === undefined || item === null)
        throw refuse("not_found", "There is no such cell.", "Reload the board.");
      return { cell: found, case: Suites.caseView(item), rules: [], reference: null, log: "" };
    }
    return await cellDetail(ctx, workspaceId, cellId);
  },
});

/** What a run would cost and take. Null where nobody knows: a price is missing. */
export const forecast = workspaceQuery({
  role: "viewer",
  args: { suiteId: v.string(), sides: v.array(vSide), samples: v.number() },
  handler: async (
    ctx,
    { suiteId, sides, samples },
  ): Promise<{ cells: number; costMicros: number | null; ms: number | null }> => {
    const named = await Suites.requireSuite(ctx, ctx.workspace._id, suiteId);
    const suite = "suite" in named ? named.suite : { kind: named.builtIn.kind, caseCount: named.builtIn.cases.length };
    const each = suite.caseCount * samples;
    let costMicros: number | null = 0;
    let ms = 0;
    for (const { provider, model } of sides) {
      ms += (each * (provider === "partsLibrary" ? USUAL_LIBRARY_MS : USUAL_MS)) / AT_ONCE;
      if (!isBilled(provider)) continue;
      const kind = suite.kind === "app" ? "app" : "cad";
      const wanted = { provider, kind, hasCode: false, ...(model === undefined ? {} : { model }) } as const;
      const known = await forecastOf(ctx, ctx.workspace._id, wanted);
      costMicros = known === null || costMicros === null ? null : costMicros + known.likelyMicros * each;
    }
    return { cells: each * sides.length, costMicros, ms: each === 0 ? null : Math.round(ms) };
  },
});

/** Throws `unprocessable` for an empty suite, `invalid` for sides, samples or a cap that make no run. */
export const start = workspaceMutation({
  role: "editor",
  args: {
    suiteId: v.string(),
    sides: v.array(vSide),
    samples: v.number(),
    capMicros: v.optional(v.number()),
    limits: v.optional(v.array(vLimit)),
  },
  returns: v.string(),
  handler: async (ctx, { suiteId, sides, samples, capMicros, limits = [] }) => {
    const workspaceId = ctx.workspace._id;
    const named = await Suites.requireSuite(ctx, workspaceId, suiteId);
    checkSides(sides, samples, capMicros);
    const caseCount = "suite" in named ? named.suite.caseCount : named.builtIn.cases.length;
    if (caseCount === 0) throw refuse("unprocessable", "The suite has no case.", "Import cases, or add a generation.");
    const cellCount = caseCount * sides.length * samples;
    if (cellCount > MAX_CELLS)
      throw refuse("too_large", `The run has ${cellCount} cells; the limit is ${MAX_CELLS}.`, "Take fewer samples.");
    const suite = await Suites.materialized(ctx, workspaceId, named);
    if (!suite.isRun) await ctx.db.patch("suites", suite._id, { isRun: true });
    const newest = await ctx.db
      .query("runs")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId))
      .order("desc")
      .first();
    const runId = await ctx.db.insert("runs", {
      workspaceId,
      number: (newest?.number ?? 0) + 1,
      suiteId: suite._id,
      suiteName: suite.name,
      suiteVersion: suite.version,
      authorId: ctx.user._id,
      authorName: ctx.user.name,
      state: "running",
      sides,
      samples,
      limits,
      caseCount,
      cellCount,
      endedCount: 0,
      runningCount: 0,
      infrastructureCount: 0,
      failedCount: 0,
      spentMicros: 0,
      ...(capMicros === undefined ? {} : { capMicros }),
      nextCase: 0,
      nextReference: 0,
      startedAt: Date.now(),
      idleMs: 0,
    });
    const run = (await ctx.db.get("runs", runId))!; // inserted in this very transaction
    await Cells.openSides(ctx, run);
    await Runs.schedulePump(ctx, runId);
    await note(ctx, run, "started");
    return runId;
  },
});

/** What runs comes to its end; nothing new starts. */
export const pause = workspaceMutation({
  role: "editor",
  args: vRunId,
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    if (run.state !== "running") throw refuse("conflict", `Run ${run.number} is ${run.state}.`, "Pause one that runs.");
    await Runs.pause(ctx, run, null, Date.now());
    await note(ctx, run, "paused");
    return null;
  },
});

export const resume = workspaceMutation({
  role: "editor",
  args: vRunId,
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    if (run.state !== "paused") throw refuse("conflict", `Run ${run.number} is ${run.state}.`, "Resume a paused one.");
    await Runs.resume(ctx, run, Date.now());
    await note(ctx, run, "resumed");
    return null;
  },
});

/** Ends the run and what of it is running; those cells are not scored. */
export const cancel = workspaceMutation({
  role: "editor",
  args: vRunId,
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    if (run.state !== "running" && run.state !== "paused")
      throw refuse("conflict", `Run ${run.number} is ${run.state} already.`, "Start a new one.");
    await ctx.db.patch("runs", run._id, { state: "canceled", endedAt: Date.now(), pausedBecause: undefined });
    const running = await ctx.db
      .query("cells")
      .withIndex("by_run_and_state_and_order", (q) => q.eq("runId", run._id).eq("state", "running"))
      .take(MAX_RUNS);
    for (const { generationId } of running) {
      const generation = generationId === undefined ? null : await ctx.db.get("generations", generationId);
      if (generation !== null) await cancelGeneration(ctx, ctx.user, generation);
    }
    await note(ctx, run, "canceled");
    return null;
  },
});

/**
 * Runs again what was not scored: failures around the model, and canceled cells. A model's own failure is a result;
 * a second chance for it alone would raise its rate.
 */
export const rerunFailed = workspaceMutation({
  role: "editor",
  args: vRunId,
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    let count = 0;
    for (const outcome of ["infrastructure", "not_run"] as const) {
      const cells = await ctx.db
        .query("cells")
        .withIndex("by_run_and_outcome_and_order", (q) => q.eq("runId", run._id).eq("outcome", outcome))
        .take(RERUN_AT_ONCE - count);
      for (const each of cells) await Cells.reopen(ctx, each);
      count += cells.length;
    }
    if (count === 0) throw refuse("conflict", "Every cell that ended was scored.", "A model's own failures stay.");
    const counts = {
      endedCount: Math.max(0, run.endedCount - count),
      infrastructureCount: Math.max(0, run.infrastructureCount - count),
    };
    await ctx.db.patch("runs", run._id, counts);
    await Runs.resume(ctx, { ...run, ...counts }, Date.now());
    await note(ctx, run, "rerun", { cells: count });
    return null;
  },
});

/** What changed from the other run to this one, by case: regressions first. Throws `conflict` for runs without a common case. */
export const compare = workspaceQuery({
  role: "viewer",
  args: { ...vRunId, otherId: v.string() },
  handler: async (ctx, { runId, otherId }): Promise<RunChange[]> => {
    const workspaceId = ctx.workspace._id;
    const [after, before] = await Promise.all([
      requireRow(ctx, "runs", runId, workspaceId, "run"),
      requireRow(ctx, "runs", otherId, workspaceId, "run"),
    ]);
    const [rowsAfter, rowsBefore] = await Promise.all([casesOfRun(ctx, after), casesOfRun(ctx, before)]);
    const known = new Map(rowsBefore.map((row) => [row.key, row]));
    const changed = rowsAfter.flatMap((row) => {
      const other = known.get(row.key);
      if (other === undefined) return [];
      const [was, is] = [outcomeOf(other), outcomeOf(row)];
      const [iouBefore, iouAfter] = [meanIou(other), meanIou(row)];
      const moved = iouBefore !== undefined && iouAfter !== undefined ? iouAfter - iouBefore : 0;
      const rate = shareOf(row) - shareOf(other);
      if (was === is && rate === 0 && Math.abs(moved) < IOU_CHANGE) return [];
      return [{ row, was, is, iouBefore, iouAfter, rate, moved }];
    });
    changed.sort((a, b) => a.rate - b.rate || a.moved - b.moved);
    const changes = await Promise.all(
      changed.slice(0, MAX_CHANGES).map(async ({ row, was, is, iouBefore, iouAfter }) => {
        const item = await ctx.db.get("suiteCases", row.caseId);
        if (item === null) return [];
        return [
          {
            case: Suites.caseView(item),
            before: was,
            after: is,
            ...(iouBefore === undefined ? {} : { iouBefore }),
            ...(iouAfter === undefined ? {} : { iouAfter }),
          },
        ];
      }),
    );
    return changes.flat();
  },
});

/** Every ended cell as CSV, or the run with its aggregates as the JSON that `npm run benchmark` writes. */
export const exportText = workspaceQuery({
  role: "viewer",
  args: { ...vRunId, format: v.union(v.literal("csv"), v.literal("json")) },
  returns: v.string(),
  handler: async (ctx, { runId, format }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    const cells = await ctx.db
      .query("cells")
      .withIndex("by_run_and_state_and_order", (q) => q.eq("runId", run._id).eq("state", "ended"))
      .take(MAX_EXPORTED_CELLS);
    const keys = new Map((await casesOfRun(ctx, run)).map((row) => [row.index, row.key]));
    return runFile(run, cells, (index) => keys.get(index) ?? "", await sideTotalsOf(ctx, run._id), format);
  },
});

/** Makes a side what Auto asks first in this workspace, for the kind of work that the run's suite holds. */
export const useAsDefault = workspaceMutation({
  role: "owner",
  args: { ...vRunId, side: v.number() },
  returns: v.null(),
  handler: async (ctx, { runId, side }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    const chosen = run.sides[side];
    const totals = (await sideTotalsOf(ctx, run._id)).find((each) => each.side === side);
    if (chosen === undefined || totals === undefined || totals.scored === 0)
      throw refuse("conflict", "This side has no scored cell.", "Choose one with a pass rate.");
    const rate = Math.round((100 * totals.passed) / totals.scored);
    const { kind } = await requireRow(ctx, "suites", run.suiteId, ctx.workspace._id, "suite");
    const choice = {
      provider: chosen.provider,
      ...(chosen.model === undefined ? {} : { model: chosen.model }),
      because: `${Runs.sideName(chosen)} is asked first: ${rate} % of ${totals.scored} answers of run ${run.number} (${run.suiteName}) were right.`,
    };
    for (const each of kind === "mixed" ? (["cad", "app"] as const) : [kind])
      await RouterSettings.setDefault(ctx, ctx.workspace._id, each, choice);
    await note(ctx, run, "default_chosen", { side: Runs.sideName(chosen), kind });
    return null;
  },
});

export const pump = internalMutation({
  args: { runId: v.id("runs") },
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    await Runs.pump(ctx, runId, Date.now());
    return null;
  },
});

/** The net: takes up ends that nobody told a run of, and moves every run that may move. */
export const tend = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    for (const state of ["running", "paused", "canceled"] as const) {
      const runs = await ctx.db
        .query("runs")
        .withIndex("by_state", (q) => q.eq("state", state))
        .order("desc")
        .take(MAX_RUNS);
      for (const run of runs) {
        if (state === "running" || run.runningCount > 0) await Runs.sweep(ctx, run);
        if (state === "running") await Runs.schedulePump(ctx, run._id);
      }
    }
    return null;
  },
});

function checkSides(sides: readonly Doc<"runs">["sides"][number][], samples: number, capMicros?: number): void {
  if (sides.length === 0 || sides.length > MAX_SIDES)
    throw refuse("invalid", `A run has 1 to ${MAX_SIDES} sides; this one has ${sides.length}.`, "Choose models.");
  const unknown = sides.find(({ provider }) => Runs.providerOf(provider) !== provider);
  if (unknown !== undefined)
    throw refuse("invalid", `There is no provider “${unknown.provider.slice(0, 64)}”.`, "Choose one of the list.");
  if (new Set(sides.map((side) => JSON.stringify(side))).size < sides.length)
    throw refuse("invalid", "Two sides are the same.", "Take one of them away.");
  if (!Number.isInteger(samples) || samples < 1 || samples > MAX_SAMPLES)
    throw refuse(
      "invalid",
      `There are 1 to ${MAX_SAMPLES} samples of a case, not ${samples}.`,
      "Choose another number.",
    );
  if (capMicros !== undefined && !(Number.isInteger(capMicros) && capMicros > 0))
    throw refuse("invalid", `The cap is ${capMicros} micro-dollars.`, "A cap is more than $0.");
}

type Writing = Parameters<typeof Events.record>[0] & { user: Doc<"users"> };

async function note(ctx: Writing, run: Doc<"runs">, what: string, after?: Events.EventValues): Promise<void> {
  await Events.record(ctx, ctx.user, run.workspaceId, {
    verb: `benchmark.${what}`,
    object: { table: "runs", id: run._id, label: `Run ${run.number} of ${run.suiteName}` },
    ...(after === undefined ? {} : { after }),
  });
}

async function gridRow(ctx: QueryCtx, run: Doc<"runs">, item: Doc<"suiteCases">): Promise<GridRow> {
  const rows = await ctx.db
    .query("cells")
    .withIndex("by_run_and_case", (q) => q.eq("runId", run._id).eq("caseIndex", item.index))
    .take(MAX_CELLS_OF_A_CASE);
  const now = Date.now();
  const cells: CellView[] =
    rows.length > 0
      ? await Promise.all(rows.map((row) => cellView(ctx, row, now)))
      : run.sides.flatMap((_, side) =>
          Array.from({ length: run.samples }, (__, sample) => waitingCell(run, item._id, item.index, side, sample)),
        );
  return { case: Suites.caseView(item), cells };
}

async function gridRowAt(ctx: QueryCtx, run: Doc<"runs">, index: number): Promise<GridRow | null> {
  const item = await caseAt(ctx, run, index);
  return item === null ? null : await gridRow(ctx, run, item);
}

async function caseAt(ctx: QueryCtx, run: Doc<"runs">, index: number): Promise<Doc<"suiteCases"> | null> {
  return await ctx.db
    .query("suiteCases")
    .withIndex("by_suite_and_index", (q) => q.eq("suiteId", run.suiteId).eq("index", index))
    .unique();
}

async function cellDetail(ctx: QueryCtx, workspaceId: Doc<"workspaces">["_id"], cellId: string): Promise<CellDetail> {
  const row = await requireRow(ctx, "cells", cellId, workspaceId, "cell");
  const item = await requireRow(ctx, "suiteCases", row.caseId, workspaceId, "case");
  const now = Date.now();
  const generation = row.generationId === undefined ? null : await ctx.db.get("generations", row.generationId);
  const lines =
    generation === null
      ? []
      : await ctx.db
          .query("logs")
          .withIndex("by_generation_and_sequence", (q) => q.eq("generationId", generation._id))
          .order("desc")
          .take(MAX_LOG_LINES);
  return {
    cell: await cellView(ctx, row, now),
    case: Suites.caseView(item),
    rules: generation === null ? [] : await ruleRows(ctx, item, generation),
    reference: await referenceView(ctx, item, now),
    log: [...lines.reverse().map(({ text }) => text), generation?.error?.message ?? ""].join(""),
  };
}

async function referenceView(ctx: QueryCtx, item: Doc<"suiteCases">, now: number): Promise<CellDetail["reference"]> {
  if (item.reference === undefined) return null;
  const { generationId, state, message } = item.reference;
  const generation = await ctx.db.get("generations", generationId);
  if (generation === null) return null;
  const files = await artifactsOf(ctx, generationId);
  const address = (format: string) => {
    const file = files.find((each) => each.format === format);
    return file === undefined ? undefined : addressOf(file._id, now);
  };
  const [glbUrl, stepUrl] = [address("glb"), address("step")];
  return {
    generationId,
    code: (await Generations.codeOf(ctx, generation))?.text ?? item.referenceScript ?? "",
    ...(glbUrl === undefined ? {} : { glbUrl }),
    ...(stepUrl === undefined ? {} : { stepUrl }),
    ...(state === "failed" ? { error: message ?? "It could not be made." } : {}),
  };
}

async function casesOfRun(ctx: QueryCtx, run: Doc<"runs">): Promise<Doc<"runCases">[]> {
  return await ctx.db
    .query("runCases")
    .withIndex("by_run_and_index", (q) => q.eq("runId", run._id))
    .take(MAX_COMPARED_CASES);
}

/** What most scored cells of the case came to; the worse where two are as many. */
function outcomeOf({ passed, failed, askedBack, infrastructure }: Doc<"runCases">): CellOutcome | "none" {
  if (passed + failed + askedBack === 0) return infrastructure > 0 ? "infrastructure" : "none";
  if (passed > failed + askedBack) return "passed";
  return failed >= askedBack ? "failed" : "needs_input";
}

function shareOf({ passed, failed, askedBack }: Doc<"runCases">): number {
  const scored = passed + failed + askedBack;
  return scored === 0 ? 0 : passed / scored;
}

const meanIou = ({ iouSum, iouCount }: Doc<"runCases">): number | undefined =>
  iouCount === 0 ? undefined : iouSum / iouCount;
