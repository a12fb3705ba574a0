// `npm run torture [-- NAME …]`: the long fault, attack and fuzz runs; `npm test` runs a small fixed-seed sample of each.
import { runFiles } from "./lib/runFiles.mjs";

await runFiles("torture", "torture");
