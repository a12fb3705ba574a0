// A result of the command line, opened from a person's disk, as the board that runs have.
import { useId, useState } from "react";
import { BoardTop } from "./board/BoardTop";
import { cheapestNearBest, readBoardFile, type BoardFile } from "./boardFile";
import { countText, percentText } from "./figures";
import { fileRows } from "./fileRows";
import { sideNames } from "./sideNames";

export function FileBoard({ onBack }: { onBack: () => void }) {
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
      <header className="benchmarks-head">
        <h1>{board === null ? "A result file" : board.suite}</h1>
        {board !== null && <span className="quiet">{countText(board.cells.length, "cell")}</span>}
        <span className="spacer" />
        <label className="button" htmlFor={id}>
          Open a result file
        </label>
        <input
          id={id}
          className="hidden-visually"
          type="file"
          accept="application/json,.json"
          onChange={(event) => open(event.target.files?.[0])}
        />
        <button type="button" className="button ghost" onClick={onBack}>
          All benchmarks
        </button>
      </header>
      {problem !== null && (
        <p className="is-bad said" role="alert">
          {problem}
        </p>
      )}
      {board === null ? (
        <>
          <p className="quiet">
            A run from the command line goes through the pipeline and executor that everyone here gets. Drop the file
            that it writes here.
          </p>
          <pre className="command">
            npm run benchmark -- --suite cad --providers anthropic,partsLibrary --samples 3 --json result.json
          </pre>
        </>
      ) : (
        <Rows board={board} />
      )}
    </main>
  );
}

function Rows({ board }: { board: BoardFile }) {
  const { sides, rows } = fileRows(board);
  const names = sideNames(sides);
  const near = cheapestNearBest(board.rows);
  const notScored = board.cells.filter(({ outcome }) => outcome === "infrastructure").length;
  const asked = board.rows.flatMap(({ measures }, side) => {
    const rate = measures.askedBack;
    return rate === undefined ? [] : [`${names[side]?.short ?? ""} ${percentText(rate.value)}`];
  });
  return (
    <>
      <BoardTop
        rows={rows}
        names={names}
        cheapest={near === null ? undefined : { side: board.rows.indexOf(near) }}
        kindName="parts"
        onUse={null}
      />
      {asked.length > 0 && <p className="quiet said">Asked back: {asked.join(", ")}.</p>}
      {notScored > 0 && (
        <p className="quiet said">{countText(notScored, "cell")} failed around the model and are not scored.</p>
      )}
    </>
  );
}
