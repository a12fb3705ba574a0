// Parts of the real executor: a file that is brought in, a script that uses it, and what the measure tool says of known
// parts beside the B-rep itself.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { CadModel, Vec3 } from "../../src/features/viewer/cadModel";
import { fitCurve } from "../../src/features/viewer/curveFit";
import { fitFace, type FaceShape } from "../../src/features/viewer/faceFit";
import { parseGlb } from "../../src/features/viewer/glb";
import { measure, type Pick } from "../../src/features/viewer/measurement";
import { edgePoints } from "../../src/features/viewer/picking";
import { distance } from "../../src/features/viewer/vectors";
import { startProduct, type Product } from "../support/product";

const TOLERANCE_MM = 0.01;
const python = path.resolve(import.meta.dirname, "../../.venv/bin/python");

let product: Product;
let client: ConvexClient;
let workspaceId: Id<"workspaces">;
/** A part of the library, whose code the other parts replace. */
let cube: Id<"generations">;
beforeAll(async () => {
  product = await startProduct();
  const session = await fetch(`${product.url}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: product.url },
    body: JSON.stringify({ guestId: randomUUID(), name: "Ann" }),
  });
  const { token } = (await session.json()) as { token: string };
  client = new ConvexClient(product.convexUrl, { logger: false, unsavedChangesWarning: false });
  await new Promise((resolve) => client.setAuth(async () => token, resolve));
  await client.mutation(api.users.enter, {});
  workspaceId = (await client.query(api.workspaces.mine, {}))[0]!._id;
  cube = await client.mutation(api.generations.create, { workspaceId, prompt: "20 mm cube" });
  await end(cube);
}, 120_000);
afterAll(async () => {
  await client?.close();
  await product?.stop();
});

/** What the generation is when it has ended. */
async function end(generationId: string) {
  return await new Promise<NonNullable<FunctionReturnType<typeof api.generations.get>>>((resolve, reject) => {
    client.onUpdate(
      api.generations.get,
      { generationId },
      (row) => {
        if (row?.status === "succeeded") resolve(row);
        else if (row?.status === "failed") reject(new Error(row.error?.message));
      },
      reject,
    );
  });
}

async function fileOf(generationId: string, format: string): Promise<ArrayBuffer> {
  const links = await client.mutation(api.artifacts.links, { generationId });
  const url = new URL(links.find((link) => link.format === format)!.url, product.siteUrl);
  return await (await fetch(url)).arrayBuffer();
}

async function bring(fileName: string, content: ArrayBuffer, threadId?: string) {
  const uploadUrl = await client.mutation(api.imports.uploadUrl, { workspaceId });
  const sent = await fetch(uploadUrl, { method: "POST", body: content });
  const { storageId } = (await sent.json()) as { storageId: string };
  const place = threadId === undefined ? {} : { threadId };
  return await end(await client.action(api.imports.add, { workspaceId, fileName, storageId, ...place }));
}

test("a STEP file is measured as it is, and a script and a second file of its thread build on it", async () => {
  const step = await fileOf(cube, "step");
  const brought = await bring("Cube from elsewhere.step", step);
  expect(brought.facts).toMatchObject({ solids: 1, faces: 6, isWatertight: true });
  expect(brought.facts!.volumeMm3).toBeCloseTo(8000, 3);
  const stl = await bring("other cube.stl", await fileOf(cube, "stl"), brought.threadId);
  expect(stl).toMatchObject({ threadId: brought.threadId, number: 2 });
  expect(stl.facts!.volumeMm3).toBeCloseTo(8000, 3);
  const text = `from build123d import *
drilled = inputs["Cube_from_elsewhere"] - Cylinder(5, 100)
result = drilled + Pos(20, 0, 0) * inputs["other_cube"]
`;
  const made = await end(await client.mutation(api.generations.runCode, { generationId: stl._id, text }));
  expect(made.facts!.volumeMm3).toBeCloseTo(16000 - Math.PI * 25 * 20, 2);
  expect(made.facts!.bboxMm.size).toEqual([40, 20, 20].map((mm) => expect.closeTo(mm, 3)));
});

/** Reads STEP files and says their edges and faces, from the kernel and not from triangles. */
const TELL = `
import json, sys
from build123d import GeomType, import_step
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.GCPnts import GCPnts_AbscissaPoint

def tell(path):
    part = import_step(path)
    def is_seam(edge):
        return any(BRep_Tool.IsClosed_s(edge.wrapped, face.wrapped) for face in part.faces())
    return {
        "edges": [{
            # Within a tolerance: edge.length is 0.07 mm off on an ellipse of 40 x 22.6 mm.
            "length": GCPnts_AbscissaPoint.Length_s(BRepAdaptor_Curve(edge.wrapped), 1e-7),
            "radius": edge.radius if edge.geom_type == GeomType.CIRCLE else None,
            "ends": [list(edge @ 0), list(edge @ 1)],
        } for edge in part.edges() if not is_seam(edge)],
        "cylinders": [face.radius for face in part.faces().filter_by(GeomType.CYLINDER)],
        "planes": [face.area for face in part.faces().filter_by(GeomType.PLANE)],
    }

print(json.dumps([tell(path) for path in sys.argv[1:]]))
`;

const PARTS: Record<string, string> = {
  plate: `result = Box(80, 60, 5) - Pos(-32, -22, 0) * Cylinder(2.5, 5) - Pos(32, 22, 0) * Cylinder(3.4, 5)`,
  bracket: `body = Box(60, 40, 4) + Pos(-28, 0, 20) * Box(4, 40, 36)
result = fillet(body.edges().filter_by(Axis.Z), 1.5) - Pos(10, 0, 0) * Cylinder(6, 10)`,
  shaft: `shaft = Cylinder(12, 40) + Pos(0, 0, 35) * Cylinder(8, 30)
result = chamfer(shaft.edges().filter_by(GeomType.CIRCLE).sort_by(Axis.Z)[-1], 1.2)`,
  flange: `result = Cylinder(60, 12) - Cylinder(25, 12) - PolarLocations(45, 7) * Cylinder(5.5, 12)`,
  wedge: `result = extrude(make_face(Polyline((0, 0), (50, 0), (50, 28.867513459481287), close=True)), 20)`,
  slot: `result = extrude(SlotOverall(45.7, 13.37), 6.35) - Pos(0, 0, 3) * extrude(SlotCenterToCenter(20, 4.2), 10)`,
  tilted: `result = Pos(3, -7, 11) * Rot(17, 29, 43) * (Box(33.3, 22.2, 11.1) - Cylinder(4.4, 30))`,
  tee: `result = Cylinder(10, 60) + Rot(90, 0, 0) * Cylinder(7.5, 60)`,
  cam: `result = extrude(Ellipse(20, 11.3), 8)`,
  ball: `result = Sphere(15) - Pos(0, 0, 12) * Box(40, 40, 6) - Cylinder(3, 40)`,
};

type Brep = {
  edges: { length: number; radius: number | null; ends: [Vec3, Vec3] }[];
  cylinders: number[];
  planes: number[];
};

const folder = mkdtempSync(path.join(tmpdir(), "naturalcad-brep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The model as the viewer reads it, and the STEP file on disk. */
async function made(name: string): Promise<{ model: CadModel; step: string }> {
  const text = `from build123d import *\n${PARTS[name]}\n`;
  const row = await end(await client.mutation(api.generations.runCode, { generationId: cube, text }));
  const step = path.join(folder, `${name}.step`);
  writeFileSync(step, new Uint8Array(await fileOf(row._id, "step")));
  return { model: parseGlb(await fileOf(row._id, "glb")), step };
}

/** A face of the part: a hole or a pin by its radius, a flat side by where it looks. */
type Wanted = { radiusMm: number } | { looks: Vec3 };
/** Part, two of its faces, and what stands between them as it was drawn, in mm or degrees. */
const BETWEEN: [string, Wanted, Wanted, "Distance" | "Angle", number][] = [
  ["plate", { radiusMm: 2.5 }, { radiusMm: 3.4 }, "Distance", Math.hypot(64, 44)],
  ["plate", { looks: [0, 0, 1] }, { looks: [0, 0, -1] }, "Distance", 5],
  ["bracket", { radiusMm: 6 }, { looks: [-1, 0, 0] }, "Distance", 40],
  ["flange", { radiusMm: 60 }, { radiusMm: 5.5 }, "Distance", 45],
  ["wedge", { looks: [0, -1, 0] }, { looks: [-0.5, Math.sqrt(0.75), 0] }, "Angle", 30],
  ["tee", { radiusMm: 10 }, { radiusMm: 7.5 }, "Angle", 90],
];

function pickOf(model: CadModel, wanted: Wanted): Pick {
  const shapes = model.faces.map((range) => fitFace(model, range));
  const id = shapes.findIndex((shape) =>
    "looks" in wanted
      ? shape.kind === "plane" && distance(shape.axis, wanted.looks) < 1e-3
      : shape.kind === "cylinder" && Math.abs(shape.diameterMm! / 2 - wanted.radiusMm) < TOLERANCE_MM,
  );
  const start = model.indices[model.faces[id]!.start * 3]! * 3;
  const [x = 0, y = 0, z = 0] = model.positions.slice(start, start + 3);
  return { kind: "face", id, shape: shapes[id]!, point: [x, y, z] };
}

test("lengths, radii, areas, distances and angles of known parts are those of their B-rep", async () => {
  const names = Object.keys(PARTS);
  const parts = await Promise.all(names.map(made));
  const { stdout } = await promisify(execFile)(python, ["-c", TELL, ...parts.map(({ step }) => step)]);
  const told = JSON.parse(stdout) as Brep[];
  parts.forEach(({ model }, index) => compare(names[index]!, model, told[index]!));
  const models = Object.fromEntries(parts.map(({ model }, index) => [names[index]!, model]));
  for (const [name, first, second, row, value] of BETWEEN) {
    const read = measure([pickOf(models[name]!, first), pickOf(models[name]!, second)])!;
    const text = read.rows.find((each) => each.name === row)?.value ?? "";
    expect(Number.parseFloat(text), `${row} on the ${name}: ${read.title} ${text}`).toBeCloseTo(value, 2);
  }
}, 60_000);

function compare(name: string, model: CadModel, brep: Brep): void {
  const seen = model.edges.map((range, index) => {
    const points = edgePoints(model, index);
    return { shape: fitCurve(points, range), ends: [points[0]!, points.at(-1)!] as const };
  });
  const isSame = (a: readonly [Vec3, Vec3], b: readonly [Vec3, Vec3]) =>
    (distance(a[0], b[0]) < 0.001 && distance(a[1], b[1]) < 0.001) ||
    (distance(a[0], b[1]) < 0.001 && distance(a[1], b[0]) < 0.001);
  const left = [...brep.edges];
  for (const { shape, ends } of seen) {
    const candidates = left.filter((edge) => isSame(edge.ends, ends));
    const off = (edge: (typeof left)[number]) => Math.abs(edge.length - shape.lengthMm);
    const [match] = candidates.sort((a, b) => off(a) - off(b));
    expect(match, `an edge from ${ends[0]} to ${ends[1]}`).toBeDefined();
    left.splice(left.indexOf(match!), 1);
    expect(off(match!), `length of ${JSON.stringify(match)}`).toBeLessThan(TOLERANCE_MM);
    if (match!.radius !== null) {
      expect(shape.kind).toMatch(/^(?:circle|arc)$/);
      expect("radiusMm" in shape && Math.abs(shape.radiusMm - match!.radius)).toBeLessThan(TOLERANCE_MM);
    }
  }
  expect(left, `edges of the ${name} that are not shown`).toEqual([]);
  const faces = model.faces.map((range) => fitFace(model, range));
  const radii = facesOf(faces, "cylinder").map(({ diameterMm }) => diameterMm! / 2);
  expect(radii.sort(ascending)).toEqual(brep.cylinders.sort(ascending).map((mm) => expect.closeTo(mm, 4)));
  // An area with a free curve round it is shown as one of triangles, with its mark.
  for (const { areaMm2 } of facesOf(faces, "plane").filter(({ areaIsExact }) => areaIsExact)) {
    expect(Math.min(...brep.planes.map((mm2) => Math.abs(mm2 - areaMm2))), `${areaMm2} mm²`).toBeLessThan(0.05);
  }
}

const ascending = (a: number, b: number) => a - b;
const facesOf = (faces: FaceShape[], kind: FaceShape["kind"]) => faces.filter((face) => face.kind === kind);
