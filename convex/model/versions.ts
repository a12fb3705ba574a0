import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { checkValues } from "../lib/parameterValues";
import { storedOf, type Stored } from "../lib/stores";
import type { Parameter, ParameterValue } from "../lib/validators";
import { artifactsOf } from "./artifacts";
import { record } from "./events";
import * as Generations from "./generations";
import { inputsOf, type ScriptInput } from "./inputFiles";

/** What people do with a version besides making it: name, pin, compare. */

const MAX_LABEL_CHARACTERS = 80;

/** Throws `invalid` for an empty or overlong label. */
export async function rename(
  ctx: MutationCtx,
  user: Doc<"users">,
  version: Doc<"generations">,
  text: string,
): Promise<void> {
  const label = text.trim();
  if (label === "" || label.length > MAX_LABEL_CHARACTERS) {
    throw refuse(
      "invalid",
      `A version's name has 1 to ${MAX_LABEL_CHARACTERS} characters; this one has ${label.length}.`,
      "Choose another name.",
    );
  }
  if (label === version.label) return;
  await ctx.db.patch("generations", version._id, { label, hasOwnLabel: true });
  await record(ctx, user, version.workspaceId, {
    verb: "version.renamed",
    object: objectOf(version),
    before: { label: version.label },
    after: { label },
  });
}

export async function pin(
  ctx: MutationCtx,
  user: Doc<"users">,
  version: Doc<"generations">,
  isPinned: boolean,
): Promise<void> {
  if ((version.isPinned ?? false) === isPinned) return;
  await ctx.db.patch("generations", version._id, { isPinned });
  await record(ctx, user, version.workspaceId, {
    verb: isPinned ? "version.pinned" : "version.unpinned",
    object: objectOf(version),
  });
}

export function objectOf(version: Doc<"generations">) {
  return { table: "generations", id: version._id, label: `v${version.number} ${version.label}` };
}

export type RunSource = { code: string; values: Record<string, ParameterValue>; inputs: ScriptInput[] };

/** What made a version. Throws `conflict` for one that was not measured here. */
export async function sourceOf(
  ctx: QueryCtx,
  version: Doc<"generations">,
): Promise<RunSource & { parameters: Parameter[] }> {
  const [code, result] = await Promise.all([Generations.codeOf(ctx, version), Generations.resultOf(ctx, version)]);
  if (code === null || result === null) {
    throw refuse(
      "conflict",
      `Version ${version.number} was not measured: it is ${version.status}.`,
      "Choose a version that succeeded and was run here.",
    );
  }
  const inputs = await inputsOf(ctx, version);
  return { code: code.text, values: version.values ?? {}, inputs, parameters: result.parameters };
}

/** What a draft runs. Throws `unprocessable` for values that the parameters do not take, `conflict` without code. */
export async function draftSource(
  ctx: QueryCtx,
  version: Doc<"generations">,
  values: Record<string, ParameterValue>,
): Promise<RunSource> {
  const source = await sourceOf(ctx, version);
  checkValues(source.parameters, values);
  return { code: source.code, values: { ...source.values, ...values }, inputs: source.inputs };
}

export type ComparePair = { from: Stored; to: Stored; known: Doc<"comparisons"> | null };

/** The exact shapes of two versions and what is known of their difference. Throws `conflict` where one has no STEP file. */
export async function comparePair(
  ctx: QueryCtx,
  from: Doc<"generations">,
  to: Doc<"generations">,
): Promise<ComparePair> {
  const [fromFile, toFile, known] = await Promise.all([
    exactShapeOf(ctx, from),
    exactShapeOf(ctx, to),
    ctx.db
      .query("comparisons")
      .withIndex("by_from_and_to", (q) => q.eq("fromId", from._id).eq("toId", to._id))
      .unique(),
  ]);
  return { from: fromFile, to: toFile, known };
}

async function exactShapeOf(ctx: QueryCtx, version: Doc<"generations">): Promise<Stored> {
  const file = (await artifactsOf(ctx, version._id)).find(({ format }) => format === "step");
  if (file === undefined) {
    throw refuse(
      "conflict",
      `Version ${version.number} has no STEP file, so its shape cannot be compared.`,
      "Compare versions that succeeded here.",
    );
  }
  return storedOf(file);
}

export type Comparison = {
  iou: number;
  addedMm3: number | null;
  removedMm3: number | null;
  added?: Id<"_storage">;
  removed?: Id<"_storage">;
};

/** Keeps what was measured, unless somebody else's comparison of the same pair came first. True when it was kept. */
export async function keepComparison(
  ctx: MutationCtx,
  from: Doc<"generations">,
  to: Doc<"generations">,
  comparison: Comparison,
): Promise<boolean> {
  const { known } = await comparePair(ctx, from, to);
  if (known !== null) return false;
  await ctx.db.insert("comparisons", {
    workspaceId: from.workspaceId,
    fromId: from._id,
    toId: to._id,
    ...comparison,
  });
  return true;
}
