/** Which key means what to the viewer. Single keys work anywhere on the page, arrows and + − only in the focused viewer. */
import type { StandardView } from "./cameraView";

export type ViewerCommand =
  | { kind: "view"; view: StandardView }
  | { kind: "fit" | "projection" | "section" | "measure" | "mode" | "dimensions" | "screenshot" | "escape" }
  | { kind: "orbit"; azimuth: number; elevation: number }
  | { kind: "pan"; x: number; y: number }
  | { kind: "zoom"; factor: number };

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented" | "target">;

const STEP = (15 * Math.PI) / 180;
const PAN_PX = 40;
const ZOOM = 1.25;

const ANYWHERE: Record<string, ViewerCommand> = {
  "1": { kind: "view", view: "front" },
  "2": { kind: "view", view: "right" },
  "3": { kind: "view", view: "top" },
  "4": { kind: "view", view: "iso" },
  f: { kind: "fit" },
  p: { kind: "projection" },
  x: { kind: "section" },
  m: { kind: "measure" },
  w: { kind: "mode" },
  b: { kind: "dimensions" },
  s: { kind: "screenshot" },
};

const NAMES: Record<string, string> = {
  "1": "View from the front",
  "2": "View from the right",
  "3": "View from the top",
  "4": "Iso view",
  f: "Fit the view",
  p: "Perspective or orthographic",
  x: "Section",
  m: "Measure",
  w: "Edges, wireframe, x-ray",
  b: "Dimensions",
  s: "Screenshot",
};

/** What the keys that work anywhere do, by name, for the palette. */
export const viewerActions = Object.entries(ANYWHERE).map(([key, command]) => ({
  id: `view ${key}`,
  label: NAMES[key] ?? key,
  keys: key.toUpperCase(),
  command,
}));

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The command of a key press, or null when the key is none of the viewer's business. */
export function commandOf(event: Key, isViewerFocused: boolean): ViewerCommand | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return null;
  if (event.key === "Escape") return { kind: "escape" };
  if (isViewerFocused) {
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      const [x, y] = arrow;
      return event.shiftKey
        ? { kind: "pan", x: -x * PAN_PX, y: y * PAN_PX }
        : { kind: "orbit", azimuth: x * STEP, elevation: y * STEP };
    }
    if (event.key === "+" || event.key === "=") return { kind: "zoom", factor: ZOOM };
    if (event.key === "-" || event.key === "−" || event.key === "_") return { kind: "zoom", factor: 1 / ZOOM };
  }
  return event.shiftKey ? null : (ANYWHERE[event.key.toLowerCase()] ?? null);
}

/** Text fields, sliders and lists use keys themselves; so does whatever floats over the page. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (
    target.closest("textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox]")
  )
    return true;
  if (target.closest("[role=dialog], [role=menu], [role=listbox]")) return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type)
  );
}
