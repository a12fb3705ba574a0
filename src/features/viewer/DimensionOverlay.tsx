/** Blue dimension lines over the canvas. They follow the camera without a React render for each frame. */
import { useEffect, useRef } from "react";
import type { Vec3 } from "./cadModel";
import type { CameraRig } from "./cameraRig";
import type { Dimension } from "./measurement";

/** A line to draw; `roots` are where its extension lines start, when it stands off from the part. */
export type DrawnDimension = Dimension & { roots?: readonly [Vec3, Vec3] };

type Props = {
  rig: CameraRig;
  /** Asked again for each frame, because some lines move to the side that faces the viewer. */
  dimensions(): readonly DrawnDimension[];
  /** Picked points, shown as dots. */
  points: readonly Vec3[];
};

const MAX_DIMENSIONS = 4;
const ARROW_LENGTH = 7;
const ARROW_WIDTH = 2.6;
const CHARACTER_PX = 6.7;

export function DimensionOverlay({ rig, dimensions, points }: Props) {
  const root = useRef<SVGSVGElement>(null);
  useEffect(() => {
    const update = () => {
      const svg = root.current;
      if (svg === null) return;
      const lines = dimensions();
      svg.querySelectorAll<SVGGElement>("g").forEach((group, i) => place(group, lines[i], rig));
      svg.querySelectorAll<SVGCircleElement>("circle").forEach((circle, i) => {
        const point = points[i];
        if (point === undefined) return;
        const { x, y } = rig.project(point);
        circle.setAttribute("cx", x.toFixed(1));
        circle.setAttribute("cy", y.toFixed(1));
      });
    };
    update();
    return rig.onFrame(update);
  }, [rig, dimensions, points]);

  return (
    <svg ref={root} className="viewer-dimensions" aria-hidden="true">
      {Array.from({ length: MAX_DIMENSIONS }, (_, i) => (
        <g key={i} style={{ display: "none" }}>
          <path className="viewer-extension" />
          <path className="viewer-line" />
          <path className="viewer-arrow" />
          <rect rx="5" height="24" />
          <text textAnchor="middle" dominantBaseline="central" />
        </g>
      ))}
      {points.map((_, i) => (
        <circle key={i} r="3" />
      ))}
    </svg>
  );
}

function place(group: SVGGElement, dimension: DrawnDimension | undefined, rig: CameraRig): void {
  group.style.display = dimension === undefined ? "none" : "";
  if (dimension === undefined) return;
  const [a, b] = [rig.project(dimension.from), rig.project(dimension.to)];
  if (a.w <= 0 || b.w <= 0) {
    group.style.display = "none";
    return;
  }
  const size = Math.hypot(b.x - a.x, b.y - a.y);
  const [ux, uy] = size > 0 ? [(b.x - a.x) / size, (b.y - a.y) / size] : [1, 0];
  const [extension, line, arrow, box, text] = Array.from(group.children);
  extension?.setAttribute("d", dimension.roots === undefined ? "" : extensionPath(dimension.roots, [a, b], rig));
  line?.setAttribute("d", `M${point(a.x, a.y)}L${point(b.x, b.y)}`);
  arrow?.setAttribute("d", size < 3 * ARROW_LENGTH ? "" : arrowPath(a.x, a.y, ux, uy) + arrowPath(b.x, b.y, -ux, -uy));
  const width = dimension.text.length * CHARACTER_PX + 14;
  let [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  // A value longer than its line stands beside it.
  if (size < width + 2 * ARROW_LENGTH) [x, y] = [x - uy * (width / 2 + 8) * Math.sign(-uy || 1), y + Math.abs(ux) * 22];
  // Never half outside the picture: a value that is cut off is no value.
  x = Math.min(Math.max(x, width / 2 + 4), rig.size.width - width / 2 - 4);
  y = Math.min(Math.max(y, 16), rig.size.height - 16);
  box?.setAttribute("x", (x - width / 2).toFixed(1));
  box?.setAttribute("y", (y - 12).toFixed(1));
  box?.setAttribute("width", width.toFixed(1));
  text?.setAttribute("x", x.toFixed(1));
  text?.setAttribute("y", (y + 0.5).toFixed(1));
  if (text && text.textContent !== dimension.text) text.textContent = dimension.text;
}

function extensionPath(
  roots: readonly [Vec3, Vec3],
  ends: readonly [{ x: number; y: number }, { x: number; y: number }],
  rig: CameraRig,
): string {
  return roots
    .map((root, i) => {
      const from = rig.project(root);
      const end = ends[i] ?? from;
      const size = Math.hypot(end.x - from.x, end.y - from.y) || 1;
      const over = 5 / size;
      return `M${point(from.x, from.y)}L${point(end.x + (end.x - from.x) * over, end.y + (end.y - from.y) * over)}`;
    })
    .join("");
}

function arrowPath(x: number, y: number, ux: number, uy: number): string {
  const [bx, by] = [x + ux * ARROW_LENGTH, y + uy * ARROW_LENGTH];
  return `M${point(bx - uy * ARROW_WIDTH, by + ux * ARROW_WIDTH)}L${point(x, y)}L${point(bx + uy * ARROW_WIDTH, by - ux * ARROW_WIDTH)}Z`;
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
