import { useRef, useState } from "react";
import { plainErrorOf } from "../../lib/errors";
import { readCsv, saveCsv, saveXlsx, type Sheet } from "./sheetFiles";
import { countOf } from "../../lib/format";

type Outcome = { kept: number; bad: readonly { row: number; column: string; reason: string }[] };
const SHOWN_BAD_ROWS = 12;

/** Import and export of one table; what could not be taken stays named until the next import. */
export function SheetButtons(props: {
  sheet: () => Sheet;
  /** Null where the viewer may not write. */
  onImport: ((cells: string[][]) => Promise<Outcome>) | null;
  /** Reads a spreadsheet that the page itself cannot; it runs in the executor's sandbox. */
  readXlsx?: (file: File) => Promise<string[][]>;
}) {
  const { onImport } = props;
  const picker = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (file: File) => {
    setOutcome(null);
    setProblem(null);
    try {
      const isSheet = /\.xlsx$/i.test(file.name) && props.readXlsx !== undefined;
      const cells = isSheet ? await props.readXlsx!(file) : await readCsv(file);
      if (onImport !== null) setOutcome(await onImport(cells));
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  return (
    <div className="sheet-buttons">
      {onImport !== null && (
        <>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label="Import file"
            accept={props.readXlsx === undefined ? ".csv,.tsv,.txt" : ".csv,.tsv,.txt,.xlsx"}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file !== undefined) void take(file);
            }}
          />
          <button type="button" className="button" onClick={() => picker.current?.click()}>
            Import
          </button>
        </>
      )}
      <button type="button" className="button" onClick={() => void saveCsv(props.sheet())}>
        CSV
      </button>
      <button type="button" className="button" onClick={() => void saveXlsx(props.sheet())}>
        XLSX
      </button>
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
      {outcome !== null && (
        <div role="status" className="import-outcome">
          <p>
            {countOf(outcome.kept, "row")} kept
            {outcome.bad.length > 0 && <span className="is-bad"> · {outcome.bad.length} not taken</span>}
          </p>
          {outcome.bad.length > 0 && (
            <ul className="plain-list">
              {outcome.bad.slice(0, SHOWN_BAD_ROWS).map(({ row, column, reason }) => (
                <li key={`${row} ${column}`}>
                  Row {row}, {column}: {reason}
                </li>
              ))}
              {outcome.bad.length > SHOWN_BAD_ROWS && <li>and {outcome.bad.length - SHOWN_BAD_ROWS} more</li>}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
