/** The coarse model of a slider that moves; null without one, and for one that cannot be read. */
import { useMemo } from "react";
import type { CadModel } from "./cadModel";
import { parseGlb } from "./glb";

export function useDraftModel(glb: ArrayBuffer | null): CadModel | null {
  return useMemo(() => {
    if (glb === null) return null;
    try {
      return parseGlb(glb);
    } catch (cause) {
      // The last good model stays; the full version follows when the slider is released.
      console.warn("viewer: a draft could not be read", cause);
      return null;
    }
  }, [glb]);
}
