import { useLayoutEffect, useRef, type ReactNode } from "react";

export type PhoneSection = { id: string; content: ReactNode };

/**
 * What a phone shows below the stages: all sections in one scrolling column, so that each is in the page at any time.
 * @param current the section whose tab is chosen; it is scrolled to the top
 */
export function PhoneBody({ sections, current }: { sections: readonly PhoneSection[]; current: string }) {
  const body = useRef<HTMLDivElement>(null);
  const shown = useRef(current);
  useLayoutEffect(() => {
    // Only a choice scrolls: content that arrives later must not.
    if (shown.current === current) return;
    shown.current = current;
    const target = body.current?.querySelector<HTMLElement>(`[data-section="${current}"]`);
    if (body.current && target) body.current.scrollTop = target.offsetTop - body.current.offsetTop;
  }, [current]);
  return (
    // Its content is taller than the screen, so it can be scrolled by key.
    <div
      className="phone-body"
      role="tabpanel"
      id={`panel-${current}`}
      aria-labelledby={`tab-${current}`}
      tabIndex={0}
      ref={body}
    >
      {sections.map(({ id, content }) => (
        <div key={id} data-section={id}>
          {content}
        </div>
      ))}
    </div>
  );
}
