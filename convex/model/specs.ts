import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { checkSpec } from "../lib/specCheck";
import type { SpecRule } from "../lib/validators";
import * as Generations from "./generations";

/** The rules of a generation: kept apart from what was measured, so that they can change without a run. */

const MAX_RULES = 40;
const MAX_RULE_CHARACTERS = 120;

export async function specOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Doc<"specs"> | null> {
  return await ctx.db
    .query("specs")
    .withIndex("by_workspace_and_generation", (q) =>
      q.eq("workspaceId", generation.workspaceId).eq("generationId", generation._id),
    )
    .unique();
}

/** Stores the rules that a prompt gave. A person's own rules stay as they are. */
export async function put(ctx: MutationCtx, generation: Doc<"generations">, rules: SpecRule[]): Promise<void> {
  const row = await specOf(ctx, generation);
  const { workspaceId, _id: generationId } = generation;
  if (row === null) await ctx.db.insert("specs", { workspaceId, generationId, rules });
  else if (row.editedBy === undefined) await ctx.db.patch("specs", row._id, { rules });
}

/** Replaces the rules by a person's own and checks the measured facts anew. Throws `invalid`, `conflict`. */
export async function edit(
  ctx: MutationCtx,
  user: Doc<"users">,
  generation: Doc<"generations">,
  rules: SpecRule[],
): Promise<void> {
  if (generation.kind !== "cad") throw refuse("conflict", "An app has no rules to measure.", "Open a part.");
  if (rules.length > MAX_RULES) {
    throw refuse("invalid", `There are ${rules.length} rules; the limit is ${MAX_RULES}.`, "Take some away.");
  }
  for (const rule of rules) {
    const problem = problemOf(rule);
    if (problem !== null) throw refuse("invalid", problem, "Write the rule with a size greater than 0.");
  }
  const row = await specOf(ctx, generation);
  const { workspaceId, _id: generationId } = generation;
  if (row === null) await ctx.db.insert("specs", { workspaceId, generationId, rules, editedBy: user.name });
  else await ctx.db.patch("specs", row._id, { rules, editedBy: user.name });
  const result = await Generations.resultOf(ctx, generation);
  if (result !== null) await ctx.db.patch("results", result._id, { spec: checkSpec(rules, result.facts) });
}

/** What is wrong with a rule that a client sent; null when nothing is. */
function problemOf(rule: SpecRule): string | null {
  if (rule.rule.trim() === "" || rule.rule.length > MAX_RULE_CHARACTERS) {
    return `A rule has 1 to ${MAX_RULE_CHARACTERS} characters; this one has ${rule.rule.length}.`;
  }
  const figures = figuresOf(rule);
  if (rule.kind === "bbox" && rule.size.length !== 3)
    return `A box has 3 sizes; “${rule.rule}” has ${rule.size.length}.`;
  const wrong = figures.find((figure) => !Number.isFinite(figure) || figure < 0 || figure > 1e12);
  return wrong === undefined ? null : `“${rule.rule}” has the size ${wrong}.`;
}

function figuresOf(rule: SpecRule): number[] {
  switch (rule.kind) {
    case "bbox":
      return rule.size.filter((size) => size !== null);
    case "holes":
      return [rule.diameterMm, rule.count];
    case "volume":
      return [rule.mm3, rule.tolerance];
    case "mass":
      return [rule.grams, ...(rule.density === null ? [] : [rule.density])];
    case "wall":
      return [rule.mm];
    case "solids":
      return [rule.count];
    default:
      return rule satisfies never;
  }
}
