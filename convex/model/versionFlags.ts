import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { changesBetween, massOf, type Change } from "../lib/manufacturing";
import * as Boms from "./boms";
import * as Events from "./events";
import { resultOf } from "./generations";
import * as Orders from "./orders";
import { factsOf, unitFigures } from "./parts";

/** A newer version of a part that a BOM or an order still names in an older one, with what changed. */

const MAX_PARTS_OF_A_THREAD = 50;
const MAX_LINES = 2_000;

/**
 * Called when a version has succeeded: every BOM and open order that names an older version of the part gets one open
 * flag. A flag that is open already is brought up to the newer version.
 */
export async function raise(ctx: MutationCtx, generation: Doc<"generations">, now: number): Promise<void> {
  const parts = await ctx.db
    .query("parts")
    .withIndex("by_threadId", (q) => q.eq("threadId", generation.threadId))
    .take(MAX_PARTS_OF_A_THREAD);
  for (const part of parts) {
    if (part.workspaceId !== generation.workspaceId || generation.number <= (part.latestVersionNumber ?? 0)) continue;
    await ctx.db.patch("parts", part._id, {
      latestGenerationId: generation._id,
      latestVersionNumber: generation.number,
    });
    await raiseForPart(ctx, part, generation, now);
  }
}

async function raiseForPart(
  ctx: MutationCtx,
  part: Doc<"parts">,
  generation: Doc<"generations">,
  now: number,
): Promise<void> {
  const targets = new Map<string, Target>();
  const bomLines = await ctx.db
    .query("bomLines")
    .withIndex("by_part", (q) => q.eq("partId", part._id))
    .take(MAX_LINES);
  for (const line of bomLines) {
    if (line.generationId !== undefined && !targets.has(line.bomId)) {
      targets.set(line.bomId, { bomId: line.bomId, from: line });
    }
  }
  const orderLines = await ctx.db
    .query("orderLines")
    .withIndex("by_part", (q) => q.eq("partId", part._id))
    .take(MAX_LINES);
  for (const line of orderLines) {
    if (line.generationId !== undefined && !targets.has(line.orderId)) {
      targets.set(line.orderId, { orderId: line.orderId, from: line });
    }
  }
  const open = await ctx.db
    .query("versionFlags")
    .withIndex("by_part_and_state", (q) => q.eq("partId", part._id).eq("state", "open"))
    .take(MAX_LINES);
  const author = await ctx.db.get("users", generation.authorId);
  const changesFrom = new Map<string, Change[]>();
  for (const { from, ...target } of targets.values()) {
    const label = await labelOf(ctx, target);
    if (label === null || from.generationId === undefined) continue;
    const changes = changesFrom.get(from.generationId) ?? (await changesOf(ctx, part, from.generationId, generation));
    changesFrom.set(from.generationId, changes);
    const fields = { toGenerationId: generation._id, toVersion: generation.number, changes, at: now };
    const known = open.find((flag) => flag.bomId === target.bomId && flag.orderId === target.orderId);
    if (known !== undefined) {
      await ctx.db.patch("versionFlags", known._id, fields);
      continue;
    }
    const flagId = await ctx.db.insert("versionFlags", {
      workspaceId: part.workspaceId,
      partId: part._id,
      partLabel: `${part.number} ${part.name}`,
      ...target,
      label,
      ...(from.versionNumber === undefined ? {} : { fromVersion: from.versionNumber }),
      ...fields,
      state: "open",
    });
    if (author !== null) {
      await Events.record(ctx, author, part.workspaceId, {
        verb: target.bomId === undefined ? "order.flagged" : "bom.flagged",
        object: { table: "versionFlags", id: flagId, label },
        before: { part: part.number, version: from.versionNumber ?? null },
        after: { part: part.number, version: generation.number },
      });
    }
  }
}

type Target = {
  bomId?: Id<"boms">;
  orderId?: Id<"orders">;
  from: Pick<Doc<"bomLines">, "generationId" | "versionNumber">;
};

/** Null for an order that is over: what was received or canceled does not change any more. */
async function labelOf(ctx: QueryCtx, { bomId, orderId }: Omit<Target, "from">): Promise<string | null> {
  if (bomId !== undefined) return (await ctx.db.get("boms", bomId))?.number ?? null;
  const order = orderId === undefined ? null : await ctx.db.get("orders", orderId);
  return order !== null && (order.status === "draft" || order.status === "placed") ? order.number : null;
}

async function changesOf(
  ctx: QueryCtx,
  part: Doc<"parts">,
  fromId: Id<"generations">,
  generation: Doc<"generations">,
): Promise<Change[]> {
  const before = await factsOf(ctx, fromId);
  const after = (await resultOf(ctx, generation))?.facts;
  if (after === undefined) return [];
  const changes = changesBetween(before, after);
  const massBefore = before === null ? undefined : massOf(before.volumeMm3, part.material);
  const massAfter = massOf(after.volumeMm3, part.material);
  if (massBefore !== undefined && massAfter !== undefined && Math.abs(massBefore - massAfter) > 0.05) {
    changes.push({ what: "Mass", before: `${massBefore.toFixed(1)} g`, after: `${massAfter.toFixed(1)} g` });
  }
  return changes;
}

/** `adopt` puts the newer version into every line that names the part there; `keep` leaves the lines as they are. */
export async function settle(
  ctx: MutationCtx,
  user: Doc<"users">,
  flag: Doc<"versionFlags">,
  choice: "adopt" | "keep",
): Promise<void> {
  if (flag.state !== "open") return;
  if (choice === "adopt") await adopt(ctx, flag);
  await ctx.db.patch("versionFlags", flag._id, { state: choice === "adopt" ? "adopted" : "kept" });
  await Events.record(ctx, user, flag.workspaceId, {
    verb: choice === "adopt" ? "version.adopted" : "version.kept",
    object: { table: "versionFlags", id: flag._id, label: flag.label },
    before: { part: flag.partLabel, version: flag.fromVersion ?? null },
    after: { part: flag.partLabel, version: choice === "adopt" ? flag.toVersion : (flag.fromVersion ?? null) },
  });
}

async function adopt(ctx: MutationCtx, flag: Doc<"versionFlags">): Promise<void> {
  const part = await ctx.db.get("parts", flag.partId);
  if (part === null) return;
  const version = { generationId: flag.toGenerationId, versionNumber: flag.toVersion };
  const figures = await unitFigures(ctx, part, flag.toGenerationId);
  if (flag.bomId !== undefined) {
    const { bomId } = flag;
    const lines = await ctx.db
      .query("bomLines")
      .withIndex("by_bom_and_part", (q) => q.eq("bomId", bomId).eq("partId", part._id))
      .take(MAX_LINES);
    for (const line of lines) {
      await ctx.db.patch("bomLines", line._id, version);
      await Boms.setFigures(ctx, { ...line, ...version }, figures);
    }
  }
  if (flag.orderId !== undefined) {
    for (const line of await Orders.linesOf(ctx, flag.orderId)) {
      if (line.partId !== part._id) continue;
      await ctx.db.patch("orderLines", line._id, version);
      await Orders.setPrice(ctx, { ...line, ...version }, figures.unitCostMicros);
    }
  }
}
