import { expect, test } from "vitest";
import { importInPieces } from "./importPieces";

const table = (rows: number) => [["Part no"], ...Array.from({ length: rows }, (_, n) => [`P-${n + 2}`])];

test("a long table comes in pieces under its heading, and its bad rows keep their numbers", async () => {
  const pieces: string[][][] = [];
  const outcome = await importInPieces(
    table(7),
    async (piece) => {
      pieces.push(piece);
      const bad = piece.flatMap(([cell], index) =>
        cell === "P-6" ? [{ row: index + 1, column: "part number", reason: "no" }] : [],
      );
      return { kept: piece.length - 1 - bad.length, bad };
    },
    3,
  );
  expect(pieces.map((piece) => piece.map(([cell]) => cell))).toEqual([
    ["Part no", "P-2", "P-3", "P-4"],
    ["Part no", "P-5", "P-6", "P-7"],
    ["Part no", "P-8"],
  ]);
  expect(outcome).toEqual({ kept: 6, bad: [{ row: 6, column: "part number", reason: "no" }] });
});

test("a heading that is missing is named once, and the rest is not sent", async () => {
  let sent = 0;
  const missing = { row: 1, column: "quantity", reason: "no column has this heading" };
  const outcome = await importInPieces(
    table(7),
    async () => {
      sent += 1;
      return { kept: 0, bad: [missing] };
    },
    3,
  );
  expect(sent).toBe(1);
  expect(outcome).toEqual({ kept: 0, bad: [missing] });
});

test("a later piece that is refused says what is in, and from which row on nothing was taken", async () => {
  const outcome = await importInPieces(
    table(7),
    async (piece) => {
      if (piece[1]?.[0] === "P-5") throw new Error("no connection");
      return await Promise.resolve({ kept: piece.length - 1, bad: [] });
    },
    3,
  );
  expect(outcome.kept).toBe(3);
  expect(outcome.bad).toEqual([
    { row: 5, column: "import", reason: expect.stringContaining("the 3 rows before it are in") },
  ]);
  await expect(importInPieces(table(7), () => Promise.reject(new Error("no connection")), 3)).rejects.toThrow();
});
