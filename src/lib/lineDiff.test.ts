import fc from "fast-check";
import { expect, it } from "vitest";
import { diffLines, hunksOf } from "./lineDiff";

it("shows one changed line as taken away and put there", () => {
  expect(diffLines("A = 5\nB = 2\nC = 3\n", "A = 5\nB = 4\nC = 3\n")).toEqual([
    { kind: "same", text: "A = 5" },
    { kind: "removed", text: "B = 2" },
    { kind: "added", text: "B = 4" },
    { kind: "same", text: "C = 3" },
  ]);
});

it("gives both texts back, whatever they are", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before.join("\n"), after.join("\n"));
      const of = (gone: string) => lines.filter(({ kind }) => kind !== gone).map((line) => line.text);
      expect(of("added")).toEqual(before);
      expect(of("removed")).toEqual(after);
    }),
  );
});

it("keeps two lines around a change and says where in the new text it is", () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
  const after = before.with(9, "changed");
  const [hunk, ...others] = hunksOf(diffLines(before.join("\n"), after.join("\n")));
  expect(others).toEqual([]);
  expect(hunk?.at).toBe(8);
  expect(hunk?.lines.map(({ text }) => text)).toEqual(["line 8", "line 9", "line 10", "changed", "line 11", "line 12"]);
});

it("has no hunk where nothing changed", () => {
  expect(hunksOf(diffLines("a\nb", "a\nb"))).toEqual([]);
});
