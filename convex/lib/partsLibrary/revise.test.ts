import { describe, expect, test } from "vitest";
import { answerFromPartsLibrary } from "./partsLibrary";
import { isChange, revise, withWords, wordsOf } from "./revise";

const PLATE = "a plate 80x50x8 with four M4 holes 10 mm from the edges";
const FLANGE = "a flange 100 mm diameter, 10 mm thick, bore 40, 6 holes M8 on an 80 mm bolt circle";
const BRACKET = "L bracket 60x40x30, 4 mm thick, with two 5 mm holes in each leg and a gusset";

const scriptOf = (words: string): string => {
  const answer = answerFromPartsLibrary(words);
  if (answer.kind === "question") throw new Error(answer.question.text);
  return answer.script;
};

describe("a change of one thing gives the part that was meant from the start", () => {
  test.each([
    [PLATE, "M5 instead of M4", "a plate 80x50x8 with four M5 holes 10 mm from the edges"],
    [PLATE, "Please replace M4 with M3.", "a plate 80x50x8 with four M3 holes 10 mm from the edges"],
    [PLATE, "use M5", "a plate 80x50x8 with four M5 holes 10 mm from the edges"],
    [PLATE, "six holes instead of four", "a plate 80x50x8 with six M4 holes 10 mm from the edges"],
    [PLATE, "change the four holes to six", "a plate 80x50x8 with six M4 holes 10 mm from the edges"],
    [PLATE, "remove the holes", "a plate 80x50x8"],
    [PLATE, "without holes", "a plate 80x50x8"],
    [PLATE, "make it 100 x 60 x 8", "a plate 100x60x8 with four M4 holes 10 mm from the edges"],
    [PLATE, "add a 20 mm hole in the middle", `${PLATE} and a 20 mm hole in the middle`],
    [PLATE, "round the corners with 5 mm", `${PLATE}, corner radius 5 mm`],
    [FLANGE, "eight holes", FLANGE.replace("6 holes", "8 holes")],
    [FLANGE, "remove the bore", FLANGE.replace("bore 40, ", "")],
    [BRACKET, "remove the gusset", BRACKET.replace(" and a gusset", "")],
    ["box 100x60x40 mm, wall 2 mm, open at the top", "add a lid", "box 100x60x40 mm, wall 2 mm, with a lid"],
    ["a mug", "add a handle", "a mug with a handle"],
  ])("%s — %s", (standing, followUp, meant) => {
    expect(revise(standing, followUp)?.part.script).toBe(scriptOf(meant));
  });
});

test.each([
  [PLATE, "add a lid"],
  [PLATE, "add a handle"],
  [PLATE, "make it twice as nice"],
  [PLATE, "remove the gusset"],
  [PLATE, "remove two of the holes"],
  [PLATE, "M5 instead of M6"],
  [FLANGE, "use M5 and M6"],
])("what the library cannot make in full is not made: %s — %s", (standing, followUp) => {
  expect(revise(standing, followUp)).toBeNull();
});

test("a second change stands on the first", () => {
  const once = revise(PLATE, "M5 instead of M4");
  const twice = once && revise(once.words, "add a 20 mm hole in the middle");
  expect(twice?.part.script).toBe(
    scriptOf("a plate 80x50x8 with four M5 holes 10 mm from the edges, a 20 mm hole in the middle"),
  );
});

test("the words are read back from a script, and not from one that was edited", () => {
  const code = withWords(scriptOf(PLATE), `  ${PLATE}\n`);
  expect(wordsOf(code)).toBe(PLATE);
  expect(wordsOf(code.replace("80.0", "90.0"))).toBeNull();
  expect(wordsOf(scriptOf(PLATE))).toBeNull();
});

test("words of more than one line stay one comment", () => {
  const words = "a plate 80x50x8\nimport os\nos.remove('x')";
  expect(withWords("result = 1\n", words).split("\n")).toHaveLength(3);
});

test.each([
  ["make it 10 mm longer", true],
  ["add a lid", true],
  ["M5 instead of M4", true],
  ["make a gear with 20 teeth", false],
  ["a plate 80x50x8", false],
])("%s is a change: %s", (prompt, expected) => {
  expect(isChange(prompt)).toBe(expected);
});

test("words of several lines are found again in the script, line by line", () => {
  const words =
    "This is a plate with a boss.\n1. The plate is 50mm x 50mm x 10mm.\n2. On top of the plate, in the center, there is a cylinder with a 30mm diameter that is 20mm tall.";
  const code = withWords(scriptOf(words), words);
  expect(code.split("\n")[0]).toContain("1. The plate");
  expect(wordsOf(code)).toBe(words);
});
