import { describe, expect, test } from "vitest";
import { answerFromPartsLibrary } from "../partsLibrary";
import { revise } from "../revise";
import { construct } from "./construct";

function built(prompt: string) {
  let reason = "";
  const answer = construct(prompt, (why) => {
    reason = why;
  });
  if (answer === null) throw new Error(`not built: ${reason}`);
  return answer.part;
}

function boxOf(prompt: string): number[] | undefined {
  const rule = built(prompt).spec.find(({ kind }) => kind === "bbox");
  return rule?.kind === "bbox" ? rule.size.map((size) => Math.round((size ?? 0) * 1000) / 1000) : undefined;
}

describe("parts described by their solids", () => {
  test.each([
    [
      "a flange below a tube, its holes on a circle",
      "Create a vertical tube with a 40 mm outer diameter, a 30 mm inner diameter and a 60 mm height with the base at Z=0. Add a 70 mm diameter by 8 mm thick flange at the bottom, with four 7 mm through holes on a 55 mm bolt circle; the bore runs through the flange.",
      [70, 70, 60],
    ],
    [
      "solids that a title names before their sizes",
      "This is a plate with a boss.\n1. The plate is 50mm x 50mm x 10mm.\n2. On top of the plate, in the center, there is a cylinder with a 30mm diameter that is 20mm tall.\n3. A 10mm diameter hole goes through both the cylinder and the plate.",
      [50, 50, 30],
    ],
    [
      "what carries described after what it carries",
      "This is a tube with a square base. The base is 50mm x 50mm x 5mm. The tube is centered on the base, has an outer diameter of 30mm, an inner diameter of 20mm and is 40mm tall. The 20mm hole goes all the way through the base.",
      [50, 50, 45],
    ],
    [
      "sections one behind the other along X",
      "Create a single solid stepped shaft as a STEP model in millimeters.\n\nThe shaft axis is along X. The first section is 20 mm in diameter and 30 mm long starting at X = 0. The second section is 30 mm in diameter and 40 mm long.\n\nAdd 1 mm chamfers at both outer ends.\n\nExport as a STEP file.",
      [70, 30, 30],
    ],
    [
      "two ends and what joins them",
      "one solid spool with a 40 mm total width. Two 60 mm diameter flanges, each 5 mm thick, are joined by a 30 mm diameter core, with a 12 mm bore through everything.",
      [60, 60, 40],
    ],
    [
      "a bore from the side at a height",
      "The base is 100 mm long in X, 40 mm wide in Y and 12 mm thick in Z. Add an upright block 50 mm long in X, 40 mm wide in Y and 48 mm tall above the base, centered at X = 0. Add a horizontal through-bore along Y, 25 mm in diameter, with its center at Z = 40 mm.",
      [100, 40, 60],
    ],
    [
      "a wall on an edge",
      "an L-shaped bracket from a 60 x 40 x 5 mm horizontal plate and a 60 x 5 x 40 mm vertical plate standing on its rear edge",
      [60, 40, 45],
    ],
    [
      "flanges at both ends",
      "Pipe with flanges at both ends: pipe 60 OD 50 ID 200 long overall, flanges 100 OD 10 thick",
      [100, 100, 200],
    ],
    [
      "walls on two sides",
      "a 60 x 40 x 10 mm base plate and two 10 x 40 x 30 mm uprights standing on the left and right ends of the base",
      [60, 40, 40],
    ],
    [
      "a collar amid a shaft",
      "Shaft 20 mm diameter x 120 mm long with a 40 mm diameter x 10 mm thick collar in the middle",
      [40, 40, 120],
    ],
    ["a size for the solid behind its holes", "disc 80 mm diameter, 10 mm bore, thickness 8 mm", [80, 80, 8]],
  ])("%s", (_, prompt, size) => {
    expect(boxOf(prompt)).toEqual(size);
  });

  test("holes of different sizes in a row keep their own", () => {
    const part = built("a block 60x30x30 with three vertical holes: 4 mm, 6 mm and 8 mm, spaced 20 mm apart");
    expect(part.spec.flatMap((rule) => (rule.kind === "holes" ? [`${rule.count}×${rule.diameterMm}`] : []))).toEqual([
      "1×4",
      "1×6",
      "1×8",
    ]);
  });

  test("every size of the words is a slider with its name", () => {
    const { script } = built(
      "Create a round base 80 mm in diameter and 8 mm thick with a 25 mm diameter post, 40 mm tall, standing in its center. Drill a 10 mm hole through both.",
    );
    for (const line of [
      "BASE_DIAMETER = 80.0",
      "BASE_HEIGHT = 8.0",
      "POST_DIAMETER = 25.0",
      "POST_HEIGHT = 40.0",
      "HOLE_DIAMETER = 10.0",
    ])
      expect(script).toContain(line);
  });
});

