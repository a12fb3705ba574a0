/** Rays against the part. Scans the triangles until the search tree of a large part is ready; the first pick starts building it. */
import type { BufferGeometry } from "three";
import { DoubleSide, Ray as ThreeRay, Vector3 } from "three";
import type { MeshBVH } from "three-mesh-bvh";
import type { CadModel } from "./cadModel";
import type { Keep, Ray, TriangleHit } from "./picking";
import { pickTriangle } from "./picking";

/** Below this a scan takes about a millisecond. */
const TREE_FROM_TRIANGLES = 40_000;
/** Above this the tree is built in a worker, so the page does not stop. */
const WORKER_FROM_TRIANGLES = 250_000;

export class Picker {
  private readonly model: CadModel;
  private readonly surface: BufferGeometry;
  private tree: MeshBVH | null = null;
  private building: Promise<void> | null = null;
  private isDisposed = false;

  constructor(model: CadModel, surface: BufferGeometry) {
    this.model = model;
    this.surface = surface;
  }

  /** False while hovering would cost a long scan for each move. */
  get isQuick(): boolean {
    return this.tree !== null || this.triangles < WORKER_FROM_TRIANGLES;
  }

  pick(ray: Ray, keep: Keep): TriangleHit | null {
    if (this.tree === null) {
      if (this.triangles >= TREE_FROM_TRIANGLES) this.building ??= this.build();
      return pickTriangle(this.model, ray, keep);
    }
    const hits = this.tree.raycast(new ThreeRay(new Vector3(...ray.origin), new Vector3(...ray.direction)), DoubleSide);
    hits.sort((a, b) => a.distance - b.distance);
    for (const hit of hits) {
      const point = [hit.point.x, hit.point.y, hit.point.z] as const;
      if (hit.faceIndex != null && (keep === null || keep(point))) {
        return { triangle: hit.faceIndex, point, distanceMm: hit.distance };
      }
    }
    return null;
  }

  dispose(): void {
    this.isDisposed = true;
    this.tree = null;
  }

  private get triangles(): number {
    return this.model.indices.length / 3;
  }

  private async build(): Promise<void> {
    try {
      const tree =
        this.triangles < WORKER_FROM_TRIANGLES ? await buildHere(this.surface) : await buildInWorker(this.model);
      if (!this.isDisposed) this.tree = tree;
    } catch (cause) {
      // Picking goes on by scanning; only its speed is lost.
      console.warn("viewer: no search tree for picking", cause);
    }
  }
}

async function buildHere(surface: BufferGeometry): Promise<MeshBVH> {
  const { MeshBVH } = await import("three-mesh-bvh");
  // Indirect: triangles must keep their order, or the runs of the CAD faces would no longer fit.
  return new MeshBVH(surface, { indirect: true });
}

async function buildInWorker(model: CadModel): Promise<MeshBVH> {
  const [{ GenerateMeshBVHWorker }, { BufferAttribute, BufferGeometry }] = await Promise.all([
    import("three-mesh-bvh/worker"),
    import("three"),
  ]);
  const worker = new GenerateMeshBVHWorker();
  try {
    // The buffers are handed over to the worker, so it gets copies of its own.
    const copy = new BufferGeometry();
    copy.setAttribute("position", new BufferAttribute(model.positions.slice(), 3));
    copy.setIndex(new BufferAttribute(model.indices.slice(), 1));
    return await worker.generate(copy, { indirect: true });
  } finally {
    worker.dispose();
  }
}
