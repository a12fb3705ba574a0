/** Builds small GLB files for tests. Positions are in metres with Y up, as glTF has them. */

export type FixtureOptions = {
  positions?: number[];
  normals?: number[] | null;
  indices?: number[];
  lines?: number[];
  meshExtras?: unknown;
  node?: Record<string, unknown>;
  /** Changes the description before it is written. */
  edit?(json: FixtureJson): void;
};

/** As loose as the files under test. */
export type FixtureJson = Record<string, unknown> & {
  accessors: Record<string, unknown>[];
  meshes: { primitives: Record<string, unknown>[] }[];
};

/** A unit triangle by default: 1 m along X, 1 m along -Z. */
export function buildGlb(options: FixtureOptions = {}): ArrayBuffer {
  const positions = options.positions ?? [0, 0, 0, 1, 0, 0, 0, 0, -1];
  const normals = options.normals === undefined ? positions.map((_, i) => (i % 3 === 1 ? 1 : 0)) : options.normals;
  const chunks: Uint8Array[] = [];
  const bufferViews: Record<string, unknown>[] = [];
  const accessors: Record<string, unknown>[] = [];
  const add = (values: Float32Array | Uint16Array, componentType: number, type: string, width: number) => {
    const bytes = new Uint8Array(Math.ceil(values.byteLength / 4) * 4);
    bytes.set(new Uint8Array(values.buffer));
    bufferViews.push({
      buffer: 0,
      byteOffset: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
      byteLength: values.byteLength,
    });
    chunks.push(bytes);
    accessors.push({ bufferView: bufferViews.length - 1, componentType, count: values.length / width, type });
    return accessors.length - 1;
  };
  const attributes: Record<string, number> = { POSITION: add(Float32Array.from(positions), 5126, "VEC3", 3) };
  if (normals !== null) attributes.NORMAL = add(Float32Array.from(normals), 5126, "VEC3", 3);
  const indices = add(Uint16Array.from(options.indices ?? [0, 1, 2]), 5123, "SCALAR", 1);
  const primitives: Record<string, unknown>[] = [{ attributes, indices, mode: 4 }];
  if (options.lines !== undefined) {
    primitives.push({ attributes: { POSITION: add(Float32Array.from(options.lines), 5126, "VEC3", 3) }, mode: 1 });
  }
  const json: FixtureJson = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, ...options.node }],
    meshes: [
      { primitives, ...(options.meshExtras === undefined ? {} : { extras: options.meshExtras }) },
    ] as FixtureJson["meshes"],
    accessors,
    bufferViews,
    buffers: [{ byteLength: chunks.reduce((sum, chunk) => sum + chunk.length, 0) }],
  };
  options.edit?.(json);
  return assemble(new TextEncoder().encode(JSON.stringify(json)), chunks);
}

function assemble(text: Uint8Array, chunks: Uint8Array[]): ArrayBuffer {
  const textLength = Math.ceil(text.length / 4) * 4;
  const binLength = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const buffer = new ArrayBuffer(28 + textLength + binLength);
  const view = new DataView(buffer);
  const bytes = new Uint8Array(buffer).fill(0x20, 20, 20 + textLength);
  const words = [0x46546c67, 2, buffer.byteLength, textLength, 0x4e4f534a];
  words.forEach((word, i) => view.setUint32(i * 4, word, true));
  bytes.set(text, 20);
  view.setUint32(20 + textLength, binLength, true);
  view.setUint32(24 + textLength, 0x004e4942, true);
  let at = 28 + textLength;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return buffer;
}
