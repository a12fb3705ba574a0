import { defineTable } from "convex/server";
import { v } from "convex/values";
import { storeFields } from "../lib/stores";
import {
  vAttemptError,
  vFacts,
  vGenerationError,
  vOrigin,
  vOutcome,
  vParameter,
  vQuestion,
  vReference,
  vRole,
  vSpecRow,
  vStage,
  vStatus,
  vTimings,
  vWarning,
} from "../lib/validators";

/** Users, workspaces, threads and all that a generation leaves. */
export const coreTables = {
  /** Written on a caller's first request, read everywhere, deleted with the account. */
  users: defineTable({
    tokenIdentifier: v.string(),
    name: v.string(),
    kind: v.union(v.literal("person"), v.literal("guest"), v.literal("key")),
    /** Lengths on screen; millimetres unless set. */
    units: v.optional(v.union(v.literal("mm"), v.literal("inch"))),
  }).index("by_tokenIdentifier", ["tokenIdentifier"]),

  /** Written by its owner; `isDefault` marks the one workspace of single-machine mode. */
  workspaces: defineTable({
    name: v.string(),
    slug: v.string(),
    isDefault: v.boolean(),
    generationCount: v.number(),
    /** Whoever is signed in may look at it, as a viewer. */
    isPublic: v.optional(v.boolean()),
    /** Set when an owner deleted it: until then it can be brought back. */
    deletesAt: v.optional(v.number()),
  })
    .index("by_slug", ["slug"])
    .index("by_isDefault", ["isDefault"])
    .index("by_deletesAt", ["deletesAt"]),

  /** The only source of rights; `model/members.ts` alone reads it for checks. */
  members: defineTable({
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    role: vRole,
  })
    .index("by_workspace_and_user", ["workspaceId", "userId"])
    .index("by_user", ["userId"]),

  /** One per conversation about one part or app. The history list reads this table only. */
  threads: defineTable({
    workspaceId: v.id("workspaces"),
    kind: v.union(v.literal("cad"), v.literal("app")),
    title: v.string(),
    authorId: v.id("users"),
    authorName: v.string(),
    generationCount: v.number(),
    headGenerationId: v.optional(v.id("generations")),
    headNumber: v.number(),
    headStatus: vStatus,
    headStage: v.optional(vStage),
    thumbnailArtifactId: v.optional(v.id("artifacts")),
    lastActivityAt: v.number(),
    /** Set once a person has named the thread: from then on no provider's title replaces it. */
    hasOwnTitle: v.optional(v.boolean()),
    /** The provider of the head's code. */
    headProvider: v.optional(v.string()),
    /** The three marks are true or absent, so that rows from before them sort as unmarked. */
    isRunning: v.optional(v.literal(true)),
    isPinned: v.optional(v.literal(true)),
    isArchived: v.optional(v.literal(true)),
    tags: v.optional(v.array(v.string())),
    /** A cell of a benchmark: no list, count or search of people's work shows it. Absent for all others. */
    isHidden: v.optional(v.boolean()),
  })
    .index("by_workspace_and_isHidden_and_lastActivityAt", ["workspaceId", "isHidden", "lastActivityAt"])
    // The history: pinned threads first, then by activity. One index for each filter, so that a page is never short.
    .index("by_workspace_shown", ["workspaceId", "isHidden", "isArchived", "isPinned", "lastActivityAt"])
    .index("by_workspace_and_kind_shown", [
      "workspaceId",
      "isHidden",
      "isArchived",
      "kind",
      "isPinned",
      "lastActivityAt",
    ])
    .index("by_workspace_and_author_shown", [
      "workspaceId",
      "isHidden",
      "isArchived",
      "authorId",
      "isPinned",
      "lastActivityAt",
    ])
    .index("by_workspace_and_status_shown", [
      "workspaceId",
      "isHidden",
      "isArchived",
      "headStatus",
      "isPinned",
      "lastActivityAt",
    ])
    .index("by_workspace_running_shown", [
      "workspaceId",
      "isHidden",
      "isArchived",
      "isRunning",
      "isPinned",
      "lastActivityAt",
    ])
    .index("by_workspace_and_provider_shown", [
      "workspaceId",
      "isHidden",
      "isArchived",
      "headProvider",
      "isPinned",
      "lastActivityAt",
    ])
    .searchIndex("search_title", { searchField: "title", filterFields: ["workspaceId", "isHidden"] }),

  /** The tags of threads. Written by `model/threads.ts`, which keeps the marks and the time equal to the thread's. */
  threadTags: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    tag: v.string(),
    isPinned: v.optional(v.literal(true)),
    isArchived: v.optional(v.literal(true)),
    lastActivityAt: v.number(),
  })
    .index("by_thread", ["threadId"])
    .index("by_workspace_and_tag_shown", ["workspaceId", "isArchived", "tag", "isPinned", "lastActivityAt"]),

  /** One prompt and what became of it. `status` is set by `model/generations.ts` and nothing else. */
  generations: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    parentId: v.optional(v.id("generations")),
    number: v.number(),
    kind: v.union(v.literal("cad"), v.literal("app")),
    prompt: v.string(),
    label: v.string(),
    origin: vOrigin,
    authorId: v.id("users"),
    authorName: v.string(),
    status: vStatus,
    stage: vStage,
    requestedProvider: v.string(),
    requestedModel: v.optional(v.string()),
    profile: v.string(),
    provider: v.optional(v.string()),
    model: v.optional(v.string()),
    error: v.optional(vGenerationError),
    question: v.optional(vQuestion),
    warnings: v.array(vWarning),
    /** Overrides for the UPPER_CASE constants of the script: from sliders, or from a follow-up that named one. */
    values: v.optional(v.record(v.string(), v.union(v.number(), v.boolean(), v.string()))),
    /** Strict findings of the compiler in an app; absent until it was checked, and for parts. */
    typeFindings: v.optional(v.number()),
    canceledBy: v.optional(v.string()),
    /** What was selected in the viewer when the prompt was sent. */
    reference: v.optional(vReference),
    /** Kept at hand by a person. */
    isPinned: v.optional(v.boolean()),
    /** Set once a person has named the version: from then on the pipeline's label does not replace it. */
    hasOwnLabel: v.optional(v.boolean()),
    thumbnailArtifactId: v.optional(v.id("artifacts")),
    idempotencyKey: v.optional(v.string()),
    /** As its thread's. */
    isHidden: v.optional(v.boolean()),
    /** The first script counts: nothing is sent back to its author. */
    isWithoutRepairs: v.optional(v.boolean()),
    createdAt: v.number(),
    endedAt: v.optional(v.number()),
  })
    .index("by_thread_and_number", ["threadId", "number"])
    .index("by_workspace_and_isHidden_and_createdAt", ["workspaceId", "isHidden", "createdAt"])
    .index("by_workspace_and_idempotencyKey", ["workspaceId", "idempotencyKey"])
    .searchIndex("search_prompt", { searchField: "prompt", filterFields: ["workspaceId", "isHidden"] }),

  /** The source of a generation, once whole. Written by the pipeline and by hand edits. */
  codes: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    language: v.union(v.literal("python"), v.literal("tsx")),
    text: v.string(),
    /** As its generation's. */
    isHidden: v.optional(v.boolean()),
  })
    .index("by_generation", ["generationId"])
    .searchIndex("search_text", { searchField: "text", filterFields: ["workspaceId", "isHidden"] }),

  /** What was measured. Written once, when the executor answers. */
  results: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    facts: vFacts,
    parameters: v.array(vParameter),
    spec: v.array(vSpecRow),
    timings: vTimings,
    workerVersion: v.optional(v.string()),
  }).index("by_generation", ["generationId"]),

  /** One produced file. Its bytes live in the store and go with the last row that names them. */
  artifacts: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    format: v.string(),
    ...storeFields,
    bytes: v.number(),
    sha256: v.string(),
  })
    .index("by_generation", ["generationId"])
    .index("by_storageId", ["storageId"]),

  /**
   * The running side of a generation: hot, so it is apart from the row that everyone watches. Inserted with the
   * generation, deleted when it ends, canceling included: a pipeline run that finds no job stops.
   * `attempt` counts runs of the pipeline, from 1. The mutation that takes the lease schedules its own watchdog.
   */
  jobs: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    attempt: v.number(),
    enqueuedAt: v.number(),
    startedAt: v.optional(v.number()),
    leaseToken: v.optional(v.string()),
    leaseExpiresAt: v.optional(v.number()),
    queuePosition: v.optional(v.number()),
    stageStartedAt: v.number(),
    /** Milliseconds that each finished stage took, in the order in which they ran. */
    finishedStages: v.array(v.object({ stage: vStage, ms: v.number() })),
    detail: v.optional(v.string()),
  })
    .index("by_generation", ["generationId"])
    .index("by_workspace", ["workspaceId"]),

  /** One try of one provider. Kept for ever: the trail, the ledger and provider health come from here. */
  attempts: defineTable({
    workspaceId: v.id("workspaces"),
    generationId: v.id("generations"),
    index: v.number(),
    provider: v.string(),
    model: v.optional(v.string()),
    outcome: v.optional(vOutcome),
    startedAt: v.number(),
    firstTokenMs: v.optional(v.number()),
    latencyMs: v.optional(v.number()),
    inputTokens: v.optional(v.number()),
    outputTokens: v.optional(v.number()),
    costMicros: v.optional(v.number()),
    error: v.optional(vAttemptError),
  })
    .index("by_generation_and_index", ["generationId", "index"])
    .index("by_workspace_and_provider_and_startedAt", ["workspaceId", "provider", "startedAt"]),

  /** Code as it streams, in batches. Pruned when the whole text is in `codes`. */
  chunks: defineTable({
    generationId: v.id("generations"),
    attempt: v.number(),
    sequence: v.number(),
    text: v.string(),
  }).index("by_generation_and_attempt_and_sequence", ["generationId", "attempt", "sequence"]),

  /** What the script printed, in batches; kept for failed runs, pruned after success. */
  logs: defineTable({
    generationId: v.id("generations"),
    sequence: v.number(),
    stream: v.string(),
    text: v.string(),
  }).index("by_generation_and_sequence", ["generationId", "sequence"]),

  /** One row: what the last talk with the executor showed. Written by the pipeline and by health checks. */
  executorHealth: defineTable({
    ok: v.boolean(),
    version: v.optional(v.string()),
    lastError: v.optional(v.string()),
    checkedAt: v.number(),
  }),
};
