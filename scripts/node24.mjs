// Runs a script with the pinned Node 24: `node scripts/node24.mjs FILE [ARG …]`.
import { reportFailure } from "./lib/messages.mjs";
import { findNode24 } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  const { status } = await run(findNode24(), process.argv.slice(2), { inherit: true });
  process.exitCode = status;
} catch (error) {
  process.exitCode = reportFailure(error);
}
