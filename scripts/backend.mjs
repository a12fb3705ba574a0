// `npm run backend -- --functions DIR …`: the embedded backend alone, for any Convex folder. Flags: embedded/main.ts.
import { spawn } from "node:child_process";
import { reportFailure } from "./lib/messages.mjs";
import { at, findNode24 } from "./lib/paths.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  const args = ["--disable-warning=ExperimentalWarning", at("embedded/main.ts"), ...process.argv.slice(2)];
  // The caller's folder stays the working folder, so that relative paths mean what the caller meant.
  const child = spawn(findNode24(), args, {
    stdio: ["pipe", "inherit", "inherit"],
    env: { ...process.env, EXIT_WITH_PARENT: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGTERM"));
  child.on("exit", (status, signal) => process.exit(status ?? (signal === "SIGTERM" ? 0 : 1)));
} catch (error) {
  process.exitCode = reportFailure(error);
}
