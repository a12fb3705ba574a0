// A backup's folder: what lies in it, and how it is checked.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./messages.mjs";

export const DATABASE = "convex.sqlite3";
export const FILES = "files";
export const SECRETS = "secrets.json";
const LIST = "backup.json";
const LAYOUT = 1;
const PREFIX = "naturalcad-";

/** The folder of a backup that is made now: its name is its moment (UTC), so that names sort as times do. */
export function folderFor(to, moment) {
  const stamp = moment.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  return path.join(to, `${PREFIX}${stamp}`);
}

/** The names of the finished backups in a folder, oldest first. */
export function finishedBackups(to) {
  if (!existsSync(to)) return [];
  return readdirSync(to)
    .filter((name) => name.startsWith(PREFIX) && !name.endsWith(".part"))
    .sort();
}

/** What a finished backup says of itself: `madeAt`, and its entries with their checksums. */
export function readList(folder) {
  return JSON.parse(readFileSync(path.join(folder, LIST), "utf8"));
}

export function sha256OfFile(file) {
  return new Promise((resolve, reject) => {
    const hash = createHash("sha256");
    createReadStream(file)
      .on("data", (chunk) => hash.update(chunk))
      .on("error", reject)
      .on("end", () => resolve(hash.digest("hex")));
  });
}

/** Every file below a folder, as relative paths with /. */
export function filesBelow(folder, below = "") {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, name) : entry.isFile() ? [name] : [];
  });
}

/** Writes the list of what a finished backup holds; a folder without it is an unfinished one. */
export async function writeList(folder, about) {
  const entries = [];
  for (const name of filesBelow(folder).filter((below) => below !== LIST)) {
    const file = path.join(folder, name);
    entries.push({ name, bytes: statSync(file).size, sha256: await sha256OfFile(file) });
  }
  writeFileSync(path.join(folder, LIST), `${JSON.stringify({ layout: LAYOUT, ...about, entries }, null, 2)}\n`);
  return entries;
}

/**
 * Reads the list and compares every file with it.
 * @throws {SetupError} restore/no-backup, restore/newer, restore/damaged
 */
export async function checkBackup(folder) {
  const listFile = path.join(folder, LIST);
  if (!existsSync(listFile)) {
    throw new SetupError(
      "restore/no-backup",
      `${folder} is no finished backup: it has no ${LIST}.`,
      "Name a folder that npm run backup made.",
    );
  }
  const list = readList(folder);
  if (list.layout !== LAYOUT) {
    throw new SetupError(
      "restore/newer",
      `This backup has layout ${list.layout}; this version reads ${LAYOUT}.`,
      "Restore it with the version of NaturalCAD that made it, or a later one.",
    );
  }
  for (const { name, bytes, sha256 } of list.entries) {
    const file = path.join(folder, name);
    const isGood = existsSync(file) && statSync(file).size === bytes && (await sha256OfFile(file)) === sha256;
    if (!isGood) {
      throw new SetupError(
        "restore/damaged",
        `${name} of this backup is missing or differs from what was saved.`,
        "Nothing was written. Use another backup.",
      );
    }
  }
  return list;
}
