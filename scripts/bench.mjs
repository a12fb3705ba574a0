// `npm run bench [-- NAME …]`: runs the measurements of bench/, each of which says its question, its figures and its peer.
import { runFiles } from "./lib/runFiles.mjs";

await runFiles("bench", "bench");
