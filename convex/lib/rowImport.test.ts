import { describe, expect, test } from "vitest";
import { numberOf, readBomRows, readPartRows, readStockRows, safeCell } from "./rowImport";

describe("rows that people bring", () => {
  test("good rows are kept and bad ones named by the row that a sheet shows", () => {
    const read = readBomRows([
      ["Item", "Part No.", "Description", "Qty"],
      ["1", "P-1", "Plate", "4"],
      ["2", "P-2", "Bolt", "-3"],
      ["3", "P-3", "Nut", "=SUM(D2:D3)"],
      ["4", "", "Washer", "2"],
      ["", "", "", ""],
      ["5", "P-5", "Pin", "1,250.5"],
    ]);
    expect(read.good.map(({ row, value }) => [row, value.number, value.quantity])).toEqual([
      [2, "P-1", 4],
      [7, "P-5", 1250.5],
    ]);
    expect(read.bad).toEqual([
      { row: 3, column: "quantity", reason: "-3 is not between 0 and 1000000" },
      { row: 4, column: "quantity", reason: "“=SUM(D2:D3)” is no number" },
      { row: 5, column: "part number", reason: "is empty" },
    ]);
  });

  test("a table without the headings it needs keeps nothing and says which are missing", () => {
    expect(readBomRows([["Colour"], ["red"]])).toEqual({
      good: [],
      bad: [
        { row: 1, column: "part number", reason: "no column has this heading" },
        { row: 1, column: "quantity", reason: "no column has this heading" },
      ],
    });
  });

  test("a heading behind a byte order mark is found", () => {
    expect(
      readStockRows([
        ["\uFEFFPart number", "On hand"],
        ["P-1", "7"],
      ]).good[0]?.value,
    ).toEqual({
      number: "P-1",
      onHand: 7,
      reorderPoint: 0,
      location: "",
    });
  });

  test("prices become whole micro-dollars", () => {
    expect(
      readPartRows([
        ["Part", "Name", "Price"],
        ["P-1", "Plate", "$1,234.56"],
      ]).good[0]?.value.costMicros,
    ).toBe(1_234_560_000);
  });

  test.each([
    ["1.250,5", 1250.5],
    ["12,5", 12.5],
    ["3 pcs", 3],
    ["1e9", null],
    ["NaN", null],
    ["", null],
    ["0x10", null],
  ])("%s reads as %s", (text, value) => expect(numberOf(text)).toBe(value));

  test.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["@cmd", "'@cmd"],
    ["-5", "-5"],
    ["-x", "'-x"],
    ["plain", "plain"],
  ])("%s is written as %s", (text, cell) => expect(safeCell(text)).toBe(cell));
});
