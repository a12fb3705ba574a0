/** A camera as a comment keeps it, three points in mm, and as the viewer has it, angles round a target. Pure. */
import type { Camera } from "../../../convex/lib/peopleValidators";
import { basisOf, distanceOf, FIELD_OF_VIEW, type CameraView } from "../viewer/cameraView";

export function cameraOf(view: CameraView): Camera {
  const { up, toCamera } = basisOf(view);
  const distance = distanceOf(view);
  const [x, y, z] = view.target;
  return {
    position: { x: x + toCamera[0] * distance, y: y + toCamera[1] * distance, z: z + toCamera[2] * distance },
    target: { x, y, z },
    up: { x: up[0], y: up[1], z: up[2] },
  };
}

export function viewOf({ position, target, up }: Camera): CameraView {
  const away = [position.x - target.x, position.y - target.y, position.z - target.z] as const;
  const distance = Math.max(Math.hypot(...away), 1e-6);
  const elevation = Math.asin(Math.min(1, Math.max(-1, away[2] / distance)));
  // From straight above or below the direction says nothing of the turn; what is up on the screen does.
  const isSteep = Math.hypot(away[0], away[1]) < distance * 1e-6;
  const sign = away[2] > 0 ? 1 : -1;
  const azimuth = isSteep ? Math.atan2(-up.x * sign, up.y * sign) : Math.atan2(away[0], -away[1]);
  return {
    target: [target.x, target.y, target.z],
    azimuth,
    elevation,
    height: distance * 2 * Math.tan(FIELD_OF_VIEW / 2),
  };
}
