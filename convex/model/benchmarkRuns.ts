import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { labelFromPrompt } from "../lib/titles";
import { isBilled, parseProvider, providerLabels, type ProviderId } from "../lib/providers";
import * as Cells from "./benchmarkCells";
import { hasEnded } from "./generations";
import { startHidden } from "./generationStart";
import { healthRows, pauseOf } from "./providerHealth";
import { budgetSpentMessage, budgetState, monthOf } from "./spend";

/** The queue of a run: which cells may start now, and when it has to stand still. */

/** Cells of one workspace that run at once while nobody works in it, and while somebody does. */
const AT_ONCE = 6;
const AT_ONCE_BESIDE_PEOPLE = 1;
/** Cells of one provider that run at once; the library has no limits of a provider's. */
const AT_ONCE_PER_PROVIDER = 3;
const REFERENCES_AT_ONCE = 2;
const LOOKED_AT = 60;
const MAX_JOBS = 100;
const MAX_RUNS_OF_A_WORKSPACE = 20;
const LATER_MS = 5_000;

/** Starts what may start now. Called after each end of a cell, and once a minute as a net. */
export async function pump(ctx: MutationCtx, runId: Id<"runs">, now: number): Promise<void> {
  const run = await ctx.db.get("runs", runId);
  if (run?.state !== "running") return;
  const [author, workspace] = await Promise.all([
    ctx.db.get("users", run.authorId),
    ctx.db.get("workspaces", run.workspaceId),
  ]);
  if (workspace === null || workspace.deletesAt !== undefined)
    return await pause(ctx, run, "The workspace was deleted.", now);
  if (author === null) return await pause(ctx, run, `${run.authorName}, who started it, is gone.`, now);
  const caller = { user: author, workspace };

  const settled = await pumpReferences(ctx, run, caller);
  let free = await freePlaces(ctx, run);
  if (free <= 0) return await later(ctx, run, settled, now);
  const gate = await gateOf(ctx, run, now);
  if (gate.why !== null && run.runningCount === 0) return await pause(ctx, run, gate.why, now);
  if (gate.why !== null) return;

  let nextCase = run.nextCase;
  for (const cell of await waiting(ctx, runId)) {
    if (free <= 0) break;
    free -= await tryStart(ctx, run, caller, cell, gate, now);
  }
  while (free > 0 && nextCase < settled) {
    const item = await caseAt(ctx, run.suiteId, nextCase);
    if (item === null) break;
    await Cells.openCase(ctx, run, item);
    nextCase += 1;
    for (const cell of await cellsOfCase(ctx, runId, item.index)) {
      if (free > 0) free -= await tryStart(ctx, run, caller, cell, gate, now);
    }
    if (gate.isBlocked) break;
  }
  if (nextCase !== run.nextCase) await ctx.db.patch("runs", runId, { nextCase });
  if (gate.why !== null) {
    const fresh = await ctx.db.get("runs", runId);
    if (fresh !== null && fresh.runningCount === 0) await pause(ctx, fresh, gate.why, now);
  }
}

/** Stands still until a person resumes it; what runs comes to its end. */
export async function pause(ctx: MutationCtx, run: Doc<"runs">, because: string | null, now: number): Promise<void> {
  if (run.state !== "running") return;
  await ctx.db.patch("runs", run._id, {
    state: "paused",
    pausedAt: now,
    ...(because === null ? {} : { pausedBecause: because }),
  });
}

export async function resume(ctx: MutationCtx, run: Doc<"runs">, now: number): Promise<void> {
  await ctx.db.patch("runs", run._id, {
    state: "running",
    pausedBecause: undefined,
    idleMs: run.idleMs + Math.max(0, now - (run.pausedAt ?? run.endedAt ?? now)),
    pausedAt: undefined,
    endedAt: undefined,
  });
  await schedulePump(ctx, run._id);
}

export async function schedulePump(ctx: MutationCtx, runId: Id<"runs">, afterMs = 0): Promise<void> {
  await ctx.scheduler.runAfter(afterMs, internal.benchmarkRuns.pump, { runId });
}

