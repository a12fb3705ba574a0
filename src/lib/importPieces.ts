import { plainErrorOf } from "./errors";
import { MAX_IMPORT_ROWS } from "../../convex/lib/manufacturing";

export type ImportOutcome = { kept: number; bad: readonly { row: number; column: string; reason: string }[] };

/**
 * Brings a table in pieces of as many rows as one import takes, each under the heading row, and counts rows as the whole
 * table has them. What was kept before a piece is refused stays, and the outcome says from which row on nothing was taken.
 */
export async function importInPieces(
  cells: readonly string[][],
  bring: (piece: string[][]) => Promise<ImportOutcome>,
  rowsAPiece = MAX_IMPORT_ROWS,
): Promise<ImportOutcome> {
  const [head, ...rows] = cells;
  if (head === undefined || rows.length <= rowsAPiece) return await bring([...cells]);
  let kept = 0;
  const bad: ImportOutcome["bad"][number][] = [];
  for (let at = 0; at < rows.length; at += rowsAPiece) {
    let piece: ImportOutcome;
    try {
      piece = await bring([head, ...rows.slice(at, at + rowsAPiece)]);
    } catch (error) {
      if (kept === 0) throw error;
      const reason = `stopped here, the ${kept} rows before it are in: ${plainErrorOf(error).message}`;
      return { kept, bad: [...bad, { row: at + 2, column: "import", reason }] };
    }
    kept += piece.kept;
    // A heading that is missing is missing once.
    bad.push(
      ...piece.bad
        .filter(({ row }) => row > 1 || at === 0)
        .map((each) => ({ ...each, row: each.row + (each.row > 1 ? at : 0) })),
    );
    if (piece.kept === 0 && piece.bad.every(({ row }) => row === 1)) break;
  }
  return { kept, bad };
}
