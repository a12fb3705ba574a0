/**
 * Question: does any broken file or hostile script get through the executor, and is the next honest job right every
 * time? Command: npm run torture -- executor. Its last result is kept in bench/results/executor-torture.txt.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const MUTANTS = "500";

const child = spawn(
  join(ROOT, ".venv/bin/python"),
  ["-m", "pytest", "-q", "-s", "--no-header", "tests/test_hostile.py", "tests/test_mutants.py"],
  {
    cwd: join(ROOT, "modal-worker"),
    env: { ...process.env, WORKER_MUTANTS: MUTANTS, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  },
);
let output = "";
child.stdout.on("data", (piece: Buffer) => {
  output += piece.toString();
  process.stdout.write(piece);
});
const status = await new Promise<number | null>((resolve) => child.on("exit", resolve));
const summary = output.split("\n").filter((line) => /mutants:|passed|failed/.test(line));
writeFileSync(
  join(ROOT, "bench/results/executor-torture.txt"),
  `${new Date().toISOString().slice(0, 10)}\n${summary.join("\n")}\n`,
);
process.exitCode = status === 0 ? 0 : 1;