/** Cells and references whose generation has ended without anybody telling the run. */
export async function sweep(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  const running = await ctx.db
    .query("cells")
    .withIndex("by_run_and_state_and_order", (q) => q.eq("runId", run._id).eq("state", "running"))
    .take(LOOKED_AT);
  for (const cell of running) {
    const generation = cell.generationId === undefined ? null : await ctx.db.get("generations", cell.generationId);
    if (generation === null || !hasEnded(generation.status)) continue;
    // A comparison is an action: after a restart nobody else asks for it again.
    if (cell.isComparing === true) {
      await ctx.scheduler.runAfter(0, internal.benchmarkCells.compare, { cellId: cell._id });
    } else await Cells.settle(ctx, cell, generation);
  }
  for (const item of await casesFrom(ctx, run.suiteId, run.nextReference)) {
    const known = item.reference;
    const generation = known?.state === "running" ? await ctx.db.get("generations", known.generationId) : null;
    if (generation !== null) await settleReference(ctx, item, generation);
  }
}

/** The reference's own run has ended: its shape stands, or the case says why there is none. */
export async function settleReference(
  ctx: MutationCtx,
  item: Doc<"suiteCases">,
  generation: Doc<"generations">,
): Promise<void> {
  if (item.reference?.state !== "running" || !hasEnded(generation.status)) return;
  const isMade = generation.status === "succeeded";
  await ctx.db.patch("suiteCases", item._id, {
    reference: {
      state: isMade ? "made" : "failed",
      generationId: generation._id,
      ...(isMade ? {} : { message: generation.error?.message ?? `It was ${generation.status}.` }),
    },
  });
}

/** Starts references that are missing. Gives the index below which every case has its reference settled. */
async function pumpReferences(
  ctx: MutationCtx,
  run: Doc<"runs">,
  caller: Parameters<typeof startHidden>[1],
): Promise<number> {
  let settled = run.nextReference;
  let isOpen = true;
  let running = 0;
  for (const item of await casesFrom(ctx, run.suiteId, run.nextReference)) {
    const { referenceScript: code, reference } = item;
    const isSettled = code === undefined || reference?.state === "made" || reference?.state === "failed";
    if (isSettled && isOpen) settled = item.index + 1;
    if (isSettled) continue;
    isOpen = false;
    if (reference?.state === "running") running += 1;
    else if (running < REFERENCES_AT_ONCE) {
      running += 1;
      const generation = await startHidden(ctx, caller, {
        prompt: item.prompt,
        kind: "cad",
        label: labelFromPrompt(`Reference ${item.key}`),
        idempotencyKey: `reference:${item._id}`,
        work: { code },
      });
      await ctx.db.patch("suiteCases", item._id, { reference: { state: "running", generationId: generation._id } });
    }
  }
  if (settled !== run.nextReference) await ctx.db.patch("runs", run._id, { nextReference: settled });
  return settled;
}

/** What holds for all cells of this turn; `why` is set as soon as the run has to stand still. */
type Gate = {
  why: string | null;
  /** A provider rests or has enough to do: cells of the next cases would meet the same. */
  isBlocked: boolean;
  readonly runningBy: Map<string, number>;
  readonly resting: ReadonlyMap<string, number>;
  readonly budget: string | null;
};

async function gateOf(ctx: MutationCtx, run: Doc<"runs">, now: number): Promise<Gate> {
  const [running, health, budget] = await Promise.all([
    ctx.db
      .query("cells")
      .withIndex("by_run_and_state_and_order", (q) => q.eq("runId", run._id).eq("state", "running"))
      .take(LOOKED_AT),
    healthRows(ctx, run.workspaceId),
    budgetState(ctx, run.workspaceId, monthOf(now)),
  ]);
  const runningBy = new Map<string, number>();
  for (const { side } of running) {
    const provider = run.sides[side]?.provider ?? "";
    runningBy.set(provider, (runningBy.get(provider) ?? 0) + 1);
  }
  const resting = new Map<string, number>();
  for (const row of health) {
    const rest = pauseOf(row, now);
    if (rest !== null && rest.reason !== "auth" && rest.reason !== "not_found") resting.set(row.provider, rest.seconds);
  }
  return {
    why: capReached(run),
    isBlocked: false,
    runningBy,
    resting,
    budget: budget?.state === "spent" ? budgetSpentMessage(budget) : null,
  };
}

