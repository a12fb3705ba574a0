// `npm run build`: the production build of the browser app into dist/. `npm run build -- --all` installs all else that
// `npm start` would install, so that an image of a container holds everything and starts without a network.
import { reportFailure, say } from "./lib/messages.mjs";
import { ensurePython } from "./lib/python.mjs";
import { ensureBuild, ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  if (process.argv.includes("--all")) await ensurePython();
  await ensureBuild();
  say("dist/ holds the current build.");
} catch (error) {
  process.exitCode = reportFailure(error);
}
