// `npm run backup [-- --to FOLDER] [--data DIR] [--keep N] [--with-secrets]`: copies database and files of an embedded
// installation into a folder of its own, while it runs or not. docs/guides/backup.md tells the rest.
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { DATABASE, FILES, finishedBackups, folderFor, readList, SECRETS, writeList } from "./lib/copies.mjs";
import { reportFailure, say, SetupError } from "./lib/messages.mjs";
import { findNode24, root } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { loadEnvLocal } from "./lib/settings.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

/** A copy that nobody finishes within this long was cut off. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

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
  const folder = folderFor(to, new Date());
  const before = finishedBackups(to).at(-1);
  const previous = before === undefined ? null : path.join(to, before);
  const part = `${folder}.part`;
  mkdirSync(part, { recursive: true, mode: 0o700 });
  try {
    // Files first, then the database, then the files that came in between: every file that a row names is there.
    copyFiles(data, part, previous);
    const isRunning = await copyDatabase(data, part, values["convex-port"]);
    copyFiles(data, part, previous);
    if (values["with-secrets"]) cpSync(path.join(data, SECRETS), path.join(part, SECRETS));
    let entries = await writeList(part, { madeAt: new Date().toISOString() });
    if (previous !== null && replaceSpoilt(data, part, entries, previous)) {
      entries = await writeList(part, { madeAt: new Date().toISOString() });
    }
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
  dropAbandoned(to);
  if (keep !== null) dropOld(to, keep);
} catch (error) {
  process.exitCode = reportFailure(error);
}

/**
 * A stored file never changes under its name, so one that is there already is the same; and one that the backup before
 * holds is linked, not copied, so that every night costs the disk its new files alone.
 */
function copyFiles(data, folder, previous) {
  const from = path.join(data, FILES);
  if (!existsSync(from)) return;
  mkdirSync(path.join(folder, FILES), { recursive: true, mode: 0o700 });
  for (const name of readdirSync(from)) {
    const file = path.join(folder, FILES, name);
    if (name.endsWith(".part") || existsSync(file)) continue;
    if (previous !== null && isLinked(path.join(previous, FILES, name), file)) continue;
    try {
      copyFileSync(path.join(from, name), file);
    } catch (error) {
      if (error.code !== "ENOENT") throw error; // somebody deleted it since it was listed
    }
  }
}

function isLinked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false; // not in the backup before, or a disk without links: it is copied
  }
}

/** Copies again what a link shares with a backup that was spoilt since it was made. True when anything was. */
function replaceSpoilt(data, folder, entries, previous) {
  const known = new Map(readList(previous).entries.map(({ name, sha256 }) => [name, sha256]));
  const spoilt = entries.filter(({ name, sha256 }) => {
    return name.startsWith(`${FILES}/`) && known.has(name) && known.get(name) !== sha256;
  });
  for (const { name } of spoilt) {
    rmSync(path.join(folder, name));
    copyFileSync(path.join(data, name), path.join(folder, name));
  }
  return spoilt.length > 0;
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
  for (const name of finishedBackups(to).slice(0, -keep)) {
    rmSync(path.join(to, name), { recursive: true });
    say(`  dropped ${name}`);
  }
}

function dropAbandoned(to) {
  for (const name of readdirSync(to).filter((entry) => entry.startsWith("naturalcad-") && entry.endsWith(".part"))) {
    const folder = path.join(to, name);
    if (Date.now() - statSync(folder).mtimeMs > ABANDONED_AFTER_MS) rmSync(folder, { recursive: true, force: true });
  }
}
