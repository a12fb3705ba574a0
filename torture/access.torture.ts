/**
 * Question: does any public function, HTTP route or file link open to somebody who must not get in, and does any crash
 * or change something on arguments that it refuses? Command: npm run torture -- access [FUZZ_RUNS=…, FUZZ_SEED=…].
 * Its last result, with the counts of the matrix, is kept in bench/results/torture-access.txt.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const RUNS = process.env.FUZZ_RUNS ?? "300";
const RUNS_ON_THE_WIRE = process.env.FUZZ_RUNS ?? "60";
const SEED = process.env.FUZZ_SEED ?? String(Date.now() % 1_000_000);

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
};

const lines = [`${new Date().toISOString().slice(0, 10)}, seed ${SEED}`];
const say = (line: string): void => {
  console.log(line);
  lines.push(line);
};

/** The named test files in one run of the test runner; without a report when it could not start. */
async function runTests(project: string, files: string[], runs: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "naturalcad-torture-"));
  const output = join(folder, "report.json");
  const child = spawn(
    process.execPath,
    [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      ...["run", "--project", project, ...files, "--reporter=json", `--outputFile=${output}`],
    ],
    { cwd: ROOT, env: { ...process.env, FUZZ_RUNS: runs, FUZZ_SEED: SEED, NO_COLOR: "1" }, stdio: "inherit" },
  );
  await new Promise((resolve) => child.once("exit", resolve));
  const report = JSON.parse(readFileSync(output, "utf8")) as Report;
  rmSync(folder, { recursive: true, force: true });
  return report;
}

function tell(name: string, report: Report): void {
  say(`${name}: ${report.numPassedTests} held, ${report.numFailedTests} did not`);
  for (const { status, fullName, failureMessages } of report.testResults.flatMap((file) => file.assertionResults)) {
    if (status !== "failed") continue;
    say(`  ✗ ${fullName}: ${failureMessages.join(" ").slice(0, 400)}`);
  }
  if (report.numFailedTests > 0) process.exitCode = 1;
}

const countOf = (report: Report): number => report.testResults.flatMap((file) => file.assertionResults).length;

tell(
  "functions × callers (anonymous, ended session, keys, other workspace, removed, viewer, commenter, editor)",
  await runTests("unit", ["convex/access.test.ts"], RUNS),
);
tell("HTTP routes and file links × callers", await runTests("unit", ["convex/httpAccess.test.ts"], RUNS));
const inMemory = await runTests("unit", ["tests/unit/accessFuzz.test.ts"], RUNS);
tell(`${countOf(inMemory)} functions × ${RUNS} hostile arguments, nothing changed on refusal`, inMemory);
const onTheWire = await runTests("product", ["tests/product/accessFuzz.test.ts"], RUNS_ON_THE_WIRE);
tell(
  `${countOf(onTheWire)} functions × ${RUNS_ON_THE_WIRE} hostile arguments over HTTP on the embedded backend`,
  onTheWire,
);
writeFileSync(join(ROOT, "bench/results/torture-access.txt"), `${lines.join("\n")}\n`);
