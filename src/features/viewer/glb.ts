/**
 * Reads a binary glTF 2.0 file straight into typed arrays: one merged mesh and one set of edge segments.
 * glTF is in metres with Y up; everything that leaves this file is in millimetres with Z up.
 * Left out on purpose: materials, textures, skins, animations, compression. The viewer has one material.
 */
import type { CadModel, EdgeKind, EdgeRange, FaceKind, FaceRange } from "./cadModel";
import { AccessorReader, MAX_VERTICES } from "./glbAccessors";
import type { Matrix } from "./nodeMatrix";
import { determinant3, localMatrix, multiply, transformNormals, transformPoints, zUpMillimetres } from "./nodeMatrix";
import type { ModelPart } from "./parts";
import type { Json } from "./untrustedJson";
import { broken, GlbError, isRecord, listOf, recordOf, wholeNumber } from "./untrustedJson";

const MAGIC = 0x46546c67;
const CHUNK_JSON = 0x4e4f534a;
const CHUNK_BIN = 0x004e4942;
const MAX_NODES = 100_000;

const FACE_KINDS: readonly FaceKind[] = ["plane", "cylinder", "cone", "sphere", "torus", "free"];
const EDGE_KINDS: readonly EdgeKind[] = ["line", "circle", "free"];

const READABLE_EXTENSIONS = new Set(["KHR_mesh_quantization"]);

/**
 * Parses a GLB file.
 * @throws GlbError with codes glb/not_glb, glb/version, glb/cut_short, glb/json, glb/unsupported, glb/broken, glb/too_large, glb/empty
 */
export function parseGlb(buffer: ArrayBuffer): CadModel {
  const { json, bin } = splitChunks(buffer);
  const required = listOf(json.extensionsRequired).filter((name) => !READABLE_EXTENSIONS.has(String(name)));
  if (required.length > 0) {
    throw new GlbError("glb/unsupported", `The model needs ${required.join(", ")}, which this viewer cannot read.`);
  }
  const reader = new AccessorReader(json, bin);
  const parts = collectPrimitives(json, reader);
  return merge(parts);
}

function splitChunks(buffer: ArrayBuffer): { json: Json; bin: Uint8Array } {
  const view = new DataView(buffer);
  if (buffer.byteLength < 20 || view.getUint32(0, true) !== MAGIC) {
    throw new GlbError("glb/not_glb", `This is not a GLB file (${buffer.byteLength} bytes without the glTF mark).`);
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw new GlbError("glb/version", `The model is glTF version ${version}; version 2 is needed.`);
  const total = view.getUint32(8, true);
  if (total > buffer.byteLength) {
    throw new GlbError("glb/cut_short", `The model is cut short: ${buffer.byteLength} of ${total} bytes arrived.`);
  }
  let json: Json | null = null;
  let bin = new Uint8Array(0);
  for (let at = 12; at + 8 <= total;) {
    const length = view.getUint32(at, true);
    const type = view.getUint32(at + 4, true);
    if (at + 8 + length > total) {
      throw new GlbError("glb/cut_short", `A block of the model says ${length} bytes, ${total - at - 8} are there.`);
    }
    const bytes = new Uint8Array(buffer, at + 8, length);
    if (type === CHUNK_JSON && json === null) json = parseJson(bytes);
    else if (type === CHUNK_BIN && bin.byteLength === 0) bin = bytes;
    at += 8 + length;
  }
  if (json === null) throw new GlbError("glb/json", "The model has no description block.");
  return { json, bin };
}

function parseJson(bytes: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const error = new GlbError("glb/json", "The description block of the model is not valid JSON.");
    error.cause = cause;
    throw error;
  }
  return recordOf(value, "the description block");
}

type Owned = { node: number; name: string; colour: string | null };

type Part = Owned & Shape;

type Shape =
  | {
      kind: "mesh";
      positions: Float32Array;
      normals: Float32Array | null;
      indices: Uint32Array;
      matrix: Matrix;
      faces: FaceRange[];
    }
  | { kind: "lines"; positions: Float32Array; indices: Uint32Array; matrix: Matrix; edges: EdgeRange[] };

