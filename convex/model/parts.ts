import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { costEstimate, massOf, MAX_COST_MICROS, MAX_MASS_G, MAX_TEXT } from "../lib/manufacturing";
import type { Facts } from "../lib/validators";
import * as Boms from "./boms";
import * as Events from "./events";
import { resultOf } from "./generations";
import { findRow } from "./rows";

/** Parts of the workspace: a number, a name, a released version of a thread, and what one piece weighs and costs. */

const MAX_LINES_OF_A_PART = 2_000;

export type PartFields = {
  number: string;
  name: string;
  material: string;
  process: string;
  massG?: number | null;
  costMicros?: number | null;
};

export function requireText(value: string, noun: string, mayBeEmpty = false): string {
  const text = value.trim();
  if (text === "" && !mayBeEmpty) throw refuse("invalid", `${noun} is empty.`, `Give the ${noun.toLowerCase()}.`);
  if (text.length > MAX_TEXT) {
    throw refuse(
      "invalid",
      `${noun} has ${text.length} characters; at most ${MAX_TEXT} are taken.`,
      `Shorten it by ${text.length - MAX_TEXT} characters.`,
    );
  }
  return text;
}

/** Throws `invalid` for a number outside 0 … `most`, NaN included. */
export function requireAmount(value: number, most: number, noun: string, unit: string): number {
  if (!(value >= 0 && value <= most)) {
    throw refuse(
      "invalid",
      `${noun} is ${value}${unit}; it must be from 0 to ${most}${unit}.`,
      `Give another ${noun.toLowerCase()}.`,
    );
  }
  return value;
}

export async function byNumber(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  number: string,
): Promise<Doc<"parts"> | null> {
  return await ctx.db
    .query("parts")
    .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId).eq("number", number))
    .first();
}

/** Throws `conflict` for a number that another part has. */
export async function create(
  ctx: MutationCtx,
  user: Doc<"users">,
  workspaceId: Id<"workspaces">,
  fields: PartFields,
  more: Pick<Partial<Doc<"parts">>, "source"> = {},
): Promise<Id<"parts">> {
  const number = requireText(fields.number, "Number");
  if ((await byNumber(ctx, workspaceId, number)) !== null) throw numberTaken(number);
  const massG = fields.massG ?? undefined;
  const costMicros = fields.costMicros ?? undefined;
  const partId = await ctx.db.insert("parts", {
    workspaceId,
    number,
    name: requireText(fields.name, "Name"),
    material: requireText(fields.material, "Material", true),
    process: requireText(fields.process, "Process", true),
    hasOwnMass: massG !== undefined,
    hasOwnCost: costMicros !== undefined,
    ...(massG === undefined ? {} : { massG: requireAmount(massG, MAX_MASS_G, "Mass", " g") }),
    ...(costMicros === undefined ? {} : { costMicros: requireAmount(costMicros, MAX_COST_MICROS, "Cost", " µ$") }),
    ...more,
  });
  await Events.record(ctx, user, workspaceId, {
    verb: "part.created",
    object: { table: "parts", id: partId, label: number },
  });
  return partId;
}

/** Changes fields; mass and cost are estimated anew unless a person gave them. Lines of the released version follow. */
export async function update(
  ctx: MutationCtx,
  user: Doc<"users">,
  part: Doc<"parts">,
  fields: Partial<PartFields>,
): Promise<void> {
  const change: Partial<Doc<"parts">> = {};
  if (fields.number !== undefined) {
    change.number = requireText(fields.number, "Number");
    const other = await byNumber(ctx, part.workspaceId, change.number);
    if (other !== null && other._id !== part._id) throw numberTaken(change.number);
  }
  if (fields.name !== undefined) change.name = requireText(fields.name, "Name");
  if (fields.material !== undefined) change.material = requireText(fields.material, "Material", true);
  if (fields.process !== undefined) change.process = requireText(fields.process, "Process", true);
  if (fields.massG !== undefined) {
    change.hasOwnMass = fields.massG !== null;
    if (fields.massG !== null) change.massG = requireAmount(fields.massG, MAX_MASS_G, "Mass", " g");
  }
  if (fields.costMicros !== undefined) {
    change.hasOwnCost = fields.costMicros !== null;
    if (fields.costMicros !== null) {
      change.costMicros = requireAmount(fields.costMicros, MAX_COST_MICROS, "Cost", " µ$");
    }
  }
  await write(ctx, { ...part, ...change });
  await Events.record(ctx, user, part.workspaceId, {
    verb: "part.updated",
    object: { table: "parts", id: part._id, label: change.number ?? part.number },
    after: plain(fields),
  });
}

