// `npm run restore -- --from BACKUP [--data DIR]`: makes an installation's data folder from a backup. It checks every
// checksum first and writes into an empty folder only.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkBackup, filesBelow } from "./lib/copies.mjs";
import { reportFailure, say, SetupError } from "./lib/messages.mjs";
import { root } from "./lib/paths.mjs";
import { loadEnvLocal } from "./lib/settings.mjs";

try {
  loadEnvLocal();
  const { values } = parseArgs({
    options: { from: { type: "string" }, data: { type: "string", default: process.env.NATURALCAD_DATA ?? ".data" } },
  });
  if (values.from === undefined) {
    throw new SetupError("restore/from", "No backup is named.", "npm run restore -- --from backups/naturalcad-…");
  }
  const from = path.resolve(root, values.from);
  const data = path.resolve(root, values.data);
  if (existsSync(data) && readdirSync(data).length > 0) {
    throw new SetupError(
      "restore/not-empty",
      `${data} is not empty, and a restore never overwrites.`,
      "Move it away first, or name another folder: --data DIR",
    );
  }
  const { madeAt, entries } = await checkBackup(from);
  const part = `${data}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o700 });
  for (const name of filesBelow(from)) {
    if (entries.some((entry) => entry.name === name)) cpSync(path.join(from, name), path.join(part, name));
  }
  rmSync(data, { recursive: true, force: true }); // empty, as was just checked
  renameSync(part, data);
  say(`${data} holds the installation of ${madeAt}: ${entries.length} files. npm start serves it.`);
} catch (error) {
  process.exitCode = reportFailure(error);
}
