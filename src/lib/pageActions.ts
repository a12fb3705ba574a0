import { createContext, use, useEffect, useRef } from "react";

/** An action that a screen offers in the palette; `keys` as people read them. */
export type PageAction = { id: string; label: string; keys?: string; run: () => void };

/** What the screens on show offer. The palette reads it when it opens, so nothing is drawn anew when it changes. */
export class PageActions {
  readonly #byOwner = new Map<object, () => readonly PageAction[]>();

  /** Adds what `read` answers until the returned function is called. */
  offer(read: () => readonly PageAction[]): () => void {
    const owner = {};
    this.#byOwner.set(owner, read);
    return () => void this.#byOwner.delete(owner);
  }

  /** Everything that is offered now, in the order of the screens. */
  all(): PageAction[] {
    return [...this.#byOwner.values()].flatMap((read) => read());
  }
}

export const PageActionsContext = createContext<PageActions | null>(null);

/** Offers `actions` in the palette for as long as the caller is on show. Without a palette above it does nothing. */
export function usePageActions(actions: readonly PageAction[]): void {
  const store = use(PageActionsContext);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => store?.offer(() => latest.current), [store]);
}
