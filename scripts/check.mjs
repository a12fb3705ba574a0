// `npm run check`: types, lint and format; the quick half of what `npm test` runs.
import { reportFailure, say } from "./lib/messages.mjs";
import { at, findNode24, venvPython } from "./lib/paths.mjs";
import { ensurePython } from "./lib/python.mjs";
import { run } from "./lib/run.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

export const CHECKS = [
  ["types, web app and tests", "node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--noEmit"]],
  ["types, backend", "node", ["node_modules/typescript/bin/tsc", "-p", "convex/tsconfig.json", "--noEmit"]],
  ["types, embedded", "node", ["node_modules/typescript/bin/tsc", "-p", "embedded/tsconfig.json", "--noEmit"]],
  ["lint", "node", ["node_modules/eslint/bin/eslint.js", "."]],
  ["format", "node", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]],
  ["licences and hashes of the lock files", "node", ["scripts/dependencies.mjs"]],
  ["lint, worker", "python", ["-m", "ruff", "check", "modal-worker"]],
];

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runChecks() {
  let passed = 0;
  let failed = 0;
  for (const [name, runtime, args] of CHECKS) {
    const command = runtime === "node" ? findNode24() : venvPython();
    const { status, output } = await run(command, args, { cwd: at() });
    if (status === 0) passed += 1;
    else failed += 1;
    say(`${status === 0 ? "✓" : "✗"} ${name}`);
    if (status !== 0) say(output);
  }
  return { passed, failed };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  try {
    await ensureNodePackages();
    await ensurePython({ forTests: true });
    const { failed } = await runChecks();
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
