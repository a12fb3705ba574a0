import { useAction } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf } from "../../lib/errors";

export type Difference = FunctionReturnType<typeof api.versions.compareGeometry>;

/** What the shape of `toId` has more and less; asked for when `isWanted`, once for each pair. */
export function useDifference(
  workspaceId: Id<"workspaces">,
  fromId: Id<"generations">,
  toId: Id<"generations">,
  isWanted: boolean,
): { difference: Difference | null; error: string | null } {
  const ask = useAction(api.versions.compareGeometry);
  const [answer, setAnswer] = useState<{ pair: string; difference: Difference | null; error: string | null }>();
  const pair = `${fromId} ${toId}`;
  const isKnown = answer?.pair === pair;
  useEffect(() => {
    if (!isWanted || isKnown) return;
    let isCurrent = true;
    ask({ workspaceId, fromId, toId }).then(
      (difference) => isCurrent && setAnswer({ pair, difference, error: null }),
      (reason: unknown) => {
        const { message, hint } = plainErrorOf(reason);
        if (isCurrent) setAnswer({ pair, difference: null, error: `${message} ${hint}` });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [ask, workspaceId, fromId, toId, pair, isWanted, isKnown]);
  return isKnown ? answer : { difference: null, error: null };
}
