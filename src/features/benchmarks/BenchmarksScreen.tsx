// A benchmark's result as a board: every rate with its interval and n, ranks shared where intervals overlap.
import { useId, useState } from "react";
import { sharedRanks } from "../../../convex/lib/benchmarks/statistics";
import { providerName } from "../../lib/providerNames";
import { cheapestNearBest, readBoardFile, type BoardFile, type BoardRow } from "./boardFile";
import "./benchmarks.css";

const RATES = [
  ["pass@1", "Right"],
  ["compiles", "Compiles"],
  ["watertight", "Watertight"],
  ["specPass", "Checks"],
  ["askedBack", "Asked back"],
] as const;

export function BenchmarksScreen() {
  const [board, setBoard] = useState<BoardFile | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const open = (file: File | undefined) => {
    if (file === undefined) return;
    readBoardFile(file).then(
      (read) => {
        setBoard(read);
        setProblem(null);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <main
      className="page benchmarks"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        open(event.dataTransfer.files[0]);
      }}
    >
      <h1>Benchmarks</h1>
      <p className="quiet">
        A run goes over a suite from the command line, through the pipeline and executor that everyone here gets. Its
        result opens here as a board.
      </p>
      <pre className="command">
        npm run benchmark -- --suite cad --providers anthropic,partsLibrary --samples 3 --json result.json
      </pre>
      <p>
        <label className="button" htmlFor={id}>
          Open a result
        </label>
        <input
          id={id}
          className="hidden-visually"
          type="file"
          accept="application/json,.json"
          onChange={(event) => open(event.target.files?.[0])}
        />{" "}
        <span className="quiet">or drop the file here</span>
      </p>
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
      {board !== null && <Board board={board} />}
    </main>
  );
}

function Board({ board }: { board: BoardFile }) {
  const rows = [...board.rows].sort((a, b) => (b.measures["pass@1"]?.value ?? 0) - (a.measures["pass@1"]?.value ?? 0));
  const ranks = sharedRanks(rows.map(({ measures }) => measures["pass@1"] ?? { low: 0, high: 0 }));
  const cheapest = cheapestNearBest(rows);
  const notScored = board.cells.filter(({ outcome }) => outcome === "infrastructure").length;
  const shown = RATES.filter(([measure]) => rows.some(({ measures }) => measures[measure] !== undefined));
  return (
    <>
      <h2>
        {board.suite} <span className="quiet">{board.cells.length} cells</span>
      </h2>
      <table aria-label="Models">
        <thead>
          <tr>
            <th scope="col">Rank</th>
            <th scope="col">Model</th>
            {shown.map(([measure, label]) => (
              <th key={measure} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">Time p50</th>
            <th scope="col">Price a case</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const { from, to } = ranks[index]!;
            return (
              <tr
                key={`${row.provider} ${row.model ?? ""}`}
                className={row === cheapest ? "is-recommended" : undefined}
              >
                <td>{from === to ? from : `${from}–${to}`}</td>
                <td>
                  {providerName(row.provider)} <span className="quiet">{row.model}</span>{" "}
                  {row === cheapest && <span className="chip ok">Cheapest within 10 %</span>}
                </td>
                {shown.map(([measure]) => (
                  <td key={measure}>
                    <Rate row={row} measure={measure} />
                  </td>
                ))}
                <td>
                  {row.measures.latencyP50Ms === undefined ? "–" : `${Math.round(row.measures.latencyP50Ms.value)} ms`}
                </td>
                <td>{row.measures.costUsd === undefined ? "unknown" : `$${row.measures.costUsd.value.toFixed(4)}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="quiet">
        Where intervals overlap, no order is claimed: ranks are shared. Bands are 95 % intervals.
        {notScored > 0 && ` ${notScored} cells failed around the model and are not scored.`}
      </p>
    </>
  );
}

/** The rate as a mark on 0–100, its interval as a band, and both in figures. */
function Rate({ row, measure }: { row: BoardRow; measure: string }) {
  const figure = row.measures[measure];
  if (figure === undefined) return <span className="quiet">–</span>;
  const percent = (value: number) => `${Math.round(value * 100)}`;
  return (
    <span className="rate">
      <span className="track" aria-hidden="true">
        <span className="band" style={{ left: `${figure.low * 100}%`, right: `${100 - figure.high * 100}%` }} />
        <span className="mark" style={{ left: `${figure.value * 100}%` }} />
      </span>
      {percent(figure.value)} %{" "}
      <span className="quiet">{`${percent(figure.low)}–${percent(figure.high)}, n ${figure.n}`}</span>
    </span>
  );
}
