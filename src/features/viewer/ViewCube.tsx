/** The cube that shows and sets where the camera looks from. CSS transforms, so it needs no second WebGL context. */
import { useEffect, useRef } from "react";
import type { Vec3 } from "./cadModel";
import type { CameraRig } from "./cameraRig";
import type { Basis, StandardView } from "./cameraView";
import { basisOf } from "./cameraView";
import { dot } from "./vectors";

type Face = { view: StandardView; label: string; right: Vec3; down: Vec3; out: Vec3; shade: string };

const FACES: readonly Face[] = [
  { view: "front", label: "FRONT", right: [1, 0, 0], down: [0, 0, -1], out: [0, -1, 0], shade: "var(--bg-2)" },
  { view: "right", label: "RIGHT", right: [0, 1, 0], down: [0, 0, -1], out: [1, 0, 0], shade: "var(--bg-3)" },
  { view: "back", label: "BACK", right: [-1, 0, 0], down: [0, 0, -1], out: [0, 1, 0], shade: "var(--bg-2)" },
  { view: "left", label: "LEFT", right: [0, -1, 0], down: [0, 0, -1], out: [-1, 0, 0], shade: "var(--bg-3)" },
  { view: "top", label: "TOP", right: [1, 0, 0], down: [0, -1, 0], out: [0, 0, 1], shade: "var(--bg-1)" },
  { view: "bottom", label: "BOTTOM", right: [1, 0, 0], down: [0, 1, 0], out: [0, 0, -1], shade: "var(--bg-1)" },
];

const AXES: readonly { name: string; end: Vec3; colour: string }[] = [
  { name: "X", end: [1, 0, 0], colour: "#e5534b" },
  { name: "Y", end: [0, 1, 0], colour: "#3fae62" },
  { name: "Z", end: [0, 0, 1], colour: "#4a8df0" },
];

const HALF = 21;
const AXIS_START = -HALF - 7;
const AXIS_LENGTH = HALF * 2 + 3;

/** Screen vector (x right, y down, z towards the eye) of a direction of the part. */
function toScreen({ right, up, toCamera }: Basis, v: Vec3): Vec3 {
  return [dot(right, v), -dot(up, v), dot(toCamera, v)];
}

export function ViewCube({ rig, onChoose }: { rig: CameraRig; onChoose(view: StandardView): void }) {
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const turn = () => {
      if (root.current !== null) turnCube(root.current, basisOf(rig.view));
    };
    turn();
    return rig.onFrame(turn);
  }, [rig]);

  return (
    <div ref={root} className="viewer-cube" role="group" aria-label="View cube">
      <svg width="96" height="96" viewBox="-48 -48 96 96" aria-hidden="true">
        {AXES.map((axis) => (
          <g key={axis.name} stroke={axis.colour} fill={axis.colour}>
            <line strokeWidth="1.8" strokeLinecap="round" />
            <text stroke="none" fontSize="9.5" fontWeight="700" textAnchor="middle" dominantBaseline="central">
              {axis.name}
            </text>
          </g>
        ))}
      </svg>
      {FACES.map((face) => (
        <button
          key={face.view}
          type="button"
          style={{ background: face.shade, width: HALF * 2, height: HALF * 2, margin: -HALF }}
          aria-label={`${face.label.charAt(0)}${face.label.slice(1).toLowerCase()} view`}
          onClick={() => onChoose(face.view)}
        >
          {face.label}
        </button>
      ))}
    </div>
  );
}

function turnCube(root: HTMLElement, basis: Basis): void {
  root.querySelectorAll("button").forEach((button, i) => {
    const face = FACES[i];
    if (face === undefined) return;
    const [u, v, n] = [toScreen(basis, face.right), toScreen(basis, face.down), toScreen(basis, face.out)];
    // Hidden, not only turned away: a face nobody sees must not take the focus.
    button.style.visibility = n[2] > 0.03 ? "visible" : "hidden";
    const columns = [u[0], u[1], v[0], v[1], n[0] * HALF, n[1] * HALF];
    button.style.transform = `matrix(${columns.map((c) => c.toFixed(4)).join()})`;
  });
  root.querySelectorAll("svg g").forEach((group, i) => {
    const axis = AXES[i];
    if (axis === undefined) return;
    const start = toScreen(basis, [AXIS_START, AXIS_START, AXIS_START]);
    const step = toScreen(basis, axis.end);
    const end = [start[0] + step[0] * AXIS_LENGTH, start[1] + step[1] * AXIS_LENGTH] as const;
    const line = group.querySelector("line");
    const text = group.querySelector("text");
    line?.setAttribute("x1", start[0].toFixed(2));
    line?.setAttribute("y1", start[1].toFixed(2));
    line?.setAttribute("x2", end[0].toFixed(2));
    line?.setAttribute("y2", end[1].toFixed(2));
    // An axis that points at the eye is a dot; its letter would sit on the others.
    text?.setAttribute("opacity", Math.hypot(step[0], step[1]) > 0.25 ? "1" : "0");
    text?.setAttribute("x", (end[0] + step[0] * 7).toFixed(2));
    text?.setAttribute("y", (end[1] + step[1] * 7).toFixed(2));
  });
}
