// `npm run check`: types, lint and format; the quick half of what `npm test` runs.
import { reportFailure, say } from "./lib/messages.mjs";
import { at, findNode24, venvPython } from "./lib/paths.mjs";
import { ensurePython } from "./lib/python.mjs";
import { run } from "./lib/run.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

// The longest first, so that two lanes end together.
export const CHECKS = [
  ["lint", "node", ["node_modules/eslint/bin/eslint.js", "."]],
  ["types, web app and tests", "node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--noEmit"]],
  ["types, backend", "node", ["node_modules/typescript/bin/tsc", "-p", "convex/tsconfig.json", "--noEmit"]],
  ["types, embedded", "node", ["node_modules/typescript/bin/tsc", "-p", "embedded/tsconfig.json", "--noEmit"]],
  ["format", "node", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]],
  ["licences and hashes of the lock files", "node", ["scripts/dependencies.mjs"]],
  ["lint, worker", "python", ["-m", "ruff", "check", "modal-worker"]],
];

/** @returns {Promise<{ passed: number, failed: number, failures: string[] }>} `failures` names each failed check */
export async function runChecks() {
  let passed = 0;
  const failures = [];
  const waiting = [...CHECKS];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const [name, runtime, args] = check;
      const command = runtime === "node" ? findNode24() : venvPython();
      const { status, output } = await run(command, args, { cwd: at() });
      if (status === 0) passed += 1;
      else failures.push(name);
      say(`${status === 0 ? "✓" : "✗"} ${name}`);
      if (status !== 0) say(output);
    }
  };
  // Each check is one busy thread: two beside each other take half the time where there are two cores.
  await Promise.all([lane(), lane()]);
  return { passed, failed: failures.length, failures };
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
