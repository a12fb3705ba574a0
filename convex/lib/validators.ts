import { v, type Infer } from "convex/values";

/** The shapes that tables, functions, the HTTP API and the worker share. Pure: importable from src/ and bench/. */

export const vRole = v.union(v.literal("owner"), v.literal("editor"), v.literal("commenter"), v.literal("viewer"));
export type Role = Infer<typeof vRole>;

/** What a personal API key may do: read alone, or all that its person may. */
export const vKeyScope = v.union(v.literal("read"), v.literal("write"));
export type KeyScope = Infer<typeof vKeyScope>;

export const vKind = v.union(v.literal("cad"), v.literal("app"));
export type Kind = Infer<typeof vKind>;

/** The last four end a generation. */
export const vStatus = v.union(
  v.literal("queued"),
  v.literal("generating"),
  v.literal("executing"),
  v.literal("repairing"),
  v.literal("needs_input"),
  v.literal("succeeded"),
  v.literal("failed"),
  v.literal("canceled"),
);
export type Status = Infer<typeof vStatus>;

export const vStage = v.union(
  v.literal("routing"),
  v.literal("streaming"),
  v.literal("starting"),
  v.literal("running"),
  v.literal("measuring"),
  v.literal("exporting"),
  v.literal("uploading"),
  v.literal("checking"),
  v.literal("done"),
);
export type Stage = Infer<typeof vStage>;

export const vOrigin = v.union(
  v.literal("prompt"),
  v.literal("parameters"),
  v.literal("edit"),
  v.literal("restore"),
  v.literal("import"),
  v.literal("race"),
  v.literal("benchmark"),
  v.literal("api"),
);

export const vOutcome = v.union(
  v.literal("ok"),
  v.literal("auth"),
  v.literal("not_found"),
  v.literal("rate_limited"),
  v.literal("overloaded"),
  v.literal("server"),
  v.literal("network"),
  v.literal("timeout"),
  v.literal("aborted"),
  v.literal("bad_reply"),
  v.literal("context_too_long"),
  v.literal("rejected"),
);
export type Outcome = Infer<typeof vOutcome>;

export const vAttemptError = v.object({ code: v.string(), message: v.string() });

export const vGenerationError = v.object({
  code: v.string(),
  message: v.string(),
  hint: v.string(),
  stage: vStage,
  line: v.optional(v.number()),
});
export type GenerationError = Infer<typeof vGenerationError>;

export const vWarning = v.object({ code: v.string(), message: v.string() });
export type Warning = Infer<typeof vWarning>;

export const vQuestion = v.object({
  text: v.string(),
  choices: v.array(v.object({ label: v.string(), prompt: v.string() })),
});
export type Question = Infer<typeof vQuestion>;

const vVector = v.array(v.number());

/** A face, edge or part that a person selected. `point` (mm) and `normal` in the part's own axes, Z up. */
export const vReference = v.object({
  faceId: v.optional(v.number()),
  point: v.optional(v.array(v.number())),
  normal: v.optional(v.array(v.number())),
  /** In words: "planar face, 80 × 50 mm". */
  text: v.string(),
});
export type Reference = Infer<typeof vReference>;

/** Measured geometry: mm, mm², mm³, Z up. */
export const vFacts = v.object({
  volumeMm3: v.number(),
  areaMm2: v.number(),
  bboxMm: v.object({ min: vVector, max: vVector, size: vVector }),
  centerOfMassMm: vVector,
  solids: v.number(),
  faces: v.number(),
  edges: v.number(),
  isValid: v.boolean(),
  isWatertight: v.boolean(),
  /** Round holes by diameter, where the executor counts them. */
  holes: v.optional(v.array(v.object({ diameterMm: v.number(), count: v.number() }))),
  /** The same holes one by one: `axis` is a unit vector, `at` the middle of the hole's axis in mm. */
  holeList: v.optional(v.array(v.object({ diameterMm: v.number(), depthMm: v.number(), axis: vVector, at: vVector }))),
  /** The thinnest wall that was found; an estimate, which `minWallIsEstimate` says. */
  minWallMm: v.optional(v.number()),
  minWallIsEstimate: v.optional(v.boolean()),
  /** Grams, where a density was given. */
  massG: v.optional(v.number()),
  /** The parts of an assembly; `color` is #rrggbb. */
  parts: v.optional(
    v.array(v.object({ name: v.string(), color: v.union(v.string(), v.null()), volumeMm3: v.number() })),
  ),
  /** What to mind when the part is printed; none asked for or none in time: absent. */
  printability: v.optional(
    v.array(v.object({ kind: v.string(), severity: v.string(), message: v.string(), areaMm2: v.optional(v.number()) })),
  ),
});
export type Facts = Infer<typeof vFacts>;

export const vParameterValue = v.union(v.number(), v.boolean(), v.string());
export type ParameterValue = Infer<typeof vParameterValue>;

/** A named constant of the script, shown as a slider. `name` is the constant, `label` what people read. */
export const vParameter = v.object({
  name: v.string(),
  label: v.string(),
  unit: v.union(v.literal("mm"), v.literal("deg"), v.literal("count"), v.literal("bool"), v.literal("choice")),
  value: vParameterValue,
  default: vParameterValue,
  min: v.union(v.number(), v.null()),
  max: v.union(v.number(), v.null()),
  step: v.union(v.number(), v.null()),
  choices: v.union(v.array(v.string()), v.null()),
});
export type Parameter = Infer<typeof vParameter>;

/** `pass` is false for a rule that could not be measured; only a rule without that mark has failed. */
export const vSpecRow = v.object({
  rule: v.string(),
  expected: v.string(),
  measured: v.string(),
  pass: v.boolean(),
  isUnmeasured: v.optional(v.boolean()),
});
export type SpecRow = Infer<typeof vSpecRow>;

const vLength = v.union(v.number(), v.null());

/** What the words of a prompt fix: mm, mm³, g. `null` = not fixed. */
export const vSpecRule = v.union(
  v.object({
    rule: v.string(),
    kind: v.literal("bbox"),
    size: v.array(vLength),
    /** The words did not say which length lies along which axis: any order is right. */
    isAnyOrder: v.optional(v.boolean()),
  }),
  v.object({ rule: v.string(), kind: v.literal("holes"), diameterMm: v.number(), count: v.number() }),
  v.object({ rule: v.string(), kind: v.literal("volume"), mm3: v.number(), tolerance: v.number() }),
  v.object({
    rule: v.string(),
    kind: v.literal("mass"),
    grams: v.number(),
    /** g/cm³; null where no material was named. */
    density: v.union(v.number(), v.null()),
  }),
  v.object({ rule: v.string(), kind: v.literal("wall"), mm: v.number() }),
  v.object({ rule: v.string(), kind: v.literal("solids"), count: v.number() }),
);
export type SpecRule = Infer<typeof vSpecRule>;

export const vTimings = v.object({
  queuedMs: v.number(),
  generateMs: v.number(),
  executeMs: v.number(),
  exportMs: v.number(),
  totalMs: v.number(),
});
export type Timings = Infer<typeof vTimings>;
