// `npm run bench [-- NAME …]`: runs the measurements of bench/, each of which says its question, its figures and its peer.
import { readdirSync } from "node:fs";
import { reportFailure, say, SetupError } from "./lib/messages.mjs";
import { at, findNode24 } from "./lib/paths.mjs";
import { ensurePython } from "./lib/python.mjs";
import { run } from "./lib/run.mjs";
import { ensureBrowser, ensureBuild, ensureNodePackages } from "./lib/setup.mjs";

/** parts-library → bench/partsLibrary.bench.ts */
const fileNameOf = (name) => `${name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}.bench.ts`;

try {
  const wanted = process.argv.slice(2);
  const all = readdirSync(at("bench")).filter((file) => file.endsWith(".bench.ts"));
  const files = wanted.length > 0 ? wanted.map(fileNameOf) : all;
  const missing = files.filter((file) => !all.includes(file));
  if (missing.length > 0)
    throw new SetupError(
      "bench/unknown",
      `No such measurement: ${missing.join(", ")}.`,
      `Known are ${all.join(", ")}.`,
    );
  await ensureNodePackages();
  await ensurePython({ forTests: true });
  await ensureBuild();
  const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser() };
  for (const file of files) {
    say(`\n━━ ${file}`);
    const { status } = await run(findNode24(), ["--disable-warning=ExperimentalWarning", at("bench", file)], {
      inherit: true,
      env,
    });
    if (status !== 0) process.exitCode = 1;
  }
} catch (error) {
  process.exitCode = reportFailure(error);
}