/** What runs is reckoned at the mean of what has ended, so that the cap is met before it is passed. */
function capReached(run: Doc<"runs">): string | null {
  if (run.capMicros === undefined) return null;
  const mean = run.endedCount === 0 ? 0 : run.spentMicros / run.endedCount;
  if (run.spentMicros + run.runningCount * mean < run.capMicros) return null;
  const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(2)}`;
  return `The cap of ${dollars(run.capMicros)} is reached: ${dollars(run.spentMicros)} is spent.`;
}

/** 1 where the cell was started, else 0. */
async function tryStart(
  ctx: MutationCtx,
  run: Doc<"runs">,
  caller: Parameters<typeof startHidden>[1],
  cell: Doc<"cells">,
  gate: Gate,
  now: number,
): Promise<number> {
  const side = run.sides[cell.side];
  if (side === undefined || gate.why !== null) return 0;
  const provider = side.provider;
  if (gate.budget !== null && isBilled(provider)) {
    gate.why = gate.budget;
    return 0;
  }
  const running = gate.runningBy.get(provider) ?? 0;
  const restsFor = gate.resting.get(provider);
  if (restsFor !== undefined || (provider !== "partsLibrary" && running >= AT_ONCE_PER_PROVIDER)) {
    gate.isBlocked = true;
    if (restsFor !== undefined && run.runningCount === 0) await schedulePump(ctx, run._id, restsFor * 1000);
    return 0;
  }
  const item = await ctx.db.get("suiteCases", cell.caseId);
  if (item === null) return 0;
  const { _id: runId, number } = run;
  const generation = await startHidden(ctx, caller, {
    prompt: item.prompt,
    kind: item.kind,
    label: labelFromPrompt(`Run ${number} ${item.key}`),
    idempotencyKey: `benchmark:${runId}:${cell.caseIndex}:${cell.side}:${cell.sample}:${cell.reruns}`,
    work: side,
  });
  gate.runningBy.set(provider, running + 1);
  await Cells.begin(ctx, run, cell, generation._id, now);
  return 1;
}

/** People's own work goes first: while some of it runs in the workspace, a run takes one place at a time. */
async function freePlaces(ctx: MutationCtx, run: Doc<"runs">): Promise<number> {
  const [runs, jobs] = await Promise.all([
    ctx.db
      .query("runs")
      .withIndex("by_workspace_and_state", (q) => q.eq("workspaceId", run.workspaceId).eq("state", "running"))
      .take(MAX_RUNS_OF_A_WORKSPACE),
    ctx.db
      .query("jobs")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", run.workspaceId))
      .take(MAX_JOBS),
  ]);
  const inFlight = runs.reduce((sum, each) => sum + each.runningCount, 0);
  const owners = await Promise.all(jobs.map(({ generationId }) => ctx.db.get("generations", generationId)));
  const isSomebodyAtWork = owners.some((generation) => generation !== null && generation.origin !== "benchmark");
  return (isSomebodyAtWork ? AT_ONCE_BESIDE_PEOPLE : AT_ONCE) - inFlight;
}

/** Where nothing of the run itself is in flight, nobody would call it again. */
async function later(ctx: MutationCtx, run: Doc<"runs">, settled: number, now: number): Promise<void> {
  const isDone = run.nextCase >= run.caseCount && settled >= run.caseCount && run.endedCount >= run.cellCount;
  if (run.runningCount === 0 && !isDone && now > run.startedAt) await schedulePump(ctx, run._id, LATER_MS);
}

async function waiting(ctx: QueryCtx, runId: Id<"runs">): Promise<Doc<"cells">[]> {
  return await ctx.db
    .query("cells")
    .withIndex("by_run_and_state_and_order", (q) => q.eq("runId", runId).eq("state", "waiting"))
    .take(LOOKED_AT);
}

async function cellsOfCase(ctx: QueryCtx, runId: Id<"runs">, index: number): Promise<Doc<"cells">[]> {
  return await ctx.db
    .query("cells")
    .withIndex("by_run_and_case", (q) => q.eq("runId", runId).eq("caseIndex", index))
    .take(LOOKED_AT * 10);
}

async function caseAt(ctx: QueryCtx, suiteId: Id<"suites">, index: number): Promise<Doc<"suiteCases"> | null> {
  return await ctx.db
    .query("suiteCases")
    .withIndex("by_suite_and_index", (q) => q.eq("suiteId", suiteId).eq("index", index))
    .unique();
}

async function casesFrom(ctx: QueryCtx, suiteId: Id<"suites">, index: number): Promise<Doc<"suiteCases">[]> {
  return await ctx.db
    .query("suiteCases")
    .withIndex("by_suite_and_index", (q) => q.eq("suiteId", suiteId).gte("index", index))
    .take(LOOKED_AT);
}

/** Is this a side that can be asked at all? The name of its provider, or null. */
export function providerOf(name: string): ProviderId | null {
  const provider = parseProvider(name);
  return provider === null || provider === "auto" ? null : provider;
}

/** "Claude · claude-sonnet-5-5", for people. */
export function sideName({ provider, model }: { provider: string; model?: string | undefined }): string {
  const label = (providerLabels as Record<string, string>)[provider] ?? provider;
  return model === undefined ? label : `${label} · ${model}`;
}
