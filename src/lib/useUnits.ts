import { useSyncExternalStore } from "react";

export type LengthUnits = "mm" | "in";

const KEY = "naturalcad.units";
const listeners = new Set<() => void>();

/** What this person reads lengths in; kept in this browser. */
export function useUnits(): { units: LengthUnits; setUnits: (units: LengthUnits) => void } {
  const units = useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    (): LengthUnits => (localStorage.getItem(KEY) === "in" ? "in" : "mm"),
  );
  return { units, setUnits };
}

function setUnits(units: LengthUnits): void {
  localStorage.setItem(KEY, units);
  for (const listener of listeners) listener();
}
