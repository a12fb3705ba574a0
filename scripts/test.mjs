// `npm test`: the set-up that is missing, then every suite, each named, and one closing line over all of them.
// `npm test -- unit worker` runs the named suites only.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { runChecks } from "./check.mjs";
import { reportFailure, say, SetupError } from "./lib/messages.mjs";
import { at, findNode24, venvPython } from "./lib/paths.mjs";
import { ensurePython } from "./lib/python.mjs";
import { run } from "./lib/run.mjs";
import { playwrightCounts, pytestCounts, vitestCounts } from "./lib/testReports.mjs";
import { ensureBrowser, ensureBuild, ensureNodePackages } from "./lib/setup.mjs";

const reports = at(".cache", "reports");
const logOf = (name) => `${reports}/${name}.log`;

async function vitest(name, args) {
  const file = `${reports}/${name}.json`;
  const { status } = await run(
    findNode24(),
    [
      at("node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${file}`,
      ...args,
    ],
    // One dot a test in colour is ten times the text, and hides what failed in a log.
    { logFile: logOf(name), env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined } },
  );
  return vitestCounts(JSON.parse(readFileSync(file, "utf8")), status);
}

async function pytest() {
  const file = `${reports}/worker.xml`;
  const { status } = await run(venvPython(), ["-m", "pytest", "-q", "-rs", `--junitxml=${file}`], {
    cwd: at("modal-worker"),
    logFile: logOf("worker"),
  });
  return pytestCounts(readFileSync(file, "utf8"), status);
}

async function playwright(browser) {
  const file = `${reports}/e2e.json`;
  const { status } = await run(
    findNode24(),
    [at("node_modules/@playwright/test/cli.js"), "test", "-c", at("tests/e2e/playwright.config.ts")],
    {
      inherit: true,
      env: { ...process.env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    },
  );
  return playwrightCounts(JSON.parse(readFileSync(file, "utf8")), status);
}

/**
 * Rows of lanes: the lanes of a row run beside each other, the suites of a lane in turn. The first row waits much and
 * draws nothing, so two of them fill two cores; what drives browsers and whole products has the machine to itself.
 */
const ROWS = [
  [
    ["check", "worker", "contract"],
    ["unit", "embedded"],
  ],
  [["product", "e2e"]],
];

const SUITES = {
  check: { title: "Types, lint, format", run: async () => ({ ...(await runChecks()), skipped: 0 }) },
  unit: { title: "Unit (TypeScript)", run: () => vitest("unit", ["--project", "unit"]) },
  embedded: {
    title: "Embedded backend, real clients over real sockets",
    run: () => vitest("embedded", ["--project", "embedded"]),
  },
  contract: {
    title: "Contract: one suite, several backends",
    run: () => vitest("contract", ["--project", "contract"]),
  },
  worker: { title: "CAD executor (Python)", run: pytest },
  product: {
    title: "The whole product: HTTP API, Python client, starting and stopping",
    run: () => vitest("product", ["--project", "product"]),
  },
  e2e: { title: "End to end, two browsers", run: async () => playwright(await ensureBrowser()) },
};

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    throw new SetupError(
      "test/suite",
      `Unknown suite: ${unknown.join(", ")}.`,
      `Known are ${Object.keys(SUITES).join(", ")}.`,
    );
  }
  await ensureNodePackages();
  await ensurePython({ forTests: true });
  await ensureBuild();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const total = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const runSuite = async (name) => {
    const { title, run: runIt } = SUITES[name];
    say(`… ${title} (${name})`);
    let counts;
    try {
      counts = await runIt();
    } catch (error) {
      reportFailure(error);
      counts = { passed: 0, failed: 1, skipped: 0, failures: [`the suite ended with: ${error.message}`] };
    }
    // Whole and in one piece, since another suite may be running beside it.
    const log = existsSync(logOf(name)) ? `\n${readFileSync(logOf(name), "utf8").trim()}` : "";
    const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
    say(`\n━━ ${title} (${name})${log}\n━━ ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
    for (const key of Object.keys(total)) total[key] += counts[key];
    failures.push(...counts.failures.map((failure) => `${name}: ${failure}`));
  };
  const runLane = async (names) => {
    for (const name of names) if (wanted.length === 0 || wanted.includes(name)) await runSuite(name);
  };
  for (const row of ROWS) await Promise.all(row.map(runLane));
  // Named once more at the very end: of a log of thousands of lines often only the last ones are kept.
  if (failures.length > 0) say(`\nFailed:\n${failures.map((failure) => `  ✗ ${failure}`).join("\n")}`);
  say(`\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

main().catch((error) => {
  process.exitCode = reportFailure(error);
});
