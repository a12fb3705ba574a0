import { useAreaPath } from "../../routes/useAreaPath";
import { FileBoard } from "./FileBoard";
import "./benchmarks.css";

/** `/benchmarks/file` opens a result of the command line. */
export function BenchmarksScreen() {
  const { open } = useAreaPath("benchmarks");
  return <FileBoard onBack={() => open()} />;
}
