import { useAreaPath } from "../../routes/useAreaPath";
import { BoardScreen } from "./board/BoardScreen";
import { FileBoard } from "./FileBoard";
import { NewRun } from "./runs/NewRun";
import { Overview } from "./runs/Overview";
import { SuiteCases } from "./runs/SuiteCases";
import "./benchmarks.css";

/** `/benchmarks/` lists; below it `new/<suite>`, `suite/<id>`, `run/<id>/…`, and `file` for a result of the command line. */
export function BenchmarksScreen() {
  const { pieces, open } = useAreaPath("benchmarks");
  const [screen, id, ...rest] = pieces;
  if (screen === "file") return <FileBoard onBack={() => open()} />;
  if (screen === "new") return <NewRun suiteId={id ?? null} open={open} />;
  if (screen === "suite" && id !== undefined) return <SuiteCases key={id} suiteId={id} open={open} />;
  if (screen === "run" && id !== undefined) return <BoardScreen key={id} runId={id} rest={rest} open={open} />;
  return <Overview open={open} />;
}
