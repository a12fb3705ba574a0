import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import * as Attempts from "./attempts";
import * as ProviderHealth from "./providerHealth";
import * as Spend from "./spend";

export type EndedAttempt = Attempts.AttemptReport & { retryAfterMs?: number };

/** Ends an attempt: the trail, the provider's breaker and the ledger move together, and only here. */
export async function endAttempt(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  { retryAfterMs, ...report }: EndedAttempt,
): Promise<void> {
  const now = Date.now();
  await Attempts.record(ctx, generation, report);
  if (report.provider !== "partsLibrary") {
    await ProviderHealth.noteOutcome(ctx, generation.workspaceId, report.provider, {
      outcome: report.outcome,
      now,
      retryAfterMs: retryAfterMs ?? null,
      model: report.model ?? null,
    });
  }
  await Spend.add(ctx, generation, report, now);
}
