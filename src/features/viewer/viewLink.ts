/**
 * What somebody looks at, shared: two viewers with one camera, a person who follows another, a view in an address.
 * Holds the last view and tells listeners; draws nothing.
 */
import type { Projection } from "./cameraRig";
import type { CameraView } from "./cameraView";
import type { Section } from "./sectionPlane";

export type SharedView = { camera: CameraView; projection: Projection; section: Section | null };

/** `from` is who set it: whoever set a view need not heed it. */
export type ViewListener = (view: SharedView, from: unknown) => void;

export class ViewLink {
  private current: SharedView | null;
  private readonly listeners = new Set<ViewListener>();

  constructor(view: SharedView | null = null) {
    this.current = view;
  }

  /** Null until a viewer has shown something. */
  get view(): SharedView | null {
    return this.current;
  }

  set(view: SharedView, from: unknown): void {
    this.current = view;
    for (const listener of this.listeners) listener(view, from);
  }

  /** Returns the way to stop listening. */
  subscribe(listener: ViewListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const AXES = "xyz";

/** Short enough for an address: degrees and millimetres with two decimals. */
export function cameraText({ camera, projection }: SharedView): string {
  const degrees = (radians: number) => (radians * 180) / Math.PI;
  const numbers = [...camera.target, degrees(camera.azimuth), degrees(camera.elevation), camera.height];
  return [...numbers.map((number) => String(Math.round(number * 100) / 100)), projection.charAt(0)].join("_");
}

export function sectionText(section: Section | null): string | null {
  if (section === null) return null;
  return `${AXES.charAt(section.axis)}${Math.round(section.place * 1000) / 1000}${section.isFlipped ? "f" : ""}`;
}

/** Null for a text that names no view: an address is typed and cut short by people. */
export function viewFromText(camera: string | undefined, section: string | undefined): SharedView | null {
  const pieces = (camera ?? "").split("_");
  const numbers = pieces.slice(0, 6).map(Number);
  const [x, y, z, azimuth, elevation, height] = numbers;
  if (pieces.length !== 7 || !numbers.every(Number.isFinite)) return null;
  if (x === undefined || y === undefined || z === undefined || azimuth === undefined) return null;
  if (elevation === undefined || Math.abs(elevation) > 90 || height === undefined || height <= 0) return null;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  return {
    camera: { target: [x, y, z], azimuth: radians(azimuth), elevation: radians(elevation), height },
    projection: pieces[6] === "o" ? "orthographic" : "perspective",
    section: sectionFromText(section),
  };
}

function sectionFromText(text: string | undefined): Section | null {
  const match = /^([xyz])(\d(?:\.\d+)?)(f?)$/.exec(text ?? "");
  const place = Number(match?.[2]);
  if (match === null || place > 1) return null;
  return { axis: AXES.indexOf(match[1] ?? "x") as 0 | 1 | 2, place, isFlipped: match[3] === "f" };
}
