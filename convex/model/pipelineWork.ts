import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { settings } from "../lib/settings";
import { partFormats, uploadTarget } from "../lib/uploadTargets";
import type { Reference, SpecRule } from "../lib/validators";
import * as Generations from "./generations";
import { specOf } from "./specs";

/** What a run is given when it takes its lease. */

const MAX_ANCESTORS = 20;

/** The version that a follow-up changes: the nearest ancestor that was measured. */
export async function findBase(ctx: MutationCtx, generation: Doc<"generations">) {
  let parentId = generation.parentId;
  for (let depth = 0; parentId !== undefined && depth < MAX_ANCESTORS; depth++) {
    const parent: Doc<"generations"> | null = await ctx.db.get("generations", parentId);
    if (parent === null) return null;
    const [code, result] = await Promise.all([Generations.codeOf(ctx, parent), Generations.resultOf(ctx, parent)]);
    if (code !== null && (result !== null || parent.status === "succeeded")) {
      return { code: code.text, parameters: result?.parameters ?? [], values: parent.values ?? {} };
    }
    parentId = parent.parentId;
  }
  return null;
}

/** Rules that stand already for code that stands: a person's own, or those of an earlier run. */
export async function standingRules(ctx: MutationCtx, generation: Doc<"generations">): Promise<SpecRule[] | null> {
  return (await specOf(ctx, generation))?.rules ?? null;
}

/** Upload addresses by format; null where the executor cannot reach the store. */
export async function uploadAddresses(ctx: MutationCtx): Promise<Record<string, string> | null> {
  const workerUrl = settings.workerUrl();
  if (workerUrl === null) return null;
  const addresses: Record<string, string> = {};
  for (const format of partFormats) {
    const address = uploadTarget(await ctx.storage.generateUploadUrl(), settings.storagePublicUrl(), workerUrl);
    if (address === null) return null;
    addresses[format] = address;
  }
  return addresses;
}

/** A selected face or part, as a model reads it. */
export function referenceText({ faceId, point, normal, text }: Reference): string {
  const at = (name: string, vector: readonly number[] | undefined) =>
    vector === undefined ? [] : [`${name} (${vector.map((each) => Math.round(each * 100) / 100).join(", ")})`];
  return [faceId === undefined ? text : `face ${faceId}: ${text}`, ...at("at", point), ...at("normal", normal)].join(
    ", ",
  );
}
