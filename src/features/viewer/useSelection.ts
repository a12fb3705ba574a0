/** What is picked on the part: one thing to look at, or two to measure between. Knows the camera and the part, not the page. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { rangeAt, type Vec3 } from "./cadModel";
import type { CameraRig } from "./cameraRig";
import { fitCurve } from "./curveFit";
import type { FaceShape } from "./faceFit";
import { fitFace } from "./faceFit";
import type { Pick } from "./measurement";
import type { ModelObjects } from "./modelObjects";
import type { Highlight } from "./Part";
import { Picker } from "./picker";
import { edgePoints, isUnhidden, normalOf, pickEdge, snapToCorner } from "./picking";
import type { Section } from "./sectionPlane";
import { isKept } from "./sectionPlane";

type Place = { x: number; y: number };

const EDGE_REACH_PX = 7;
const CORNER_REACH_PX = 9;
/** Outlines of larger faces are found on a click, but not while the pointer passes over. */
const HOVER_MAX_TRIANGLES = 6000;

export type Selection = {
  picks: readonly Pick[];
  highlights: readonly Highlight[];
  pickAt(at: Place): void;
  hoverAt(at: Place | null): void;
  clear(): void;
  /** The place of the part under a pixel, for a pin. */
  placeAt(at: Place): PickedPlace | null;
  /** True where the part stands between the camera and the point. */
  isHidden(point: Vec3): boolean;
};

/** A point of the part in mm, the direction out of it, and the number of its CAD face (null where the file tells none). */
export type PickedPlace = { point: Vec3; normal: Vec3; faceId: number | null };

export function useSelection(
  rig: CameraRig,
  objects: ModelObjects | null,
  section: Section | null,
  isMeasuring: boolean,
): Selection {
  const [picks, setPicks] = useState<readonly Pick[]>([]);
  const [hovered, setHovered] = useState<Pick | null>(null);
  const [pickedOn, setPickedOn] = useState(objects);
  const frame = useRef(0);
  const tools = useMemo(() => (objects === null ? null : createTools(objects)), [objects]);
  useEffect(() => () => tools?.picker.dispose(), [tools]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  // Numbers of faces and edges mean nothing on another model.
  if (pickedOn !== objects) {
    setPickedOn(objects);
    setPicks([]);
    setHovered(null);
  }

  const find = (at: Place, isHover: boolean): Pick | null => {
    if (tools === null || objects === null) return null;
    const { model } = objects;
    const keep = keepOf();
    const ray = rig.rayAt(at.x, at.y);
    const hit = tools.picker.pick(ray, keep);
    if (isMeasuring) {
      const slackMm = (rig.view.height / rig.size.height) * 6;
      const edge = pickEdge(model, rig.project, at, EDGE_REACH_PX, (point) => {
        if (keep !== null && !keep(point)) return false;
        return isUnhidden(hit, ray, point, slackMm);
      });
      if (edge !== null) {
        const points = edgePoints(model, edge.edge);
        const corner = snapToCorner(points, rig.project, at, CORNER_REACH_PX);
        if (corner !== null) return { kind: "point", id: edge.edge, point: corner };
        return { kind: "edge", id: edge.edge, shape: fitCurve(points, model.edges[edge.edge]), point: edge.point };
      }
    }
    if (hit === null) return null;
    const face = rangeAt(model.faces, hit.triangle);
    const range = model.faces[face];
    if (range === undefined) return isMeasuring ? { kind: "point", id: hit.triangle, point: hit.point } : null;
    if (isHover && range.count > HOVER_MAX_TRIANGLES) return null;
    return { kind: "face", id: face, shape: tools.shapeOf(face), point: hit.point };
  };

  const keepOf = () => {
    if (section === null || objects === null) return null;
    const { box } = objects.model;
    return (point: Vec3) => isKept(section, box, point);
  };
  // Stable while the part and the section are, so that pins do not lay themselves out anew.
  const isHidden = useCallback(
    (point: Vec3) => {
      if (tools === null || !tools.picker.isQuick) return false;
      const { x, y } = rig.project(point);
      const ray = rig.rayAt(x, y);
      const slackMm = (rig.view.height / rig.size.height) * 6;
      return !isUnhidden(tools.picker.pick(ray, null), ray, point, slackMm);
    },
    [rig, tools],
  );

  return {
    picks,
    isHidden,
    placeAt(at) {
      if (tools === null || objects === null) return null;
      const ray = rig.rayAt(at.x, at.y);
      const hit = tools.picker.pick(ray, keepOf());
      if (hit === null) return null;
      const face = rangeAt(objects.model.faces, hit.triangle);
      return {
        point: hit.point,
        normal: normalOf(objects.model, hit.triangle, ray),
        faceId: face < 0 ? null : face,
      };
    },
    highlights: useMemo(
      () => (objects === null ? [] : highlightsOf(objects, picks, hovered)),
      [objects, picks, hovered],
    ),
    pickAt(at) {
      const found = find(at, false);
      setHovered(null);
      if (found === null) setPicks([]);
      else
        setPicks((before) =>
          isMeasuring && before.length === 1 && !isSame(before[0], found) ? [...before, found] : [found],
        );
    },
    hoverAt(at) {
      cancelAnimationFrame(frame.current);
      if (at === null || !isMeasuring || tools === null || !tools.picker.isQuick) {
        if (hovered !== null) setHovered(null);
        return;
      }
      // Pointers report faster than screens draw.
      frame.current = requestAnimationFrame(() => {
        const found = find(at, true);
        setHovered((before) => (isSame(before, found) ? before : found));
      });
    },
    clear() {
      setPicks([]);
      setHovered(null);
    },
  };
}

function createTools(objects: ModelObjects) {
  const shapes = new Map<number, FaceShape>();
  return {
    picker: new Picker(objects.model, objects.surface),
    shapeOf(face: number): FaceShape {
      const known = shapes.get(face);
      if (known !== undefined) return known;
      const range = objects.model.faces[face] ?? { start: 0, count: 0, kind: null, radiusMm: null };
      const shape = fitFace(objects.model, range);
      shapes.set(face, shape);
      return shape;
    },
  };
}

function isSame(a: Pick | null | undefined, b: Pick | null): boolean {
  if (a === null || a === undefined || b === null) return (a ?? null) === b;
  if (a.kind === "point" && b.kind === "point") return a.point.every((c, i) => c === b.point[i]);
  return a.kind === b.kind && a.id === b.id;
}

function highlightsOf(objects: ModelObjects, picks: readonly Pick[], hovered: Pick | null): Highlight[] {
  const list: Highlight[] = [];
  const push = (pick: Pick, isHover: boolean) => {
    const key = `${isHover ? "hover" : "pick"}-${pick.kind}-${pick.id}`;
    if (pick.kind === "face")
      list.push({ key, face: objects.model.faces[pick.id] ?? null, lines: pick.shape.outline, isHover });
    if (pick.kind === "edge") {
      const range = objects.model.edges[pick.id];
      if (range === undefined) return;
      const lines = objects.model.segments.subarray(range.start * 6, (range.start + range.count) * 6);
      list.push({ key, face: null, lines, isHover });
    }
  };
  for (const pick of picks) push(pick, false);
  if (hovered !== null && !picks.some((pick) => isSame(pick, hovered))) push(hovered, true);
  return list;
}
