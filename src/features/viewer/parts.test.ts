import { expect, test } from "vitest";
import { rangeAt } from "./cadModel";
import { parseGlb } from "./glb";
import { buildGlb } from "./glbFixture";
import { isolate, toggled, withoutParts } from "./parts";

/** Three nodes of one mesh, a metre apart: a triangle with one face, and a line. */
const assembly = () =>
  parseGlb(
    buildGlb({
      lines: [0, 0, 0, 1, 0, 0],
      meshExtras: { faces: [{ start: 0, count: 1, kind: "plane" }], edges: [{ start: 0, count: 2, kind: "line" }] },
      edit: (json) => {
        json.nodes = [
          { name: "assembly", children: [1, 2, 3] },
          ...["base", "lid", "lid"].map((name, at) => ({ name, mesh: 0, translation: [at, 0, 0] })),
        ];
        json.materials = [{ pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1] } }];
        (json.meshes[0]?.primitives[0] as { material?: number }).material = 0;
      },
    }),
  );

test("the parts of an assembly are named and coloured as the file says, in its order", () => {
  const { parts } = assembly();
  expect(parts.map(({ name }) => name)).toEqual(["base", "lid", "lid"]);
  expect(parts.map(({ colour }) => colour)).toEqual(["#ff0000", "#ff0000", "#ff0000"]);
  expect(parts.map(({ triangles }) => triangles)).toEqual([0, 1, 2].map((start) => ({ start, count: 1 })));
});

test("a hidden part leaves the numbers of other faces and edges as they are", () => {
  const model = assembly();
  const rest = withoutParts(model, new Set([0, 1]));
  expect(rest.indices).toEqual(model.indices.slice(6, 9));
  expect(rest.segments).toEqual(model.segments.slice(12, 18));
  expect(rest.faces.map(({ count }) => count)).toEqual([0, 0, 1]);
  expect(rangeAt(rest.faces, 0)).toBe(2);
  expect(rangeAt(rest.edges, 0)).toBe(2);
  expect(rest.box).toEqual(model.box);
  const ends = withoutParts(model, new Set([1]));
  expect([rangeAt(ends.faces, 0), rangeAt(ends.faces, 1)]).toEqual([0, 2]);
});

test("nothing hidden is the same model, and everything hidden draws nothing", () => {
  const model = assembly();
  expect(withoutParts(model, new Set())).toBe(model);
  expect(withoutParts(model, new Set([0, 1, 2])).indices).toHaveLength(0);
});

test("a part is shown alone, and pressed again all come back", () => {
  expect([...isolate(3, new Set(), 1)]).toEqual([0, 2]);
  expect([...isolate(3, new Set([0, 2]), 1)]).toEqual([]);
  expect([...toggled(toggled(new Set(), 1), 1)]).toEqual([]);
});
