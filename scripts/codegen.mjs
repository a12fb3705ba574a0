// `npm run codegen`: writes convex/_generated without a deployment and without a network.
import { reportFailure, say } from "./lib/messages.mjs";
import { at, findNode24 } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  // --system-udfs is the CLI's own switch for generating types without asking a deployment.
  const { status, output } = await run(findNode24(), [
    at("node_modules/convex/bin/main.js"),
    "codegen",
    "--system-udfs",
    "--typecheck",
    "disable",
  ]);
  if (status !== 0) say(output);
  process.exitCode = status;
} catch (error) {
  process.exitCode = reportFailure(error);
}
