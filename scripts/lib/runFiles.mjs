// Runs the named scripts of one folder after the set-up they all need; `npm run bench` and `npm run torture` are this.
import { readdirSync } from "node:fs";
import { reportFailure, say, SetupError } from "./messages.mjs";
import { at, findNode24 } from "./paths.mjs";
import { ensurePython } from "./python.mjs";
import { run } from "./run.mjs";
import { ensureBrowser, ensureBuild, ensureNodePackages } from "./setup.mjs";

/**
 * Runs `<folder>/<name>.<suffix>.ts` for every name given on the command line, or all of them; the exit status says
 * whether one failed. `parts-library` names `partsLibrary`.
 * @param {string} folder below the root
 * @param {string} suffix what marks the files that are run
 */
export async function runFiles(folder, suffix) {
  try {
    const wanted = process.argv.slice(2);
    const ending = `.${suffix}.ts`;
    const all = readdirSync(at(folder)).filter((file) => file.endsWith(ending));
    const fileNameOf = (name) => `${name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}${ending}`;
    const files = wanted.length > 0 ? wanted.map(fileNameOf) : all;
    const missing = files.filter((file) => !all.includes(file));
    if (missing.length > 0)
      throw new SetupError(
        `${suffix}/unknown`,
        `No such script: ${missing.join(", ")}.`,
        `Known are ${all.join(", ")}.`,
      );
    await ensureNodePackages();
    await ensurePython({ forTests: true });
    await ensureBuild();
    const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser() };
    for (const file of files) {
      say(`\n━━ ${file}`);
      const { status } = await run(findNode24(), ["--disable-warning=ExperimentalWarning", at(folder, file)], {
        inherit: true,
        env,
      });
      if (status !== 0) process.exitCode = 1;
    }
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
