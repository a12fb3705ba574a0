import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { countOf } from "../../lib/format";

type Preview = NonNullable<FunctionReturnType<typeof api.documents.previewRows>>;

const SHOWN_ROWS = 40;
const MEANINGS = { part: "part", bom: "BOM", new: "new part" };

/** How many rows a BOM would take, which makes parts of numbers that are new, and how many an order, which takes known parts alone. */
export function usableRows(preview: Preview | null): { bom: number; order: number } {
  const rows = preview?.rows ?? [];
  return { bom: rows.length, order: rows.filter(({ known }) => known === "part").length };
}

/** The lines that a table would give, with the rows that cannot be read in their places. */
export function RowPreview({ preview }: { preview: Preview }) {
  const { rows, bad } = preview;
  if (rows.length === 0 && bad.length === 0) return <p className="quiet">The table has a heading row and no others.</p>;
  // A table of something else: its first row names no part numbers and quantities.
  if (rows.length === 0 && bad.every(({ row }) => row === 1)) {
    return (
      <p className="quiet">
        No lines for a BOM or an order: no column is headed {bad.map(({ column }) => column).join(" or ")}.
      </p>
    );
  }
  const lines = [...rows, ...bad].sort((a, b) => a.row - b.row);
  return (
    <div className="row-preview">
      <table aria-label="Lines of this table">
        <thead>
          <tr>
            <th className="is-number">Row</th>
            <th>Number</th>
            <th className="is-number">Qty</th>
            <th>Here</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, SHOWN_ROWS).map((line) =>
            "reason" in line ? (
              <tr key={line.row} className="is-bad">
                <td className="is-number">{line.row}</td>
                <td colSpan={3}>
                  Not taken: {line.column} {line.reason}
                </td>
              </tr>
            ) : (
              <tr key={line.row}>
                <td className="is-number">{line.row}</td>
                <td>{line.number}</td>
                <td className="is-number">{line.quantity}</td>
                <td className="quiet">{MEANINGS[line.known ?? "new"]}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      {lines.length > SHOWN_ROWS && <p className="quiet">and {lines.length - SHOWN_ROWS} more rows</p>}
      {bad.length > 0 && <p className="is-bad">{countOf(bad.length, "row")} not taken</p>}
    </div>
  );
}
