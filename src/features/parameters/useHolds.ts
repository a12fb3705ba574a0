import { useMutation, useQuery } from "convex/react";
import { useCallback, useEffect, useRef } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { ParameterValue } from "../../../convex/lib/validators";

/** At most three writes a second say where a held slider stands. */
const WRITE_EVERY_MS = 350;

export type Hold = { parameter: string; value: ParameterValue; userName: string };

/** Sliders that others hold, and the ways to tell them what this person holds. */
export function useHolds(threadId: Id<"threads">, canEdit: boolean) {
  const holds = useQuery(api.holds.list, { threadId });
  const write = useMutation(api.holds.hold);
  const end = useMutation(api.holds.release);
  const lastWrite = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const isHolding = useRef(false);

  const hold = useCallback(
    (parameter: string, value: ParameterValue) => {
      if (!canEdit) return;
      isHolding.current = true;
      if (timer.current !== null) clearTimeout(timer.current);
      const wait = Math.max(0, lastWrite.current + WRITE_EVERY_MS - Date.now());
      timer.current = setTimeout(() => {
        timer.current = null;
        lastWrite.current = Date.now();
        // Refused where somebody was faster: their hold arrives with the next answer and locks the row.
        write({ threadId, parameter, value }).catch(() => undefined);
      }, wait);
    },
    [write, threadId, canEdit],
  );
  const release = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    if (!isHolding.current) return;
    isHolding.current = false;
    end({ threadId }).catch(() => undefined); // it ends by itself a few seconds later
  }, [end, threadId]);
  useEffect(() => release, [release]);
  const others: readonly Hold[] = (holds ?? []).filter((entry) => !entry.mine);
  return { others, hold, release };
}
