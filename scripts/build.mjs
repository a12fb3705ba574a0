// `npm run build`: the production build of the browser app into dist/.
import { reportFailure, say } from "./lib/messages.mjs";
import { ensureBuild, ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  await ensureBuild();
  say("dist/ holds the current build.");
} catch (error) {
  process.exitCode = reportFailure(error);
}
