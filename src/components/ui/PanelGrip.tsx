import { useEffect, useState, type PointerEvent } from "react";

const MIN_PX = 320;
const MAX_PX = 560;
const STEP_PX = 20;

/** Drags the panel's width between 320 and 560 px; arrow keys do the same. */
export function PanelGrip() {
  const [width, setWidth] = useState<number | null>(null);
  const [shown, setShown] = useState(380);
  useEffect(() => {
    if (width !== null) document.documentElement.style.setProperty("--panel", `${width}px`);
  }, [width]);
  const resize = (next: number) => {
    const held = Math.round(Math.max(MIN_PX, Math.min(MAX_PX, next)));
    setWidth(held);
    setShown(held);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerWidth - event.clientX);
  };
  return (
    // A separator with a value is the pattern for a splitter, and it takes keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="panel-grip"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={shown}
      aria-valuemin={MIN_PX}
      aria-valuemax={MAX_PX}
      aria-valuetext={`${shown} px`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      ref={(element) => {
        // What the width is before anyone drags depends on the window.
        const panel = element?.parentElement?.offsetWidth;
        if (panel !== undefined && panel !== shown && width === null) setShown(panel);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={(event) => {
        const panel = event.currentTarget.parentElement?.offsetWidth ?? shown;
        if (event.key === "ArrowLeft") resize(panel + STEP_PX);
        else if (event.key === "ArrowRight") resize(panel - STEP_PX);
        else if (event.key === "Home") resize(MIN_PX);
        else if (event.key === "End") resize(MAX_PX);
        else return;
        event.preventDefault();
      }}
    />
  );
}
