import { useRef, type PointerEvent } from "react";
import { nearestStop, nextStop, sheetHeight, SHEET_STOPS, type SheetStop } from "../../lib/sheetStops";

const WORDS: Record<SheetStop, string> = { tabs: "Tabs only", half: "Half of the screen", full: "Most of the screen" };

/**
 * The bar over a bottom sheet: dragged, it rests at one of three stops; arrow keys, Home and End go to them, a click
 * opens and closes. The sheet's body and the viewer beside it share what room there is.
 */
export function SheetGrip(props: {
  stop: SheetStop;
  onStop: (stop: SheetStop) => void;
  body: () => HTMLElement | null;
}) {
  const { stop, onStop, body } = props;
  const start = useRef<{ y: number; height: number; room: number } | null>(null);
  const heightAt = (event: PointerEvent): number => {
    const { y, height, room } = start.current!; // set when the pointer went down
    return Math.max(0, Math.min(sheetHeight("full", room), height + y - event.clientY));
  };
  const letGo = () => {
    start.current = null;
    body()?.style.removeProperty("flex-basis");
    body()?.style.removeProperty("transition");
  };
  return (
    // A separator with a value is the pattern for a splitter, and it takes keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="sheet-grip"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the sheet"
      aria-valuenow={SHEET_STOPS.indexOf(stop)}
      aria-valuemin={0}
      aria-valuemax={SHEET_STOPS.length - 1}
      aria-valuetext={WORDS[stop]}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onPointerDown={(event) => {
        const sheet = body();
        const viewer = sheet?.parentElement?.querySelector<HTMLElement>(".viewer-region");
        if (!sheet || !viewer) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        sheet.style.setProperty("transition", "none"); // it follows the finger
        start.current = {
          y: event.clientY,
          height: sheet.offsetHeight,
          room: sheet.offsetHeight + viewer.offsetHeight,
        };
      }}
      onPointerMove={(event) => {
        if (start.current !== null) body()?.style.setProperty("flex-basis", `${heightAt(event)}px`);
      }}
      onPointerCancel={letGo}
      onPointerUp={(event) => {
        if (start.current === null) return;
        const { y, room } = start.current;
        const isClick = Math.abs(event.clientY - y) < 4;
        const next = isClick ? (stop === "tabs" ? "half" : "tabs") : nearestStop(heightAt(event), room);
        letGo();
        onStop(next);
      }}
      onKeyDown={(event) => {
        if (event.key === "ArrowUp") onStop(nextStop(stop, 1));
        else if (event.key === "ArrowDown") onStop(nextStop(stop, -1));
        else if (event.key === "Home") onStop("tabs");
        else if (event.key === "End") onStop("full");
        else return;
        event.preventDefault();
      }}
    />
  );
}
