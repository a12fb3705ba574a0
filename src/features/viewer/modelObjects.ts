/** The three.js geometries of one model. Made once when a model arrives, disposed once when it goes; nobody else owns them. */
import { BufferAttribute, BufferGeometry, Sphere, Vector3 } from "three";
import { LineSegmentsGeometry } from "three/examples/jsm/lines/LineSegmentsGeometry.js";
import type { CadModel, FaceRange } from "./cadModel";
import { boxDiagonal } from "./cadModel";

export type ModelObjects = {
  model: CadModel;
  surface: BufferGeometry;
  /** Null when the file brought no edges. */
  edges: LineSegmentsGeometry | null;
  dispose(): void;
};

export function createModelObjects(model: CadModel): ModelObjects {
  const surface = new BufferGeometry();
  surface.setAttribute("position", new BufferAttribute(model.positions, 3));
  surface.setAttribute("normal", new BufferAttribute(model.normals, 3));
  surface.setIndex(new BufferAttribute(model.indices, 1));
  surface.boundingSphere = boundingSphere(model);
  const edges = model.segments.length > 0 ? createLines(model.segments) : null;
  return {
    model,
    surface,
    edges,
    dispose() {
      surface.dispose();
      edges?.dispose();
    },
  };
}

/** Lines of a constant width in pixels from two points (six numbers) for each segment. */
export function createLines(segments: Float32Array): LineSegmentsGeometry {
  const geometry = new LineSegmentsGeometry();
  geometry.setPositions(segments);
  return geometry;
}

/** A face as a geometry that shares the buffers of the whole surface. */
export function createFaceGeometry(surface: BufferGeometry, range: FaceRange): BufferGeometry {
  const face = new BufferGeometry();
  for (const name of ["position", "normal"] as const) face.setAttribute(name, surface.getAttribute(name));
  face.setIndex(surface.getIndex());
  face.setDrawRange(range.start * 3, range.count * 3);
  face.boundingSphere = surface.boundingSphere;
  return face;
}

function boundingSphere(model: CadModel): Sphere {
  const { min, max } = model.box;
  const centre = new Vector3((min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2);
  return new Sphere(centre, boxDiagonal(model.box) / 2);
}
