import { refuse } from "./errors";
import { MAX_COST_MICROS, MAX_IMPORT_ROWS, MAX_MASS_G, MAX_QUANTITY, MAX_TEXT } from "./manufacturing";

/**
 * Rows of a table that people bring (CSV, XLSX, a table of a document): finds the columns by their headings, keeps
 * what can be read and names what cannot. Cells are text: a formula is kept as the text it is and never computed.
 */

export type BadRow = { row: number; column: string; reason: string };
export type ReadRows<T> = { good: { row: number; value: T }[]; bad: BadRow[] };

export type BomRow = { number: string; name: string; quantity: number; note: string };
export type PartRow = {
  number: string;
  name: string;
  material: string;
  process: string;
  massG: number | null;
  costMicros: number | null;
};
export type StockRow = { number: string; onHand: number; reorderPoint: number; location: string };

const headings = {
  number: [
    "part number",
    "part no",
    "part no.",
    "part",
    "part id",
    "number",
    "item",
    "item no",
    "article",
    "no",
    "no.",
    "#",
  ],
  name: ["name", "description", "designation", "title"],
  quantity: ["quantity", "qty", "qty.", "count", "pcs", "pieces", "amount"],
  note: ["note", "notes", "remark", "remarks", "reference"],
  material: ["material"],
  process: ["process", "made by", "manufacture"],
  massG: ["mass", "mass g", "mass (g)", "weight", "weight (g)"],
  cost: ["cost", "price", "unit price", "unit cost", "cost usd", "cost (usd)", "price (usd)", "$"],
  onHand: ["on hand", "stock", "in stock", "quantity", "qty"],
  reorderPoint: ["reorder point", "reorder", "minimum", "min"],
  location: ["location", "bin", "shelf"],
} as const;
type Column = keyof typeof headings;

/** Throws `too_large` for more rows than one import takes, rather than leaving the last ones out unsaid. */
export function requireFewRows(cells: readonly unknown[], atMost = MAX_IMPORT_ROWS): void {
  const count = cells.length - 1;
  if (count <= atMost) return;
  throw refuse("too_large", `The table has ${count} rows; at most ${atMost} are taken at once.`, "Bring it in pieces.");
}

/** `cells` with their heading row first. Row numbers of the answer count from 1, the heading row being 1, as a sheet shows them. */
export function readBomRows(cells: readonly (readonly string[])[]): ReadRows<BomRow> {
  return read(cells, ["number", "quantity"], (at, fail) => {
    const number = text(at("number"));
    if (number === "") return fail("number", "is empty");
    const quantity = numberOf(at("quantity"));
    if (quantity === null) return fail("quantity", `${quoted(at("quantity"))} is no number`);
    if (quantity <= 0 || quantity > MAX_QUANTITY) {
      return fail("quantity", `${quantity} is not between 0 and ${MAX_QUANTITY}`);
    }
    return { number, name: text(at("name")), quantity, note: text(at("note")) };
  });
}

export function readPartRows(cells: readonly (readonly string[])[]): ReadRows<PartRow> {
  return read(cells, ["number", "name"], (at, fail) => {
    const number = text(at("number"));
    if (number === "") return fail("number", "is empty");
    const massG = optional(at("massG"));
    if (massG === "bad" || (massG !== null && (massG < 0 || massG > MAX_MASS_G))) {
      return fail("massG", `${quoted(at("massG"))} is no mass in grams`);
    }
    const cost = optional(at("cost"));
    if (cost === "bad" || (cost !== null && (cost < 0 || cost * 1e6 > MAX_COST_MICROS))) {
      return fail("cost", `${quoted(at("cost"))} is no price in dollars`);
    }
    return {
      number,
      name: text(at("name")) || number,
      material: text(at("material")),
      process: text(at("process")),
      massG,
      costMicros: cost === null ? null : Math.round(cost * 1e6),
    };
  });
}

export function readStockRows(cells: readonly (readonly string[])[]): ReadRows<StockRow> {
  return read(cells, ["number", "onHand"], (at, fail) => {
    const number = text(at("number"));
    if (number === "") return fail("number", "is empty");
    const onHand = numberOf(at("onHand"));
    if (onHand === null || onHand < 0 || onHand > MAX_QUANTITY) {
      return fail("onHand", `${quoted(at("onHand"))} is no quantity from 0 to ${MAX_QUANTITY}`);
    }
    const reorderPoint = optional(at("reorderPoint"));
    if (reorderPoint === "bad" || (reorderPoint !== null && (reorderPoint < 0 || reorderPoint > MAX_QUANTITY))) {
      return fail("reorderPoint", `${quoted(at("reorderPoint"))} is no quantity from 0 to ${MAX_QUANTITY}`);
    }
    return { number, onHand, reorderPoint: reorderPoint ?? 0, location: text(at("location")) };
  });
}

type Fail = (column: Column, reason: string) => null;

function read<T>(
  cells: readonly (readonly string[])[],
  needed: Column[],
  readRow: (at: (column: Column) => string, fail: Fail) => T | null,
): ReadRows<T> {
  const first = cells[0] ?? [];
  const places = new Map<Column, number>();
  for (const column of Object.keys(headings) as Column[]) {
    const names: readonly string[] = headings[column];
    // In the order of the names: "part number" is a better number than "item", wherever they stand.
    const place = names.map((name) => first.findIndex((cell) => heading(cell) === name)).find((index) => index >= 0);
    if (place !== undefined) places.set(column, place);
  }
  const missing = needed.filter((column) => !places.has(column));
  if (missing.length > 0) {
    return {
      good: [],
      bad: missing.map((column) => ({ row: 1, column: headings[column][0], reason: "no column has this heading" })),
    };
  }
  const result: ReadRows<T> = { good: [], bad: [] };
  cells.slice(1).forEach((row, index) => {
    if (row.every((cell) => cell.trim() === "")) return;
    const number = index + 2;
    const value = readRow(
      (column) => row[places.get(column) ?? -1] ?? "",
      (column, reason) => {
        result.bad.push({ row: number, column: headings[column][0], reason });
        return null;
      },
    );
    if (value !== null) result.good.push({ row: number, value });
  });
  return result;
}

const heading = (cell: string) =>
  cell
    .replace(/^\uFEFF/, "")
    .trim()
    .toLowerCase();
const text = (cell: string) => cell.trim().slice(0, MAX_TEXT);
const quoted = (cell: string) => `“${cell.trim().slice(0, 40)}”`;

/** A number as people write it: 1,250.5 · 1.250,5 · $12 · 3 pcs. Null for anything else, a formula included. */
export function numberOf(cell: string): number | null {
  const bare = cell
    .trim()
    .replace(/^\$\s*/, "")
    .replace(/\s*(pcs\.?|pieces|g|usd|\$)$/i, "");
  const plain = /^-?\d{1,3}(\.\d{3})+,\d+$/.test(bare)
    ? bare.replaceAll(".", "").replace(",", ".")
    : /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)
      ? bare.replaceAll(",", "")
      : bare.replace(/^(-?\d+),(\d+)$/, "$1.$2");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

function optional(cell: string): number | null | "bad" {
  return cell.trim() === "" ? null : (numberOf(cell) ?? "bad");
}

/** A cell for a CSV or XLSX file: a text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function safeCell(value: string): string {
  return /^[=+\-@\t\r]/.test(value) && numberOf(value) === null ? `'${value}` : value;
}
