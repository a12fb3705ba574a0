import { useMutation, useQuery } from "convex/react";
import { useCallback, useEffect, useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { ParameterValue } from "../../../convex/lib/validators";
import { HoldSpeech } from "./holdSpeech";

export type Hold = { parameter: string; value: ParameterValue; userName: string };

/** Sliders that others hold, and the ways to tell them what this person holds. */
export function useHolds(threadId: Id<"threads">, canEdit: boolean) {
  const holds = useQuery(api.holds.list, { threadId });
  const write = useMutation(api.holds.hold);
  const end = useMutation(api.holds.release);
  const speech = useMemo(
    () =>
      new HoldSpeech(
        // Refused where somebody was faster: their hold arrives with the next answer and locks the row.
        (parameter, value) => void write({ threadId, parameter, value }).catch(() => undefined),
        () => void end({ threadId }).catch(() => undefined), // it ends by itself a few seconds later
      ),
    [write, end, threadId],
  );
  const hold = useCallback(
    (parameter: string, value: ParameterValue) => {
      if (canEdit) speech.hold(parameter, value);
    },
    [speech, canEdit],
  );
  const release = useCallback(() => speech.release(), [speech]);
  useEffect(() => release, [release]);
  const others: readonly Hold[] = (holds ?? []).filter((entry) => !entry.mine);
  return { others, hold, release };
}
