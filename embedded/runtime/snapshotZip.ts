/**
 * Snapshots as Convex writes them: a ZIP with `<table>/documents.jsonl` for every table, `_tables/documents.jsonl` with
 * their names and numbers, `_storage/` with the files, and the same again below `_components/<name>/`. Values that JSON
 * lacks keep Convex's `$` encodings.
 */
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { Unzip, UnzipInflate, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { JsonObject } from "../protocol/json.ts";

const CHUNK = 512;
const README = `# Snapshot of a Convex deployment

Each folder is a table; \`documents.jsonl\` holds a document a line. \`_tables\` names the tables and their numbers, which are
part of every ID. \`_storage\` holds stored files, if they were asked for. Import it with \`npx convex import\`.
`;
const EXTENSIONS: Record<string, string> = {
  "application/json": ".json",
  "application/pdf": ".pdf",
  "application/zip": ".zip",
  "image/gif": ".gif",
  "image/jpeg": ".jpeg",
  "image/png": ".png",
  "image/svg+xml": ".svg",
  "image/webp": ".webp",
  "text/csv": ".csv",
  "text/plain": ".txt",
};

/** `_components/workpool/_components/batchWorker/` for a nested instance, "" for the app. */
function folderOf(component: string): string {
  return component === ""
    ? ""
    : component
        .split("/")
        .map((name) => `_components/${name}/`)
        .join("");
}

/**
 * Writes the ZIP from a copy of the database, so that everyone goes on meanwhile.
 * @param copy a database file that nobody writes any more
 * @param fileOf where the bytes of a stored file lie; null leaves files out
 */
export async function writeSnapshot(
  copy: string,
  target: string,
  fileOf: ((uuid: string) => string) | null,
): Promise<void> {
  const sql = new DatabaseSync(copy, { readOnly: true });
  const out = createWriteStream(target);
  try {
    await zipTo(out, async (add) => {
      await add("README.md", [Buffer.from(README)]);
      const tables = sql.prepare("SELECT number, component, name FROM tables ORDER BY number").all() as {
        number: number;
        component: string;
        name: string;
      }[];
      const uuids = new Map(
        (sql.prepare("SELECT uuid, storage_id FROM files").all() as { uuid: string; storage_id: string }[]).map(
          (row) => [row.storage_id, row.uuid],
        ),
      );
      for (const component of [...new Set(tables.map((table) => table.component))].sort()) {
        const folder = folderOf(component);
        const own = tables.filter((table) => table.component === component && !table.name.startsWith("_"));
        const storage = tables.find((table) => table.component === component && table.name === "_storage");
        const names = [...own, ...(storage === undefined ? [] : [storage])].map(
          ({ name, number }) => `${JSON.stringify({ name, id: number })}\n`,
        );
        await add(`${folder}_tables/documents.jsonl`, [Buffer.from(names.join(""))]);
        for (const { name, number } of own) await add(`${folder}${name}/documents.jsonl`, lines(sql, number));
        if (fileOf === null || storage === undefined) continue;
        await add(`${folder}_storage/documents.jsonl`, lines(sql, storage.number));
        for (const document of documents(sql, storage.number)) {
          const id = String(document._id);
          const uuid = uuids.get(id);
          if (uuid === undefined) continue;
          const extension =
            EXTENSIONS[
              String(document.contentType ?? "")
                .split(";")[0]!
                .trim()
            ] ?? "";
          await add(`${folder}_storage/${id}${extension}`, createReadStream(fileOf(uuid)), true);
        }
      }
    });
  } finally {
    sql.close();
    out.end();
  }
  await once(out, "close");
}

/** Documents in order of creation. */
function* documents(sql: DatabaseSync, table: number): Generator<JsonObject> {
  const select = sql.prepare("SELECT json FROM documents WHERE table_number = ? ORDER BY row");
  for (const { json } of select.iterate(table) as Iterable<{ json: string }>) yield JSON.parse(json) as JsonObject;
}

function* lines(sql: DatabaseSync, table: number): Generator<Buffer> {
  const select = sql.prepare("SELECT json FROM documents WHERE table_number = ? ORDER BY row");
  let batch: string[] = [];
  for (const { json } of select.iterate(table) as Iterable<{ json: string }>) {
    if (batch.push(json) < CHUNK) continue;
    yield Buffer.from(`${batch.join("\n")}\n`);
    batch = [];
  }
  if (batch.length > 0) yield Buffer.from(`${batch.join("\n")}\n`);
}

type Add = (
  name: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  isStored?: boolean,
) => Promise<void>;

/** Writes entries one after the other, never faster than the disk takes them. */
async function zipTo(out: NodeJS.WritableStream, work: (add: Add) => Promise<void>): Promise<void> {
  let failure: Error | null = null;
  let isFull = false;
  const zip = new Zip((error, chunk) => {
    if (error !== null) failure = error;
    else if (!out.write(chunk)) isFull = true;
  });
  await work(async (name, chunks, isStored = false) => {
    const entry = isStored ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for await (const chunk of chunks) {
      entry.push(chunk);
      if (failure !== null) throw failure;
      if (isFull) await once(out, "drain");
      isFull = false;
    }
    entry.push(new Uint8Array(0), true);
  });
  zip.end();
  if (failure !== null) throw failure;
}

export type SnapshotEntry = { component: string; table: string; name: string; bytes: Uint8Array };

/**
 * The entries of a snapshot ZIP by component and table.
 * @throws Error for a file that is no ZIP, or that grows past `maxBytes` when it is unpacked
 */
export function readSnapshot(file: string, maxBytes: number): SnapshotEntry[] {
  const entries: SnapshotEntry[] = [];
  let total = 0;
  let failure: Error | null = null;
  const unzip = new Unzip((entry) => {
    const place = placeOf(entry.name);
    if (place === null) return;
    const chunks: Uint8Array[] = [];
    entry.ondata = (error, chunk, isLast) => {
      if (error !== null) failure = error;
      total += chunk?.length ?? 0;
      if (total > maxBytes) {
        failure = new Error(`The snapshot holds more than ${Math.round(maxBytes / 1e6)} MB when it is unpacked.`);
        entry.terminate();
        return;
      }
      if (chunk !== undefined) chunks.push(chunk);
      if (isLast) entries.push({ ...place, bytes: Buffer.concat(chunks) });
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const bytes = readFileSync(file);
  if (bytes.length < 4 || bytes.readUInt32LE(0) !== 0x04034b50) throw new Error("The file is not a ZIP archive.");
  unzip.push(bytes, true);
  if (failure !== null) throw failure;
  return entries;
}

function placeOf(path: string): Omit<SnapshotEntry, "bytes"> | null {
  const parts = path.split("/");
  const names: string[] = [];
  while (parts[0] === "_components" && parts.length > 2) names.push(parts.splice(0, 2)[1]!);
  const [table, name] = parts;
  if (parts.length !== 2 || table === undefined || name === undefined || name === "") return null;
  return { component: names.join("/"), table, name };
}
