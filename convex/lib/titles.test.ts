import { expect, test } from "vitest";
import { fileName, labelFromPrompt, labelFromValues, titleFromPrompt } from "./titles";

test("a title is the prompt's first words, whole and capitalised", () => {
  expect(titleFromPrompt("  a small\n box. ")).toBe("A small box");
  const long = titleFromPrompt("an enclosure for a raspberry pi with a lid and four standoffs and vents on the sides");
  expect(long.endsWith("…")).toBe(true);
  expect(long.length).toBeLessThanOrEqual(61);
});

test("a prompt without a space is cut, not dropped", () => {
  expect(labelFromPrompt("x".repeat(100))).toBe(`X${"x".repeat(39)}…`);
});

test("changed parameters are named by their labels", () => {
  const changes = [
    { label: "Width", value: 90 },
    { label: "Lid", value: false },
  ];
  expect(labelFromValues(changes)).toBe("Width 90, Lid off");
});

test("a file name is plain and safe in a header", () => {
  expect(fileName("Mounting plate 80×60", 1, "step")).toBe("mounting-plate-80x60-v1.step");
  expect(fileName('"; rm -rf / é\r\n', 2, "stl")).toBe("rm-rf-e-v2.stl");
  expect(fileName("零件", 3, "glb")).toBe("part-v3.glb");
});
