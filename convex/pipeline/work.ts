import { v, type Infer } from "convex/values";
import type { Brief } from "../lib/llmRouter";
import { answerFromPartsLibrary } from "../lib/partsLibrary/partsLibrary";
import { wordsOf } from "../lib/partsLibrary/revise";
import { AUTO } from "../lib/providers";
import { vKind, vParameter, vParameterValue, vSpecRule, type SpecRule, type Warning } from "../lib/validators";
import { vScriptInput } from "../model/inputFiles";

/** What a run is handed with its lease, and what follows from it alone. */

export const vValues = v.record(v.string(), vParameterValue);

export const vWork = v.object({
  jobId: v.string(),
  prompt: v.string(),
  kind: vKind,
  requestedProvider: v.string(),
  requestedModel: v.union(v.string(), v.null()),
  profile: v.string(),
  /** False: the first script counts, nothing is sent back to its author. */
  repairs: v.boolean(),
  /** Set where the code stands already: hand edits, changed parameters, a run that starts anew. */
  code: v.union(v.string(), v.null()),
  provider: v.union(v.string(), v.null()),
  values: v.union(vValues, v.null()),
  /** Rules that stand for code that stands; null where they are still to be read from the prompt. */
  rules: v.union(v.array(vSpecRule), v.null()),
  reference: v.union(v.string(), v.null()),
  routing: v.object({
    order: v.array(v.string()),
    disabled: v.array(v.string()),
    skipped: v.array(v.object({ provider: v.string(), message: v.string() })),
    models: v.record(v.string(), v.string()),
    sealedKeys: v.record(v.string(), v.string()),
    because: v.union(v.string(), v.null()),
  }),
  workspaceId: v.string(),
  base: v.union(v.object({ code: v.string(), parameters: v.array(vParameter), values: vValues }), v.null()),
  /** Files that the script finds as parts. */
  inputs: v.array(vScriptInput),
  /** Where this run's files lie in a store that has paths. */
  folder: v.string(),
  /** Upload addresses by format; null where the executor cannot reach the store. */
  uploads: v.union(v.record(v.string(), v.string()), v.null()),
});

export type Work = Infer<typeof vWork>;

/** What a provider is told of the generation. */
export function briefOf(work: Work): Brief {
  const { prompt, kind, requestedProvider, requestedModel, profile, base, reference } = work;
  // A model belongs to one provider: with Auto the name would mean nothing to the others.
  const model = requestedProvider === AUTO ? undefined : (requestedModel ?? undefined);
  return { prompt, kind, model, profile, base, reference };
}

/** The rules of code that stands already. The library's are found again from the words in its script: they are not stored. */
export function standingSpec({ values, rules }: Work, text: string): SpecRule[] {
  if (rules !== null) return rules;
  const words = values === null ? wordsOf(text) : null;
  const answer = words === null ? null : answerFromPartsLibrary(words);
  return answer?.kind === "part" ? answer.spec : [];
}

/**
 * Why Auto came to this provider: the board's choice where the first of the order wrote the first script, and who was
 * left alone. `first`: the writer of the first script; null after a repair.
 */
export function routingNotices(
  { routing, requestedProvider }: Work,
  skipped: Work["routing"]["skipped"],
  first: string | null,
): Warning[] {
  const { order, because } = routing;
  const isBoards = requestedProvider === AUTO && first === order[0];
  return [
    ...(isBoards && because !== null ? [{ code: "chosen_by_board", message: because }] : []),
    ...skipped.map(({ message }) => ({ code: "provider_skipped", message })),
  ];
}
