// Part of `npm run check`: the licences and hashes of everything in the lock files. Works without a network, so it
// knows no list of weaknesses; `npm run sbom` writes what a scanner with such a list reads.
import { faultsOf, readDependencies } from "./lib/dependencies.mjs";
import { say } from "./lib/messages.mjs";

const dependencies = readDependencies();
const faults = faultsOf(dependencies);
for (const fault of faults) say(`  ${fault}`);
say(
  `  ${dependencies.length} packages, ${faults.length} faults; known weaknesses: not asked, a scanner reads npm run sbom.`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
