/**
 * Owns the two three.js cameras and the one CameraView both are set from.
 * Holds no model and draws nothing; whoever moves it is told through `onChange`, whoever overlays the picture through `onFrame`.
 */
import { Matrix4, OrthographicCamera, PerspectiveCamera, Vector3, Vector4 } from "three";
import type { Vec3 } from "./cadModel";
import type { CameraView } from "./cameraView";
import { basisOf, between, distanceOf, FIELD_OF_VIEW, standardAngles } from "./cameraView";
import type { Ray, ScreenProjection } from "./picking";

export type Projection = "perspective" | "orthographic";

export const FLIGHT_MS = 250;

export class CameraRig {
  view: CameraView = { target: [0, 0, 0], ...standardAngles("iso"), height: 200 };
  projection: Projection = "perspective";

  private sceneRadius = 1000;
  private width = 1;
  private heightPx = 1;
  private flight: { from: CameraView; to: CameraView; startedAt: number } | null = null;
  private readonly perspective = new PerspectiveCamera();
  private readonly orthographic = new OrthographicCamera();
  private readonly changeListeners = new Set<() => void>();
  private readonly beforeFrameListeners = new Set<() => void>();
  private readonly frameListeners = new Set<() => void>();
  private readonly matrix = new Matrix4();
  private readonly scratch = new Vector4();
  private readonly scratch3 = new Vector3();

  get camera(): PerspectiveCamera | OrthographicCamera {
    return this.projection === "perspective" ? this.perspective : this.orthographic;
  }

  get aspect(): number {
    return this.width / this.heightPx;
  }

  /** Size of the viewport in CSS pixels. */
  get size(): { width: number; height: number } {
    return { width: this.width, height: this.heightPx };
  }

  resize(width: number, height: number): void {
    this.width = Math.max(width, 1);
    this.heightPx = Math.max(height, 1);
  }

  /** Radius round the target, mm, within which nothing is cut off by the near or far plane. */
  setSceneRadius(radiusMm: number): void {
    this.sceneRadius = radiusMm;
  }

  /** Where the camera will be when a flight under way has ended. */
  get destination(): CameraView {
    return this.flight?.to ?? this.view;
  }

  /** Jumps. */
  set(view: CameraView): void {
    this.flight = null;
    this.view = view;
    this.announce();
  }

  /** Flies in 250 ms, or jumps for people who asked for less motion. */
  flyTo(view: CameraView): void {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return this.set(view);
    this.flight = { from: this.view, to: view, startedAt: performance.now() };
    this.announce();
  }

  setProjection(projection: Projection): void {
    this.projection = projection;
    this.announce();
  }

  /** Moves on with a flight; true while another frame is needed. */
  step(now: number): boolean {
    if (this.flight === null) return false;
    const t = Math.min(1, Math.max(0, (now - this.flight.startedAt) / FLIGHT_MS));
    this.view = between(this.flight.from, this.flight.to, 1 - (1 - t) ** 3);
    if (t < 1) return true;
    this.view = this.flight.to;
    this.flight = null;
    return false;
  }

  /** Sets both cameras from the view; to be called just before drawing. */
  apply(): void {
    for (const listener of this.beforeFrameListeners) listener();
    const { right, up, toCamera } = basisOf(this.view);
    const distance = Math.max(distanceOf(this.view), 1e-3);
    const [x, y, z] = this.view.target;
    const reach = this.sceneRadius;
    this.matrix.makeBasis(new Vector3(...right), new Vector3(...up), new Vector3(...toCamera));
    for (const camera of [this.perspective, this.orthographic]) {
      // An orthographic camera may stand anywhere on the line of sight: far enough out to cut nothing off.
      const away = camera === this.perspective ? distance : reach + 1;
      camera.position.set(x + toCamera[0] * away, y + toCamera[1] * away, z + toCamera[2] * away);
      camera.quaternion.setFromRotationMatrix(this.matrix);
    }
    this.perspective.fov = (FIELD_OF_VIEW * 180) / Math.PI;
    this.perspective.aspect = this.aspect;
    this.perspective.near = Math.max(distance - reach, distance * 0.02);
    this.perspective.far = distance + reach;
    const half = this.view.height / 2;
    this.orthographic.top = half;
    this.orthographic.bottom = -half;
    this.orthographic.left = -half * this.aspect;
    this.orthographic.right = half * this.aspect;
    this.orthographic.near = 0.1;
    this.orthographic.far = reach * 2 + 2;
    for (const camera of [this.perspective, this.orthographic]) {
      camera.updateProjectionMatrix();
      camera.updateMatrixWorld();
    }
  }

  /** Pixel place of a point of the part, from the upper left corner of the viewport. */
  readonly project: ScreenProjection = (point) => {
    const { camera, scratch } = this;
    scratch
      .set(point[0], point[1], point[2], 1)
      .applyMatrix4(camera.matrixWorldInverse)
      .applyMatrix4(camera.projectionMatrix);
    const w = scratch.w;
    return { x: ((scratch.x / w + 1) / 2) * this.width, y: ((1 - scratch.y / w) / 2) * this.heightPx, w };
  };

  /** The line of sight through a pixel. */
  rayAt(x: number, y: number): Ray {
    const ndcX = (x / this.width) * 2 - 1;
    const ndcY = 1 - (y / this.heightPx) * 2;
    const near = this.unproject(ndcX, ndcY, -1);
    const far = this.unproject(ndcX, ndcY, 1);
    const direction: Vec3 = [far[0] - near[0], far[1] - near[1], far[2] - near[2]];
    const size = Math.hypot(...direction) || 1;
    return { origin: near, direction: [direction[0] / size, direction[1] / size, direction[2] / size] };
  }

  /** The view or projection was changed and a frame is needed. Returns the way to stop listening. */
  onChange(listener: () => void): () => void {
    this.changeListeners.add(listener);
    return () => this.changeListeners.delete(listener);
  }

  /** A frame is about to be drawn with the current view. */
  onBeforeFrame(listener: () => void): () => void {
    this.beforeFrameListeners.add(listener);
    return () => this.beforeFrameListeners.delete(listener);
  }

  /** A frame was drawn with the current view. */
  onFrame(listener: () => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  frameDrawn(): void {
    for (const listener of this.frameListeners) listener();
  }

  private announce(): void {
    for (const listener of this.changeListeners) listener();
  }

  private unproject(x: number, y: number, z: number): Vec3 {
    const point = this.scratch3.set(x, y, z).unproject(this.camera);
    return [point.x, point.y, point.z];
  }
}
