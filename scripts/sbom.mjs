// `npm run sbom [-- FILE]`: the bill of materials of both lock files as CycloneDX 1.6 JSON, to FILE or the output.
import { readFileSync, writeFileSync } from "node:fs";
import { billOfMaterials } from "./lib/billOfMaterials.mjs";
import { readDependencies } from "./lib/dependencies.mjs";
import { reportFailure, say } from "./lib/messages.mjs";
import { at } from "./lib/paths.mjs";

try {
  const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const dependencies = readDependencies();
  const text = `${JSON.stringify(billOfMaterials(version, dependencies), null, 2)}\n`;
  const file = process.argv[2];
  if (file === undefined) process.stdout.write(text);
  else {
    writeFileSync(file, text);
    say(`${file}: ${dependencies.length} packages`);
  }
} catch (error) {
  process.exitCode = reportFailure(error);
}
