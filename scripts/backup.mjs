// `npm run backup [-- --to FOLDER] [--data DIR] [--keep N] [--with-secrets]`: copies database and files of an embedded
// installation into a folder of its own, while it runs or not. docs/guides/backup.md tells the rest.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { DATABASE, FILES, SECRETS, writeList } from "./lib/copies.mjs";
import { reportFailure, say, SetupError } from "./lib/messages.mjs";
import { findNode24, root } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { loadEnvLocal } from "./lib/settings.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

const PREFIX = "naturalcad-";

try {
  loadEnvLocal();
  const { values } = parseArgs({
    options: {
      to: { type: "string", default: "backups" },
      data: { type: "string", default: process.env.NATURALCAD_DATA ?? ".data" },
      "convex-port": { type: "string", default: process.env.CONVEX_PORT ?? "3210" },
      keep: { type: "string" },
      "with-secrets": { type: "boolean", default: false },
    },
  });
  await ensureNodePackages();
  const data = path.resolve(root, values.data);
  if (!existsSync(path.join(data, DATABASE))) {
    throw new SetupError("backup/no-data", `${data} holds no installation.`, "Name its data folder: --data DIR");
  }
  const keep = values.keep === undefined ? null : Number(values.keep);
  if (keep !== null && !(Number.isInteger(keep) && keep >= 1)) {
    throw new SetupError(
      "backup/keep",
      `--keep is "${values.keep}"; it is a whole number from 1.`,
      "For example: --keep 14",
    );
  }
  const to = path.resolve(root, values.to);
  const stamp = new Date().toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  const folder = path.join(to, `${PREFIX}${stamp}`);
  const part = `${folder}.part`;
  mkdirSync(part, { recursive: true, mode: 0o700 });
  try {
    // Files first, then the database, then the files that came in between: every file that a row names is there.
    copyFiles(data, part);
    const isRunning = await copyDatabase(data, part, values["convex-port"]);
    copyFiles(data, part);
    if (values["with-secrets"]) cpSync(path.join(data, SECRETS), path.join(part, SECRETS));
    const entries = await writeList(part, { madeAt: new Date().toISOString() });
    renameSync(part, folder);
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    say(
      `${folder}\n  ${entries.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${isRunning ? "made while it ran" : "made while it stood"}`,
    );
    if (!values["with-secrets"])
      say("  Without secrets: after a restore people sign in again and enter provider keys again.");
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
  if (keep !== null) dropOld(to, keep);
} catch (error) {
  process.exitCode = reportFailure(error);
}

function copyFiles(data, folder) {
  const from = path.join(data, FILES);
  if (!existsSync(from)) return;
  // A stored file never changes under its name, so one that is there already is the same.
  cpSync(from, path.join(folder, FILES), { recursive: true, force: false, filter: (file) => !file.endsWith(".part") });
}

/** True when a running backend made the copy. */
async function copyDatabase(data, folder, port) {
  const file = path.join(folder, DATABASE);
  if (!existsSync(path.join(data, "owner.pid"))) {
    await copyStanding(data, file);
    return false;
  }
  const { adminKey } = JSON.parse(readFileSync(path.join(data, SECRETS), "utf8"));
  let response;
  try {
    response = await fetch(`http://127.0.0.1:${port}/_backup`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Convex ${adminKey}` },
      body: JSON.stringify({ file }),
    });
  } catch {
    // The pid file of a process that was killed outright stays behind.
    await copyStanding(data, file);
    return false;
  }
  if (response.ok) return true;
  const { message } = await response.json().catch(() => ({ message: `status ${response.status}` }));
  throw new SetupError(
    "backup/refused",
    `The backend on port ${port} did not make the copy: ${message}`,
    "If another installation runs on that port, name this one's: --convex-port PORT",
  );
}

async function copyStanding(data, file) {
  const script = `
    const { backup, DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(process.argv[1]);
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;");
    backup(database, process.argv[2]).then(() => database.close());`;
  const args = ["--disable-warning=ExperimentalWarning", "-e", script, path.join(data, DATABASE), file];
  const { status, output } = await run(findNode24(), args);
  if (status === 0) return;
  throw new SetupError(
    "backup/locked",
    `The database could not be read: ${output.trim().split("\n").at(-1)}`,
    "If NaturalCAD runs on another port, name it: --convex-port PORT",
  );
}

function dropOld(to, keep) {
  const finished = readdirSync(to)
    .filter((name) => name.startsWith(PREFIX) && !name.endsWith(".part"))
    .sort();
  for (const name of finished.slice(0, -keep)) {
    rmSync(path.join(to, name), { recursive: true });
    say(`  dropped ${name}`);
  }
}
