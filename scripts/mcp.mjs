// `npm run mcp`: starts the MCP server under Node 24. It talks on standard input and output, so set-up says nothing there.
import { spawn } from "node:child_process";
import { reportFailure, SetupError } from "./lib/messages.mjs";
import { at, findNode24 } from "./lib/paths.mjs";

const node = findNode24();
if (node === undefined) {
  process.exitCode = reportFailure(
    new SetupError("mcp/not-installed", "NaturalCAD is not set up yet.", "Run npm start once, then this again."),
  );
} else {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", at("mcp/server.ts")], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (status) => process.exit(status ?? 0));
}
