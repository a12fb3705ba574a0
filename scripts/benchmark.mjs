// `npm run benchmark`: the set-up that is missing, then benchmark/main.ts under Node 24.
import { spawn } from "node:child_process";
import { reportFailure } from "./lib/messages.mjs";
import { at, findNode24 } from "./lib/paths.mjs";
import { ensurePython } from "./lib/python.mjs";
import { ensureBuild, ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  await ensurePython();
  await ensureBuild();
  const args = ["--disable-warning=ExperimentalWarning", at("benchmark/main.ts"), ...process.argv.slice(2)];
  // The caller's folder stays the working folder, so that relative paths mean what the caller meant.
  const child = spawn(findNode24(), args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (status) => process.exit(status ?? 1));
} catch (error) {
  process.exitCode = reportFailure(error);
}
