import { expect, test } from "vitest";
import { changeFromWords } from "./parameterWords";
import type { Parameter } from "./validators";

const mm = (name: string, label: string, value: number, max: number): Parameter => ({
  name,
  label,
  unit: "mm",
  value,
  default: value,
  min: 1,
  max,
  step: 0.5,
  choices: null,
});
const parameters: Parameter[] = [
  mm("LENGTH", "Length", 80, 320),
  mm("WIDTH", "Width", 60, 240),
  mm("THICKNESS", "Thickness", 5, 20),
  mm("HOLE_DIAMETER", "Hole diameter", 5, 20),
  mm("EDGE_DISTANCE", "Edge distance", 8, 30),
  { ...mm("HOLE_COUNT", "Hole count", 4, 12), unit: "count", step: 1 },
];
const values = (prompt: string) => changeFromWords(prompt, parameters)?.values ?? null;

test.each([
  ["make the holes 6 mm", { HOLE_DIAMETER: 6 }],
  ["Make the holes 6mm.", { HOLE_DIAMETER: 6 }],
  ["thickness 8", { THICKNESS: 8 }],
  ["8 mm thick", { THICKNESS: 8 }],
  ["20% longer", { LENGTH: 96 }],
  ["reduce the width by 10 percent", { WIDTH: 54 }],
  ["50 % of the width", null],
  ["increase the width to 150 %", null],
  ["please set the width to 70 mm", { WIDTH: 70 }],
  ["it should be 12,5 mm thick", { THICKNESS: 12.5 }],
  ["length = 10 cm", { LENGTH: 100 }],
  ["hole count 6", { HOLE_COUNT: 6 }],
  ["edge distance 10", { EDGE_DISTANCE: 10 }],
  ["10 mm longer", { LENGTH: 90 }],
  ["make it 2 mm thicker than before", { THICKNESS: 7 }],
  ["1.5 mm thinner", { THICKNESS: 3.5 }],
  ["increase the width by 5 mm", { WIDTH: 65 }],
  ["increase the width to 70 mm", { WIDTH: 70 }],
  ["shorten it by 1 cm", { LENGTH: 70 }],
  ["make the holes 1 mm bigger", { HOLE_DIAMETER: 6 }],
  ["increase the hole diameter by 1 mm", { HOLE_DIAMETER: 6 }],
  ["twice as thick", { THICKNESS: 10 }],
  ["half the width", { WIDTH: 30 }],
  ["double the hole diameter", { HOLE_DIAMETER: 10 }],
])("“%s” changes one parameter", (prompt, expected) => {
  expect(values(prompt)).toEqual(expected);
});

test.each([
  ["two numbers", "100x50 plate"],
  ["no number", "make it thicker"],
  ["a size held against another part", "2 mm thicker than the wall"],
  ["a change that leaves nothing", "90 mm shorter"],
  ["a change without a direction", "change the width by 5 mm"],
  ["more holes, not larger ones", "2 more holes"],
  ["one of two holes", "make the larger hole 8 mm"],
  ["both ways at once", "5 mm longer and thinner"],
  ["a factor and a size", "twice as thick, 8 mm"],
  ["a word that names no parameter", "make the boss 6 mm"],
  ["another part altogether", "a cube of 20 mm"],
  ["a value beyond the limits", "thickness 99"],
  ["half a hole", "hole count 2.5"],
  ["no name", "make it 8 mm"],
  ["a percentage", "width 50 %"],
])("%s changes nothing", (_case, prompt) => {
  expect(values(prompt)).toBeNull();
});

test("a word that fits two parameters equally changes neither", () => {
  const two = [mm("BOSS_HEIGHT", "Boss height", 5, 20), mm("RIB_HEIGHT", "Rib height", 5, 20)];
  expect(changeFromWords("height 6", two)).toBeNull();
  expect(changeFromWords("rib height 6", two)?.values).toEqual({ RIB_HEIGHT: 6 });
});
