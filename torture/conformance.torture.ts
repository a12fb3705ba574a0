/**
 * Question: what do suites that were written for convex-test, ours and those that components ship, say of the real server?
 * Command: npm run torture -- conformance. It writes bench/results/torture-conformance.txt.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

const component = (name: string, files: string) => `node_modules/@convex-dev/${name}/src/component/${files}`;
const FILES = [
  component("rate-limiter", "*.test.ts"),
  component("batch-worker", "*.test.ts"),
  component("workpool", "config.test.ts"),
  ...["rateLimits", "people", "history", "files"].map((name) => `convex/${name}.test.ts`),
];

const TIMERS = "moves fake timers to make scheduled functions due; the server's own timers do not follow";
const IN_PLACE = "counts on functions or limits of the test file itself, which the server does not have";
const LEFT_LYING = "leaves a due function lying, which the server runs";
const ENVIRONMENT = "changes the environment once the server runs";
/** File and a part of the test's name → why it cannot hold here. The same list is in embedded/SPEC.md by reason. */
const EXCLUDED: [file: string, name: string, reason: string][] = [
  ["rate-limiter/src/component/worker.test.ts", "enqueued updates are applied", TIMERS],
  ["rate-limiter/src/component/worker.test.ts", "updates for the same limit fold", TIMERS],
  ["rate-limiter/src/component/worker.test.ts", "reset is enqueued", TIMERS],
  ["rate-limiter/src/component/worker.test.ts", "drains multiple batches", TIMERS],
  ["rate-limiter/src/component/worker.test.ts", "reset then consume", TIMERS],
  ["rate-limiter/src/component/worker.test.ts", "capped by the transaction read limit", IN_PLACE],
  ["batch-worker/src/component/lib.test.ts", "monitor recovers it instead of re-arming", LEFT_LYING],
  ["batch-worker/src/component/lib.test.ts", "monitor leaves an on-time pending runner", LEFT_LYING],
  ["convex/files.test.ts", "files move to the bucket", ENVIRONMENT],
  ["convex/files.test.ts", "a copy that differs", ENVIRONMENT],
  ["convex/people.test.ts", "silent for 30 s", TIMERS],
];

type Report = {
  testResults: { name: string; assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
};

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "conformance-"));
const output = join(folder, "report.json");
spawnSync(
  process.execPath,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    ...["run", "--config", join(root, "embedded/tests/conformance/vitest.config.ts")],
    ...["--reporter=json", `--outputFile=${output}`],
  ],
  { cwd: root, stdio: "ignore", env: { ...process.env, CONFORMANCE_FILES: FILES.join(";") } },
);
const report = JSON.parse(readFileSync(output, "utf8")) as Report;
rmSync(folder, { recursive: true });

const lines = [new Date().toISOString().slice(0, 10)];
const say = (line: string): void => {
  console.log(line);
  lines.push(line);
};
for (const { name, assertionResults } of report.testResults) {
  const file = relative(root, name).replace("node_modules/", "");
  const reasonOf = (test: string) =>
    EXCLUDED.find(([excludedFile, part]) => file.endsWith(excludedFile) && test.includes(part))?.[2];
  const counted = assertionResults.filter(({ fullName }) => reasonOf(fullName) === undefined);
  const failed = counted.filter(({ status }) => status !== "passed");
  const left = assertionResults.length - counted.length;
  say(`${file}: ${counted.length - failed.length} of ${counted.length} hold${left === 0 ? "" : `, ${left} left out`}`);
  for (const { fullName, failureMessages } of failed) say(`  ${fullName}: ${failureMessages[0]?.split("\n")[0]}`);
  if (failed.length > 0) process.exitCode = 1;
}
writeFileSync(join(root, "bench/results/torture-conformance.txt"), `${lines.join("\n")}\n`);