function collectPrimitives(json: Json, reader: AccessorReader): Part[] {
  const nodes = listOf(json.nodes);
  const meshes = listOf(json.meshes);
  const scenes = listOf(json.scenes);
  const scene = scenes.length > 0 ? recordOf(scenes[Number(json.scene ?? 0)], "the scene") : null;
  const roots = scene === null ? nodes.map((_, index) => index) : listOf(scene.nodes);
  const parts: Part[] = [];
  // Taken from the end, so turned round: parts come in the order of the file.
  const stack = roots.toReversed().map((node) => ({ node, matrix: zUpMillimetres() }));
  let visited = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    visited += 1;
    if (visited > MAX_NODES) throw broken(`its nodes form a ring or there are more than ${MAX_NODES}`);
    const node = recordOf(nodes[wholeNumber(next.node, "node")], `node ${String(next.node)}`);
    const matrix = multiply(next.matrix, localMatrix(node));
    if (node.mesh !== undefined) {
      const mesh = recordOf(meshes[wholeNumber(node.mesh, "mesh")], `mesh ${String(node.mesh)}`);
      for (const primitive of listOf(mesh.primitives)) {
        const record = recordOf(primitive, "a primitive");
        const part = readPrimitive(record, mesh, matrix, reader);
        const name = [node.name, mesh.name].find((text) => typeof text === "string" && text !== "");
        const colour = part?.kind === "mesh" ? baseColour(json, record.material) : null;
        if (part !== null) parts.push({ ...part, node: visited, name: String(name ?? "part"), colour });
      }
    }
    // Without a scene every node is already a root.
    if (scene !== null) for (const child of listOf(node.children).toReversed()) stack.push({ node: child, matrix });
  }
  return parts;
}

function readPrimitive(primitive: Json, mesh: Json, matrix: Matrix, reader: AccessorReader): Shape | null {
  const mode = primitive.mode === undefined ? 4 : wholeNumber(primitive.mode, "mode");
  if (mode !== 4 && mode !== 1) return null;
  const attributes = recordOf(primitive.attributes, "attributes");
  const positions = reader.readVec3(attributes.POSITION, "POSITION");
  const vertexCount = positions.length / 3;
  const indices =
    primitive.indices === undefined
      ? Uint32Array.from({ length: vertexCount }, (_, i) => i)
      : reader.readIndices(primitive.indices, vertexCount);
  if (mode === 1) {
    const edges = readRuns(
      [extra(primitive, "edges"), extra(mesh, "edges")],
      EDGE_KINDS,
      Math.floor(indices.length / 2),
      2,
    );
    return { kind: "lines", positions, indices, matrix, edges };
  }
  const normals = attributes.NORMAL === undefined ? null : reader.readVec3(attributes.NORMAL, "NORMAL");
  if (normals !== null && normals.length !== positions.length) {
    throw broken(`${normals.length / 3} normals for ${vertexCount} vertices`);
  }
  const faces = readRuns(
    [extra(primitive, "faces"), extra(mesh, "faces")],
    FACE_KINDS,
    Math.floor(indices.length / 3),
    1,
  );
  return { kind: "mesh", positions, normals, indices, matrix, faces };
}

type Run<Kind> = { start: number; count: number; kind: Kind | null; radiusMm: number | null; lengthMm?: number };

/**
 * Face and edge runs are a courtesy of our own exporter, so anything that does not fit is left out, never an error.
 * `unit` divides the numbers in the file: edge runs are told in line vertices, two for each segment.
 */
function readRuns<Kind extends string>(
  lists: readonly unknown[],
  kinds: readonly Kind[],
  limit: number,
  unit: number,
): Run<Kind>[] {
  const runs: Run<Kind>[] = [];
  let end = 0;
  for (const entry of (lists.find((list) => Array.isArray(list)) as unknown[] | undefined) ?? []) {
    if (!isRecord(entry) || typeof entry.start !== "number" || typeof entry.count !== "number") return [];
    const start = entry.start / unit;
    const count = entry.count / unit;
    if (!Number.isInteger(start) || !Number.isInteger(count) || start < end || count < 0 || start + count > limit)
      return [];
    end = start + count;
    const radiusMm = typeof entry.radiusMm === "number" && entry.radiusMm > 0 ? entry.radiusMm : null;
    const told = typeof entry.lengthMm === "number" && entry.lengthMm > 0 ? { lengthMm: entry.lengthMm } : {};
    // Empty runs stay: they keep the numbers of the faces after them.
    runs.push({ start, count, kind: kinds.find((kind) => kind === entry.kind) ?? null, radiusMm, ...told });
  }
  return runs;
}

