import { useAction } from "convex/react";
import { useCallback, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { ParameterValue } from "../../../convex/lib/validators";

type Values = Record<string, ParameterValue>;
export type DraftModel = { ofId: Id<"generations">; glb: ArrayBuffer };

/**
 * Coarse models while a slider moves. One is made at a time, and the newest wish waits: what was passed over on the way
 * is never made.
 */
export function useDrafts(workspaceId: Id<"workspaces">, generationId: Id<"generations"> | null) {
  const make = useAction(api.versions.draft);
  const [model, setModel] = useState<DraftModel | null>(null);
  const wish = useRef<Values | null>(null);
  const isMaking = useRef(false);
  const ask = useCallback(
    async (values: Values) => {
      wish.current = values;
      if (generationId === null || isMaking.current) return;
      isMaking.current = true;
      try {
        while (wish.current !== null) {
          const next: Values = wish.current;
          wish.current = null;
          const { glb } = await make({ workspaceId, generationId, values: next });
          setModel({ ofId: generationId, glb });
        }
      } catch {
        // Values that make no shape show nothing new; the run on release says why.
        wish.current = null;
      } finally {
        isMaking.current = false;
      }
    },
    [make, workspaceId, generationId],
  );
  const clear = useCallback(() => {
    wish.current = null;
    setModel(null);
  }, []);
  return { model, ask, clear };
}
