/** Reads the numbers of a glTF file: every accessor is checked against the bytes that are there. */
import type { Json } from "./untrustedJson";
import { broken, GlbError, listOf, recordOf, wholeNumber } from "./untrustedJson";

export const MAX_VERTICES = 30_000_000;

/** Typed views on the accessors of a file, every one checked against the bytes that are there. */
export class AccessorReader {
  private readonly accessors: unknown[];
  private readonly bufferViews: unknown[];
  private readonly bin: Uint8Array;
  private readonly floatCache = new Map<number, Float32Array>();

  constructor(json: Json, bin: Uint8Array) {
    this.accessors = listOf(json.accessors);
    this.bufferViews = listOf(json.bufferViews);
    this.bin = bin;
  }

  /** Three floats for each element; the result may be a view on the file, so it is never written to. */
  readVec3(index: unknown, what: string): Float32Array {
    const key = wholeNumber(index, `accessor of ${what}`);
    const known = this.floatCache.get(key);
    if (known !== undefined) return known;
    const accessor = recordOf(this.accessors[key], `accessor ${key}`);
    if (accessor.type !== "VEC3") throw broken(`accessor ${key} (${what}) is ${String(accessor.type)}, not VEC3`);
    const { source, stride, count } = this.locate(accessor, key, 3);
    const values = readNumbers(source, stride, count, 3, accessor.componentType, accessor.normalized === true, key);
    this.floatCache.set(key, values);
    return values;
  }

  readIndices(index: unknown, vertexCount: number): Uint32Array {
    const key = wholeNumber(index, "index accessor");
    const accessor = recordOf(this.accessors[key], `accessor ${key}`);
    if (accessor.type !== "SCALAR") throw broken(`index accessor ${key} is ${String(accessor.type)}, not SCALAR`);
    const { source, stride, count } = this.locate(accessor, key, 1);
    const indices = new Uint32Array(count);
    const size = componentSize(accessor.componentType, key);
    if (![5121, 5123, 5125].includes(Number(accessor.componentType))) {
      throw broken(`index accessor ${key} has component type ${String(accessor.componentType)}`);
    }
    let highest = 0;
    for (let i = 0, at = 0; i < count; i++, at += stride) {
      const value =
        size === 4 ? source.getUint32(at, true) : size === 2 ? source.getUint16(at, true) : source.getUint8(at);
      indices[i] = value;
      if (value > highest) highest = value;
    }
    if (count > 0 && highest >= vertexCount) {
      throw broken(`an index points at vertex ${highest}, but there are ${vertexCount}`);
    }
    return indices;
  }

  private locate(accessor: Json, key: number, width: number): { source: DataView; stride: number; count: number } {
    if (accessor.sparse !== undefined) {
      throw new GlbError("glb/unsupported", "The model uses sparse accessors, which this viewer cannot read.");
    }
    const count = wholeNumber(accessor.count, `count of accessor ${key}`);
    if (count > MAX_VERTICES * 3) {
      throw new GlbError("glb/too_large", `The model has ${count} values in one list (limit ${MAX_VERTICES * 3}).`);
    }
    const viewIndex = wholeNumber(accessor.bufferView, `buffer view of accessor ${key}`);
    const bufferView = recordOf(this.bufferViews[viewIndex], `buffer view ${viewIndex}`);
    if (wholeNumber(bufferView.buffer ?? 0, "buffer") !== 0) {
      throw new GlbError("glb/unsupported", "The model keeps data outside the file.");
    }
    const size = componentSize(accessor.componentType, key) * width;
    const stride = bufferView.byteStride === undefined ? size : wholeNumber(bufferView.byteStride, "byte stride");
    const viewStart = wholeNumber(bufferView.byteOffset ?? 0, "byte offset");
    const viewEnd = viewStart + wholeNumber(bufferView.byteLength, "byte length");
    const start = viewStart + wholeNumber(accessor.byteOffset ?? 0, "byte offset");
    const end = count === 0 ? start : start + stride * (count - 1) + size;
    if (stride < size || end > viewEnd || viewEnd > this.bin.byteLength) {
      throw broken(`accessor ${key} reaches byte ${end} of ${Math.min(viewEnd, this.bin.byteLength)}`);
    }
    return { source: new DataView(this.bin.buffer, this.bin.byteOffset + start, end - start), stride, count };
  }
}

function readNumbers(
  source: DataView,
  stride: number,
  count: number,
  width: number,
  componentType: unknown,
  normalized: boolean,
  key: number,
): Float32Array {
  const size = componentSize(componentType, key);
  if (componentType === 5126 && stride === size * width && source.byteOffset % 4 === 0) {
    return new Float32Array(source.buffer, source.byteOffset, count * width);
  }
  const values = new Float32Array(count * width);
  const scale = normalized ? normalizedScale(componentType) : 1;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < width; c++) {
      const at = i * stride + c * size;
      values[i * width + c] = Math.max(readComponent(source, at, componentType) * scale, normalized ? -1 : -Infinity);
    }
  }
  return values;
}

function readComponent(source: DataView, at: number, componentType: unknown): number {
  switch (componentType) {
    case 5120:
      return source.getInt8(at);
    case 5121:
      return source.getUint8(at);
    case 5122:
      return source.getInt16(at, true);
    case 5123:
      return source.getUint16(at, true);
    case 5125:
      return source.getUint32(at, true);
    default:
      return source.getFloat32(at, true);
  }
}

function normalizedScale(componentType: unknown): number {
  switch (componentType) {
    case 5120:
      return 1 / 127;
    case 5121:
      return 1 / 255;
    case 5122:
      return 1 / 32767;
    case 5123:
      return 1 / 65535;
    default:
      return 1;
  }
}

function componentSize(componentType: unknown, key: number): number {
  switch (componentType) {
    case 5120:
    case 5121:
      return 1;
    case 5122:
    case 5123:
      return 2;
    case 5125:
    case 5126:
      return 4;
    default:
      throw broken(`accessor ${key} has unknown component type ${String(componentType)}`);
  }
}
