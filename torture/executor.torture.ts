/**
 * Question: does any hostile script or broken file get through the executor, in any of four modes, and is the next
 * honest job right every time? Command: npm run torture -- executor. Its last result is bench/results/torture-executor.txt.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const MUTANTS = "600";
// Every attack with its control, then every mode; and the broken files.
const PARTS: { commandLine: string[]; keeps: RegExp }[] = [
  { commandLine: ["-m", "tests.attacks.runner"], keeps: /./ },
  {
    commandLine: ["-m", "pytest", "-q", "-s", "--no-header", "tests/test_mutants.py"],
    keeps: /mutants:|passed|failed/,
  },
];

const kept = [
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1) ?? "?"}`,
];
for (const part of PARTS) {
  const { status, output } = await run(part.commandLine);
  kept.push(...output.split("\n").filter((line) => part.keeps.test(line)));
  if (status !== 0) {
    kept.push(`ended with ${String(status)}`);
    process.exitCode = 1;
  }
}
writeFileSync(join(ROOT, "bench/results/torture-executor.txt"), `${kept.join("\n")}\n`);

async function run(commandLine: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(join(ROOT, ".venv/bin/python"), commandLine, {
    cwd: join(ROOT, "modal-worker"),
    env: { ...process.env, WORKER_MUTANTS: MUTANTS, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (piece: Buffer) => {
    output += piece.toString();
    process.stdout.write(piece);
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, output };
}
