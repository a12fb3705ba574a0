import { describe, expect, it } from "vitest";
import { parseGlb } from "./glb";
import { buildGlb } from "./glbFixture";
import { GlbError } from "./untrustedJson";

const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => Math.round(value * 1e3) / 1e3 + 0);

function codeOf(buffer: ArrayBuffer): string {
  try {
    parseGlb(buffer);
  } catch (error) {
    return error instanceof GlbError ? error.code : `unexpected ${String(error)}`;
  }
  return "no error";
}

describe("parseGlb", () => {
  it("turns metres with Y up into millimetres with Z up", () => {
    const model = parseGlb(buildGlb({ positions: [0, 0, 0, 0.08, 0, 0, 0, 0.005, -0.06] }));
    expect(rounded(model.positions)).toEqual([0, 0, 0, 80, 0, 0, 0, 60, 5]);
    expect(rounded(model.normals.subarray(0, 3))).toEqual([0, 0, 1]);
    expect(rounded(model.box.max)).toEqual([80, 60, 5]);
  });

  it("applies the node's turn and place", () => {
    const half = Math.SQRT1_2;
    const model = parseGlb(
      buildGlb({
        positions: [0, 0, 0, 0.01, 0, 0, 0, 0, -0.01],
        node: { rotation: [0, half, 0, half], translation: [0.1, 0, 0] },
      }),
    );
    // A quarter turn round glTF's Y takes +X to -Z, which is +Y with Z up.
    expect(rounded(model.positions)).toEqual([100, 0, 0, 100, 10, 0, 90, 0, 0]);
  });

  it("keeps normals outward and triangles facing out when a node mirrors", () => {
    const model = parseGlb(buildGlb({ node: { scale: [-1, 1, 1] } }));
    const [a, b, c] = [0, 1, 2].map((i) =>
      model.positions.subarray((model.indices[i] ?? 0) * 3, (model.indices[i] ?? 0) * 3 + 3),
    );
    const z = (b![0]! - a![0]!) * (c![1]! - a![1]!) - (b![1]! - a![1]!) * (c![0]! - a![0]!);
    expect(z).toBeGreaterThan(0);
    expect(rounded(model.normals.subarray(0, 3))).toEqual([0, 0, 1]);
  });

  it("works out normals when the file brings none", () => {
    expect(rounded(parseGlb(buildGlb({ normals: null })).normals.subarray(0, 3))).toEqual([0, 0, 1]);
  });

  it("reads CAD faces and edges with their kinds and exact radii", () => {
    const model = parseGlb(
      buildGlb({
        lines: [0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, -1],
        meshExtras: {
          faces: [{ start: 0, count: 1, kind: "cylinder", radiusMm: 26 }],
          edges: [
            { start: 0, count: 2, kind: "line" },
            { start: 2, count: 2, kind: "circle", radiusMm: 7 },
          ],
        },
      }),
    );
    expect(model.faces).toEqual([{ start: 0, count: 1, kind: "cylinder", radiusMm: 26 }]);
    expect(model.edges).toEqual([
      { start: 0, count: 1, kind: "line", radiusMm: null },
      { start: 1, count: 1, kind: "circle", radiusMm: 7 },
    ]);
    expect(rounded(model.segments.subarray(6))).toEqual([1000, 0, 0, 0, 1000, 0]);
  });

  it("shows the part without faces when their runs do not fit the triangles", () => {
    const model = parseGlb(buildGlb({ meshExtras: { faces: [{ start: 0, count: 9 }] } }));
    expect(model.faces).toEqual([]);
    expect(model.indices.length).toBe(3);
  });

  it("joins segments that touch into one edge when the file does not tell its edges", () => {
    const model = parseGlb(buildGlb({ lines: [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, -1, 5, 0, 0, 6, 0, 0] }));
    expect(model.edges.map(({ start, count }) => [start, count])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });

  it("reads quantised positions", () => {
    const buffer = buildGlb({
      edit(json) {
        json.extensionsRequired = ["KHR_mesh_quantization"];
        Object.assign(json.accessors[2] ?? {}, { componentType: 5123 });
      },
    });
    expect(parseGlb(buffer).indices.length).toBe(3);
  });

  it.each([
    ["glb/not_glb", new TextEncoder().encode("<html>502 Bad Gateway</html>").buffer as ArrayBuffer],
    ["glb/not_glb", new ArrayBuffer(3)],
    ["glb/cut_short", buildGlb().slice(0, 300)],
    ["glb/unsupported", buildGlb({ edit: (json) => (json.extensionsRequired = ["KHR_draco_mesh_compression"]) })],
    ["glb/broken", buildGlb({ indices: [0, 1, 9] })],
    ["glb/broken", buildGlb({ positions: [NaN, 0, 0, 1, 0, 0, 0, 0, -1] })],
    ["glb/broken", buildGlb({ edit: (json) => Object.assign(json.accessors[0] ?? {}, { count: 4_000_000 }) })],
    ["glb/broken", buildGlb({ edit: (json) => Object.assign(json.accessors[0] ?? {}, { count: -1 }) })],
    ["glb/broken", buildGlb({ edit: (json) => (json.nodes = [{ children: [0] }]) })],
    ["glb/too_large", buildGlb({ edit: (json) => Object.assign(json.accessors[0] ?? {}, { count: 4e9 }) })],
    ["glb/empty", buildGlb({ edit: (json) => (json.meshes[0]!.primitives = []) })],
  ])("answers %s for a file that cannot be shown", (code, buffer) => {
    expect(codeOf(buffer)).toBe(code);
  });

  it("never fails with anything but a GlbError, whatever byte is changed", () => {
    const good = new Uint8Array(buildGlb({ lines: [0, 0, 0, 1, 0, 0] }));
    let seed = 7;
    const next = (limit: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % limit;
    const odd = Array.from({ length: 600 }, () => {
      const mutant = good.slice();
      for (let k = 0; k <= next(4); k++) mutant[next(mutant.length)] = next(256);
      return codeOf(mutant.buffer);
    }).filter((code) => code.startsWith("unexpected"));
    expect(odd).toEqual([]);
  });
});