/** Makes a succeeded version of a thread the part's released one. Throws `conflict` for one that has not succeeded. */
export async function release(
  ctx: MutationCtx,
  user: Doc<"users">,
  part: Doc<"parts">,
  generation: Doc<"generations">,
): Promise<void> {
  if (generation.status !== "succeeded" || generation.kind !== "cad") {
    throw refuse(
      "conflict",
      `Version ${generation.number} is ${generation.kind === "app" ? "an app" : generation.status}.`,
      "Release a part's version that succeeded.",
    );
  }
  const isNewer = part.threadId !== generation.threadId || generation.number > (part.latestVersionNumber ?? 0);
  await write(ctx, {
    ...part,
    threadId: generation.threadId,
    generationId: generation._id,
    versionNumber: generation.number,
    ...(isNewer ? { latestGenerationId: generation._id, latestVersionNumber: generation.number } : {}),
  });
  await Events.record(ctx, user, part.workspaceId, {
    verb: "part.released",
    object: { table: "parts", id: part._id, label: part.number },
    before: { version: part.versionNumber ?? null },
    after: { version: generation.number },
  });
}

/** Throws `conflict` while a BOM uses the part. Lines of orders keep its number and name. */
export async function remove(ctx: MutationCtx, user: Doc<"users">, part: Doc<"parts">): Promise<void> {
  const line = await ctx.db
    .query("bomLines")
    .withIndex("by_part", (q) => q.eq("partId", part._id))
    .first();
  if (line !== null) {
    const bom = await ctx.db.get("boms", line.bomId);
    throw refuse("conflict", `${part.number} is used in ${bom?.number ?? "a BOM"}.`, "Take it out of its BOMs first.");
  }
  const held = await ctx.db
    .query("stock")
    .withIndex("by_part", (q) => q.eq("partId", part._id))
    .take(20);
  for (const row of held) await ctx.db.delete("stock", row._id);
  await ctx.db.delete("parts", part._id);
  await Events.record(ctx, user, part.workspaceId, {
    verb: "part.removed",
    object: { table: "parts", id: part._id, label: part.number },
  });
}

/** Mass and cost of one piece in one version: the person's own figures, else the estimate from what was measured. */
export async function unitFigures(
  ctx: QueryCtx,
  part: Doc<"parts">,
  generationId: Id<"generations"> | undefined,
): Promise<{ unitMassG?: number; unitCostMicros?: number }> {
  const facts = generationId === undefined ? null : await factsOf(ctx, generationId);
  const massG = part.hasOwnMass ? part.massG : facts === null ? undefined : massOf(facts.volumeMm3, part.material);
  const cost = part.hasOwnCost
    ? part.costMicros
    : facts === null
      ? undefined
      : costEstimate(facts, part.material, part.process);
  return {
    ...(massG === undefined ? {} : { unitMassG: massG }),
    ...(cost === undefined ? {} : { unitCostMicros: cost }),
  };
}

export async function factsOf(ctx: QueryCtx, generationId: Id<"generations">): Promise<Facts | null> {
  const generation = await ctx.db.get("generations", generationId);
  return generation === null ? null : ((await resultOf(ctx, generation))?.facts ?? null);
}

/** The generation that a caller names, of the same workspace; throws `not_found`. */
export async function requireVersion(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  generationId: string,
): Promise<Doc<"generations">> {
  const found = await findRow(ctx, "generations", generationId, workspaceId);
  if (found === null) throw refuse("not_found", "There is no such version.", "Choose one of the part's versions.");
  return found;
}

async function write(ctx: MutationCtx, next: Doc<"parts">): Promise<void> {
  const figures = await unitFigures(ctx, next, next.generationId);
  const { _id, _creationTime, massG: _mass, costMicros: _cost, ...rest } = next;
  await ctx.db.replace("parts", _id, {
    ...rest,
    ...(figures.unitMassG === undefined ? {} : { massG: figures.unitMassG }),
    ...(figures.unitCostMicros === undefined ? {} : { costMicros: figures.unitCostMicros }),
  });
  // Each line keeps the version it names; only its figures follow material, process and price.
  const lines = await ctx.db
    .query("bomLines")
    .withIndex("by_part", (q) => q.eq("partId", _id))
    .take(MAX_LINES_OF_A_PART);
  for (const line of lines) {
    await Boms.setFigures(ctx, line, await unitFigures(ctx, next, line.generationId));
  }
}

function numberTaken(number: string) {
  return refuse("conflict", `There is a part ${number} already.`, "Give this one another number.");
}

function plain(fields: Partial<PartFields>): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<
    string,
    string | number | null
  >;
}