/** CSS colour of a material; a courtesy like the runs, so anything odd is none. glTF's numbers are linear light. */
function baseColour(json: Json, material: unknown): string | null {
  const holder = typeof material === "number" ? listOf(json.materials)[material] : undefined;
  const surface = isRecord(holder) ? holder.pbrMetallicRoughness : undefined;
  const factors = isRecord(surface) && Array.isArray(surface.baseColorFactor) ? surface.baseColorFactor : [];
  const [red, green, blue] = factors.map((value) => (typeof value === "number" ? Math.min(1, Math.max(0, value)) : 0));
  if (red === undefined || green === undefined || blue === undefined) return null;
  const gamma = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
  const hex = (value: number) =>
    Math.round(gamma(value) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${hex(red)}${hex(green)}${hex(blue)}`;
}

function extra(holder: Json, name: string): unknown {
  return isRecord(holder.extras) ? holder.extras[name] : undefined;
}

function merge(parts: Part[]): CadModel {
  let vertexCount = 0;
  let indexCount = 0;
  let segmentCount = 0;
  for (const part of parts) {
    if (part.kind === "lines") segmentCount += Math.floor(part.indices.length / 2);
    else {
      vertexCount += part.positions.length / 3;
      indexCount += part.indices.length - (part.indices.length % 3);
    }
  }
  if (indexCount === 0) throw new GlbError("glb/empty", "The model has no triangles, so there is nothing to show.");
  if (vertexCount > MAX_VERTICES) {
    throw new GlbError("glb/too_large", `The model has ${vertexCount} vertices (limit ${MAX_VERTICES}).`);
  }
  const positions = new Float32Array(vertexCount * 3);
  const normals = new Float32Array(vertexCount * 3);
  const indices = new Uint32Array(indexCount);
  const segments = new Float32Array(segmentCount * 6);
  const faces: FaceRange[] = [];
  const edges: EdgeRange[] = [];
  let everyMeshTellsFaces = true;
  let vertexAt = 0;
  let indexAt = 0;
  let segmentAt = 0;
  const named: ModelPart[] = [];
  let node = -1;
  for (const part of parts) {
    // A node's primitives follow each other.
    if (part.node !== node) {
      node = part.node;
      const { name, colour } = part;
      named.push({
        name,
        colour,
        triangles: { start: indexAt / 3, count: 0 },
        segments: { start: segmentAt, count: 0 },
      });
    }
    const owner = named.at(-1) as ModelPart; // pushed above for the first at the latest
    owner.colour ??= part.colour;
    if (part.kind === "lines") {
      const count = Math.floor(part.indices.length / 2);
      writeSegments(part.positions, part.indices, part.matrix, segments, segmentAt, count);
      const ranges = part.edges.length > 0 ? part.edges : chainSegments(segments, segmentAt, count);
      const shift = part.edges.length > 0 ? segmentAt : 0;
      for (const range of ranges) edges.push({ ...range, start: range.start + shift });
      segmentAt += count;
      owner.segments.count += count;
      continue;
    }
    const count = part.indices.length - (part.indices.length % 3);
    const flipped = determinant3(part.matrix) < 0;
    for (let i = 0; i < count; i += 3) {
      indices[indexAt + i] = (part.indices[i] ?? 0) + vertexAt;
      indices[indexAt + i + 1] = (part.indices[flipped ? i + 2 : i + 1] ?? 0) + vertexAt;
      indices[indexAt + i + 2] = (part.indices[flipped ? i + 1 : i + 2] ?? 0) + vertexAt;
    }
    transformPoints(part.positions, part.matrix, positions, vertexAt * 3);
    if (part.normals === null) addFlatNormals(positions, indices, indexAt, indexAt + count, normals);
    else transformNormals(part.normals, part.matrix, normals, vertexAt * 3);
    if (part.faces.length === 0) everyMeshTellsFaces = false;
    for (const face of part.faces) faces.push({ ...face, start: face.start + indexAt / 3 });
    vertexAt += part.positions.length / 3;
    indexAt += count;
    owner.triangles.count += count / 3;
  }
  return {
    positions,
    normals,
    indices,
    segments,
    faces: everyMeshTellsFaces ? faces : [],
    edges,
    parts: named.filter(({ triangles }) => triangles.count > 0),
    box: measureBox(positions),
  };
}

function writeSegments(
  from: Float32Array,
  order: Uint32Array,
  m: Matrix,
  to: Float32Array,
  at: number,
  count: number,
): void {
  const points = new Float32Array(from.length);
  transformPoints(from, m, points, 0);
  for (let i = 0; i < count * 2; i++) {
    const source = (order[i] ?? 0) * 3;
    const target = at * 6 + i * 3;
    to[target] = points[source] ?? 0;
    to[target + 1] = points[source + 1] ?? 0;
    to[target + 2] = points[source + 2] ?? 0;
  }
}

/** Joins segments that follow each other end to end; a closed ring ends its run. */
function chainSegments(segments: Float32Array, first: number, count: number): EdgeRange[] {
  const edges: EdgeRange[] = [];
  const same = (a: number, b: number) =>
    segments[a] === segments[b] && segments[a + 1] === segments[b + 1] && segments[a + 2] === segments[b + 2];
  let start = first;
  for (let i = first; i < first + count; i++) {
    const isLast = i === first + count - 1;
    const closed = same(i * 6 + 3, start * 6);
    if (isLast || closed || !same(i * 6 + 3, (i + 1) * 6)) {
      edges.push({ start, count: i + 1 - start, kind: null, radiusMm: null });
      start = i + 1;
    }
  }
  return edges;
}

function measureBox(positions: Float32Array): CadModel["box"] {
  let [x0, y0, z0] = [Infinity, Infinity, Infinity];
  let [x1, y1, z1] = [-Infinity, -Infinity, -Infinity];
  let sum = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i] as number; // in range by the loop
    const y = positions[i + 1] as number;
    const z = positions[i + 2] as number;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    if (z < z0) z0 = z;
    if (z > z1) z1 = z;
    sum += x + y + z; // NaN and Infinity slip through comparisons, but not through a sum
  }
  if (!Number.isFinite(sum)) throw broken("a vertex is not a number");
  return { min: [x0, y0, z0], max: [x1, y1, z1] };
}

/** One normal for each triangle, added up at shared vertices, for files that bring none. */
function addFlatNormals(p: Float32Array, indices: Uint32Array, from: number, to: number, normals: Float32Array): void {
  const at = (i: number) => p[i] as number; // indices are checked on reading
  for (let i = from; i < to; i += 3) {
    const corners = [indices[i] as number, indices[i + 1] as number, indices[i + 2] as number];
    const [a, b, c] = corners.map((v) => v * 3) as [number, number, number];
    const [ux, uy, uz] = [at(b) - at(a), at(b + 1) - at(a + 1), at(b + 2) - at(a + 2)];
    const [vx, vy, vz] = [at(c) - at(a), at(c + 1) - at(a + 1), at(c + 2) - at(a + 2)];
    for (const k of [a, b, c]) {
      normals[k] = (normals[k] as number) + uy * vz - uz * vy;
      normals[k + 1] = (normals[k + 1] as number) + uz * vx - ux * vz;
      normals[k + 2] = (normals[k + 2] as number) + ux * vy - uy * vx;
    }
  }
  for (let i = from; i < to; i++) normalizeAt(normals, (indices[i] as number) * 3);
}

function normalizeAt(values: Float32Array, at: number): void {
  const length = Math.hypot(values[at] as number, values[at + 1] as number, values[at + 2] as number) || 1;
  values[at] = (values[at] as number) / length;
  values[at + 1] = (values[at + 1] as number) / length;
  values[at + 2] = (values[at + 2] as number) / length;
}
