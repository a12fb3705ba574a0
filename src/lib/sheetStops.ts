/** The stops of the sheet below the viewer on a tablet: its tabs alone, a part of the screen, most of it. */

export const SHEET_STOPS = ["tabs", "half", "full"] as const;
export type SheetStop = (typeof SHEET_STOPS)[number];

/** What stays of the viewer above a full sheet: enough to see which part it is. */
const VIEWER_LEFT_PX = 120;
const HALF = 0.5;

/** Height in px of what lies under the tabs, where `roomPx` is what viewer and sheet share. */
export function sheetHeight(stop: SheetStop, roomPx: number): number {
  if (stop === "tabs") return 0;
  return Math.round(stop === "half" ? roomPx * HALF : Math.max(roomPx * HALF, roomPx - VIEWER_LEFT_PX));
}

/** The stop nearest to a height that somebody let go at. */
export function nearestStop(heightPx: number, roomPx: number): SheetStop {
  const off = (stop: SheetStop) => Math.abs(sheetHeight(stop, roomPx) - heightPx);
  return SHEET_STOPS.reduce((best, stop) => (off(stop) < off(best) ? stop : best));
}

/** One stop up (1) or down (-1), the same at the ends. */
export function nextStop(stop: SheetStop, by: 1 | -1): SheetStop {
  return SHEET_STOPS[SHEET_STOPS.indexOf(stop) + by] ?? stop;
}
