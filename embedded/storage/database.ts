/**
 * The SQLite file: its tables, its settings and the lock that keeps a second process out. Rows and transactions are
 * in `documents.ts`; this file knows nothing of Convex's tables.
 *
 * WAL with synchronous=NORMAL: SQLite itself flushes its log only before it moves it. `durability.ts` flushes it after
 * every commit, beside the work of the next one, and only then are commits told of.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SetupError } from "../protocol/errors.ts";

export type Sql = DatabaseSync;

const LAYOUT_VERSION = 1;
/** What is checked at every start: half a second. */
const LARGE_BYTES = 160 * 1024 * 1024;
const LAYOUT = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE tables (number INTEGER PRIMARY KEY, component TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (component, name));
  CREATE TABLE indexes (id INTEGER PRIMARY KEY, table_number INTEGER NOT NULL, name TEXT NOT NULL, fields TEXT NOT NULL,
    UNIQUE (table_number, name));
  CREATE TABLE documents (row INTEGER PRIMARY KEY, table_number INTEGER NOT NULL, id_key BLOB NOT NULL, json TEXT NOT NULL,
    UNIQUE (table_number, id_key));
  CREATE TABLE index_rows (index_id INTEGER NOT NULL, key BLOB NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (index_id, key))
    WITHOUT ROWID;
  CREATE TABLE files (uuid TEXT PRIMARY KEY, storage_id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
  CREATE TABLE requests (session TEXT NOT NULL, request INTEGER NOT NULL, at_ms INTEGER NOT NULL, response TEXT NOT NULL,
    PRIMARY KEY (session, request)) WITHOUT ROWID;
`;

/**
 * Opens (or makes) the database of a data folder and locks it until `close`.
 * @throws SetupError "data/in_use" when another process holds it, "data/newer" when a later version wrote it,
 * "data/damaged" when its pages do not fit together.
 */
export function openDatabase(folder: string): { sql: Sql; file: string; close: () => void } {
  mkdirSync(folder, { recursive: true });
  const { unlock, endedWell } = lock(folder);
  try {
    const file = join(folder, "convex.sqlite3");
    const sql = new DatabaseSync(file);
    sql.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;");
    sql.exec("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;");
    createLayout(sql, folder);
    checkIntegrity(sql, file, endedWell);
    const close = (): void => {
      sql.close();
      unlock();
    };
    return { sql, file, close };
  } catch (error) {
    unlock();
    throw isDamage(error) ? damaged(folder, String(error)) : error;
  }
}

/** Reads the pages of the database, which takes 3 ms a MiB. @throws SetupError "data/damaged". */
function checkIntegrity(sql: Sql, file: string, endedWell: boolean): void {
  // A large file that was closed as it should be is believed: a start must not take minutes.
  if (endedWell && statSync(file).size > LARGE_BYTES) return;
  const [row] = sql.prepare("PRAGMA quick_check(1)").all() as { quick_check: string }[];
  if (row !== undefined && row.quick_check !== "ok") throw damaged(dirname(file), row.quick_check);
}

function damaged(folder: string, what: string): SetupError {
  return new SetupError(
    "data/damaged",
    `The database in ${folder} is damaged (${what}). Nothing was changed. Restore a backup, or move the folder away to start empty.`,
  );
}

function isDamage(error: unknown): boolean {
  return /malformed|not a database/.test(String(error));
}

/** A second file holds the lock, since threads of this process open the database itself more than once. */
function lock(folder: string): { unlock: () => void; endedWell: boolean } {
  const ownerFile = join(folder, "owner.pid");
  const endedWell = !existsSync(ownerFile);
  const held = new DatabaseSync(join(folder, "lock.sqlite3"));
  try {
    // The kernel drops this lock when the process dies, however it dies; the pid file only puts a name to it.
    held.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
  } catch (error) {
    held.close();
    if (!String(error).includes("locked")) throw error;
    throw new SetupError(
      "data/in_use",
      `The data folder ${folder} is in use by process ${readOwner(ownerFile)}. Stop that process or pass another --data folder.`,
    );
  }
  writeFileSync(ownerFile, String(process.pid));
  const unlock = (): void => {
    held.close();
    rmSync(ownerFile, { force: true });
  };
  return { unlock, endedWell };
}

function createLayout(sql: Sql, folder: string): void {
  const { user_version: version } = sql.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version === LAYOUT_VERSION) return;
  if (version > LAYOUT_VERSION) {
    throw new SetupError(
      "data/newer",
      `The data folder ${folder} has layout ${version}; this version reads up to ${LAYOUT_VERSION}. Update, or pass another --data folder.`,
    );
  }
  sql.exec(`BEGIN; ${LAYOUT} PRAGMA user_version = ${LAYOUT_VERSION}; COMMIT;`);
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "unknown";
  }
}
