import { v } from "convex/values";

/** The values of `views.ts` as validators, for tables and for what callers send. */

/** Models times profiles times repairs of one run: what a board shows side by side. */
export const MAX_SIDES = 20;

export const vCellOutcome = v.union(
  v.literal("passed"),
  v.literal("failed"),
  v.literal("needs_input"),
  v.literal("infrastructure"),
  v.literal("not_run"),
);
export const vRunState = v.union(
  v.literal("running"),
  v.literal("paused"),
  v.literal("finished"),
  v.literal("canceled"),
);
export const vSide = v.object({
  provider: v.string(),
  model: v.optional(v.string()),
  profile: v.union(v.literal("fast"), v.literal("balanced"), v.literal("best")),
  repairs: v.boolean(),
});
export const vExpected = v.object({
  sizes: v.optional(v.array(v.number())),
  toleranceMm: v.optional(v.number()),
  volume: v.optional(v.object({ low: v.number(), high: v.number() })),
  solids: v.optional(v.number()),
  holes: v.optional(v.array(v.object({ diameterMm: v.number(), count: v.number() }))),
});
export const vFigureName = v.union(
  v.literal("iou"),
  v.literal("normalizedIou"),
  v.literal("chamfer"),
  v.literal("hausdorff"),
  v.literal("volumeError"),
  v.literal("sizeError"),
  v.literal("latencyP50Ms"),
  v.literal("latencyP95Ms"),
  v.literal("firstTokenMs"),
  v.literal("tokens"),
  v.literal("costMicros"),
  v.literal("repairsNeeded"),
);
export const vLimit = v.object({ measure: vFigureName, limit: v.number() });
export const vInterval = v.object({ value: v.number(), low: v.number(), high: v.number(), n: v.number() });
export const vVoteChoice = v.union(v.literal("left"), v.literal("right"), v.literal("tie"), v.literal("both_bad"));

/** What one ended cell was measured at: rates as 0 or 1; lengths mm, times ms, money micro-dollars, errors as shares. */
export const vMeasures = v.object({
  compiles: v.optional(v.number()),
  valid: v.optional(v.number()),
  watertight: v.optional(v.number()),
  specPass: v.optional(v.number()),
  typeChecks: v.optional(v.number()),
  renders: v.optional(v.number()),
  topology: v.optional(v.number()),
  iou: v.optional(v.number()),
  normalizedIou: v.optional(v.number()),
  chamfer: v.optional(v.number()),
  hausdorff: v.optional(v.number()),
  volumeError: v.optional(v.number()),
  sizeError: v.optional(v.number()),
  latencyMs: v.optional(v.number()),
  firstTokenMs: v.optional(v.number()),
  tokens: v.optional(v.number()),
  costMicros: v.optional(v.number()),
  repairs: v.optional(v.number()),
});
