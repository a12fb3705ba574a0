import { useSyncExternalStore } from "react";

/** Edits that nobody has run yet, by version: they outlive a look at another version, and a reload of the tab. */

const PREFIX = "naturalcad.unsaved.";
const listeners = new Set<() => void>();

export function keepUnsaved(generationId: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(PREFIX + generationId);
    else sessionStorage.setItem(PREFIX + generationId, text);
  } catch (cause) {
    console.warn("code: the edit is too large to be kept over a reload", cause);
  }
  for (const listener of listeners) listener();
}

export function useUnsaved(generationId: string): string | null {
  return useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    () => sessionStorage.getItem(PREFIX + generationId),
  );
}