test("holes near the corners are those of the largest solid, and a tube's hole goes through what it stands on", () => {
  const corners = built(
    "Base plate 200x150x10 with a 100x50x30 block on top in the center and four 9 mm holes 15 mm from the edges",
  );
  expect(corners.script).toContain("PLATE_LENGTH / 2 - EDGE_DISTANCE");
  const tube = built(
    "Square flange 60 x 60 x 6 with a 20 mm OD, 14 mm ID tube 40 mm long standing on the middle; the hole goes through the flange",
  );
  expect(tube.script).toContain("Cylinder(TUBE_BORE / 2, FLANGE_HEIGHT + TUBE_HEIGHT");
});

test("a built part is named by its solids and changes by words", () => {
  const words =
    "The flange is a cylinder with an outside diameter of 100 mm and a thickness of 12 mm. Add a central hub of 50 mm diameter rising 30 mm above the flange. Add six 9 mm through-holes on an 80 mm bolt-circle diameter.";
  expect(built(words).title).toBe("Flange with hub and holes");
  const changed = revise(words, "eight holes instead of six");
  expect(changed?.part.script).toContain("HOLE_COUNT = 8");
  expect(changed?.part.script).toContain("HUB_DIAMETER = 50.0");
});

describe("nothing is built where", () => {
  test.each([
    ["a word is not known", "plate 80 x 60 x 5 mm with a dovetail groove 10 mm wide and 4 mm deep"],
    ["a size has no place", "plate 80 x 60 x 5 mm with a 10 mm hole, 3 mm"],
    ["something is taken back", "plate 80 x 60 x 5 mm with four holes, no, make it without the holes"],
    ["two sizes contradict", "cylinder 30 mm tall and 50 mm tall, 20 mm diameter"],
    ["a hole is wider than its plate", "plate 50x50x5 mm with a 60 mm hole"],
    ["holes run into each other", "plate 100 x 60 x 5 mm with three 20 mm holes 15 mm apart"],
    ["holes have no place", "plate 100 x 60 x 5 mm with five 6 mm holes"],
    ["a solid stands nowhere", "a plate 80 x 60 x 5 mm and a cylinder 20 mm diameter 30 mm tall"],
    [
      "a total does not add up",
      "a disc 60 mm diameter 10 mm thick with a 20 mm diameter hub 15 mm tall on top, total height of 30 mm",
    ],
  ])("%s", (_, prompt) => {
    expect(construct(prompt)).toBeNull();
  });
});

test("the library prefers a whole part over a family that leaves something out", () => {
  const answer = answerFromPartsLibrary(
    "Create a rectangular plate 100 x 60 x 10 mm with its bottom at Z=0. Cut two 20 mm long, 8 mm wide through slots with rounded ends, centered at X=-25 mm and X=25 mm, with the slot length along Y.",
  );
  expect(answer).toMatchObject({ kind: "part", family: "construct", warnings: [] });
});

test("two readings that promise different sizes are settled by the strict one", () => {
  const answer = answerFromPartsLibrary(
    "a bar with a square cross section 12 mm, length 200 mm, with a 4 mm hole 10 mm from each end",
  );
  const box = answer.kind === "part" ? answer.spec.find(({ kind }) => kind === "bbox") : undefined;
  expect(box?.kind === "bbox" && [...box.size].sort()).toEqual([12, 12, 200]);
});
