import { defineTable } from "convex/server";
import { v } from "convex/values";
import {
  vCellOutcome,
  vExpected,
  vInterval,
  vLimit,
  vMeasures,
  vRunState,
  vSide,
  vVoteChoice,
} from "../lib/benchmarks/validators";
import { vKind } from "../lib/validators";

/** Suites, cases, runs, cells, aggregates and votes. */
export const benchmarksTables = {
  /** One version of a suite. Once `isRun`, neither it nor its cases change: an edit makes the next version. */
  suites: defineTable({
    workspaceId: v.id("workspaces"),
    name: v.string(),
    version: v.number(),
    kind: v.union(vKind, v.literal("mixed")),
    /** Which of the suites that come with the product it is; absent for people's own. */
    builtIn: v.optional(v.string()),
    caseCount: v.number(),
    isRun: v.boolean(),
  }).index("by_workspace_and_name_and_version", ["workspaceId", "name", "version"]),

  suiteCases: defineTable({
    workspaceId: v.id("workspaces"),
    suiteId: v.id("suites"),
    index: v.number(),
    key: v.string(),
    kind: vKind,
    prompt: v.string(),
    family: v.string(),
    difficulty: v.string(),
    expect: v.union(v.literal("part"), v.literal("question")),
    expected: vExpected,
    /** Who wrote the prompt, where it came from a generation: this person's votes are flagged. */
    authorId: v.optional(v.id("users")),
    referenceScript: v.optional(v.string()),
    /** What became of the script: it runs once for a version of the suite, as a hidden generation. */
    reference: v.optional(
      v.object({
        state: v.union(v.literal("running"), v.literal("made"), v.literal("failed")),
        generationId: v.id("generations"),
        message: v.optional(v.string()),
      }),
    ),
  })
    .index("by_suite_and_index", ["suiteId", "index"])
    .index("by_suite_and_key", ["suiteId", "key"])
    .index("by_referenceGenerationId", ["reference.generationId"]),

  /** One row per run; its counts are kept by the mutations that move its cells. */
  runs: defineTable({
    workspaceId: v.id("workspaces"),
    number: v.number(),
    suiteId: v.id("suites"),
    suiteName: v.string(),
    suiteVersion: v.number(),
    authorId: v.id("users"),
    authorName: v.string(),
    state: vRunState,
    pausedBecause: v.optional(v.string()),
    sides: v.array(vSide),
    samples: v.number(),
    limits: v.array(vLimit),
    caseCount: v.number(),
    cellCount: v.number(),
    endedCount: v.number(),
    runningCount: v.number(),
    infrastructureCount: v.number(),
    failedCount: v.number(),
    spentMicros: v.number(),
    capMicros: v.optional(v.number()),
    /** Cases below this index have their cells as rows; those of the others are made when their turn comes. */
    nextCase: v.number(),
    /** Cases below this index have a settled reference, or need none. */
    nextReference: v.number(),
    startedAt: v.number(),
    /** Time for which it was not running. */
    idleMs: v.number(),
    pausedAt: v.optional(v.number()),
    endedAt: v.optional(v.number()),
  })
    .index("by_workspace_and_number", ["workspaceId", "number"])
    .index("by_workspace_and_state", ["workspaceId", "state"])
    .index("by_state", ["state"])
    .index("by_suite", ["suiteId"]),

  /** One case on one side in one sample. */
  cells: defineTable({
    workspaceId: v.id("workspaces"),
    runId: v.id("runs"),
    caseId: v.id("suiteCases"),
    caseIndex: v.number(),
    side: v.number(),
    sample: v.number(),
    /** Place in the queue of the run: by case, then sample, then side. */
    order: v.number(),
    state: v.union(v.literal("waiting"), v.literal("running"), v.literal("ended")),
    /** Its generation has ended and its shape is being compared with the reference's. */
    isComparing: v.optional(v.boolean()),
    /** How often a person had it run again; part of the key that makes a cell start once. */
    reruns: v.number(),
    outcome: v.optional(vCellOutcome),
    reason: v.optional(v.string()),
    detail: v.optional(v.string()),
    generationId: v.optional(v.id("generations")),
    thumbnailArtifactId: v.optional(v.id("artifacts")),
    measures: v.optional(vMeasures),
    startedAt: v.optional(v.number()),
  })
    .index("by_run_and_state_and_order", ["runId", "state", "order"])
    .index("by_run_and_outcome_and_order", ["runId", "outcome", "order"])
    .index("by_run_and_case", ["runId", "caseIndex", "side", "sample"])
    .index("by_generation", ["generationId"]),

  /** One case of one run: what the grid's filters and the comparison of two runs read. */
  runCases: defineTable({
    workspaceId: v.id("workspaces"),
    runId: v.id("runs"),
    caseId: v.id("suiteCases"),
    key: v.string(),
    index: v.number(),
    hasFailed: v.boolean(),
    hasRunning: v.boolean(),
    running: v.number(),
    passed: v.number(),
    failed: v.number(),
    askedBack: v.number(),
    infrastructure: v.number(),
    iouSum: v.number(),
    iouCount: v.number(),
  })
    .index("by_run_and_index", ["runId", "index"])
    .index("by_run_and_hasFailed_and_index", ["runId", "hasFailed", "index"])
    .index("by_run_and_hasRunning_and_index", ["runId", "hasRunning", "index"]),

  /** The aggregates of one side of one run, as the board shows them. Written by the mutation that stores a cell. */
  sideTotals: defineTable({
    workspaceId: v.id("workspaces"),
    runId: v.id("runs"),
    side: v.number(),
    ended: v.number(),
    scored: v.number(),
    passed: v.number(),
    askedBack: v.number(),
    /** Hits and tries of each rate. */
    rates: v.record(v.string(), v.object({ hits: v.number(), n: v.number() })),
    figures: v.record(v.string(), vInterval),
    costMicros: v.number(),
    costCount: v.number(),
    /** One sign a case, by index: scored samples and passed ones in base 36. */
    scoredByCase: v.string(),
    passedByCase: v.string(),
  }).index("by_run_and_side", ["runId", "side"]),

  /** What the intervals of a side are drawn from: at most 256 values of each figure, each as likely kept as any other. */
  sideSamples: defineTable({
    workspaceId: v.id("workspaces"),
    runId: v.id("runs"),
    side: v.number(),
    seen: v.record(v.string(), v.number()),
    sum: v.record(v.string(), v.number()),
    kept: v.record(v.string(), v.array(v.number())),
  }).index("by_run_and_side", ["runId", "side"]),

  votes: defineTable({
    workspaceId: v.id("workspaces"),
    runId: v.id("runs"),
    userId: v.id("users"),
    caseId: v.id("suiteCases"),
    sample: v.number(),
    left: v.number(),
    right: v.number(),
    choice: vVoteChoice,
    isOwnPrompt: v.boolean(),
    at: v.number(),
  }).index("by_run_and_user_and_case", ["runId", "userId", "caseId", "sample"]),

  /** The votes on two sides of a run, `a` the lower one: kept by the mutation that casts. */
  voteTotals: defineTable({
    workspaceId: v.id("workspaces"),
    runId: v.id("runs"),
    a: v.number(),
    b: v.number(),
    winsA: v.number(),
    winsB: v.number(),
    ties: v.number(),
    bothBad: v.number(),
    /** How often `a` stood left: the next pair stands the other way round where that is more than half. */
    aLeft: v.number(),
  }).index("by_run_and_pair", ["runId", "a", "b"]),
};
