import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";

/** What happened in a workspace. The only writer of `events`. */

const MAX_LABEL_CHARACTERS = 120;

export type EventValues = Record<string, string | number | boolean | null>;

/** Appends one event. Call it in the mutation that makes the change, so that neither is there without the other. */
export async function record(
  ctx: MutationCtx,
  actor: Doc<"users">,
  workspaceId: Id<"workspaces">,
  event: {
    verb: string;
    object: { table: string; id: string; label: string };
    before?: EventValues;
    after?: EventValues;
  },
): Promise<void> {
  await ctx.db.insert("events", {
    workspaceId,
    actorId: actor._id,
    actorName: actor.name,
    ...event,
    object: { ...event.object, label: event.object.label.slice(0, MAX_LABEL_CHARACTERS) },
    at: Date.now(),
  });
}
