import { safeCell } from "../../../convex/lib/rowImport";
import { saveBytes } from "../../lib/saveBytes";

/** Tables as CSV and XLSX files. Both libraries are loaded when a file is read or written. */

export type Sheet = { fileName: string; head: readonly string[]; rows: readonly (readonly (string | number)[])[] };

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Cells of a CSV file; one that is not UTF-8 is read as Windows-1252, which every byte fits. */
export async function readCsv(file: File): Promise<string[][]> {
  const { default: Papa } = await import("papaparse");
  const bytes = await file.arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  return Papa.parse<string[]>(text, { skipEmptyLines: "greedy" }).data;
}

export async function saveCsv(sheet: Sheet): Promise<void> {
  const { default: Papa } = await import("papaparse");
  const rows = sheet.rows.map((row) => row.map((cell) => (typeof cell === "string" ? safeCell(cell) : cell)));
  // The mark tells Excel that the file is UTF-8.
  const text = `\uFEFF${Papa.unparse([[...sheet.head], ...rows], { newline: "\r\n" })}`;
  saveBytes(`${sheet.fileName}.csv`, text, "text/csv");
}

export async function saveXlsx(sheet: Sheet): Promise<void> {
  const { default: writeExcelFile } = await import("write-excel-file/browser");
  const head = sheet.head.map((value) => ({ value, fontWeight: "bold" as const }));
  const rows = sheet.rows.map((row) =>
    row.map((value) =>
      typeof value === "number" ? { value, type: Number } : { value: safeCell(value), type: String },
    ),
  );
  saveBytes(`${sheet.fileName}.xlsx`, await writeExcelFile([head, ...rows]).toBlob(), XLSX);
}
