import { useMutation, useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";

export type LengthUnits = "mm" | "in";

/** What this person reads lengths in, on every machine they sign in from; millimetres until the answer is here. */
export function useUnits(workspaceId: Id<"workspaces">): {
  units: LengthUnits;
  setUnits: (units: LengthUnits) => void;
} {
  const preferences = useQuery(api.preferences.get, { workspaceId });
  const change = useMutation(api.preferences.setUnits).withOptimisticUpdate((store, { units }) => {
    if (store.getQuery(api.preferences.get, { workspaceId }) !== undefined)
      store.setQuery(api.preferences.get, { workspaceId }, { units });
  });
  return {
    units: preferences?.units === "inch" ? "in" : "mm",
    setUnits: (units) => void change({ units: units === "in" ? "inch" : "mm" }),
  };
}
