/**
 * Documents and index rows in SQLite. Reads see the writes of the open transaction; nested transactions are
 * savepoints. Everything is synchronous: whoever holds the thread holds the database, so a function sees one
 * snapshot from its first read to its last.
 */
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import type { JsonObject } from "../protocol/json.ts";
import { reach } from "../protocol/faultPoints.ts";
import { Catalog } from "./catalog.ts";
import type { IndexInfo, TableInfo } from "./catalog.ts";
import type { Sql } from "./database.ts";
import { encodeValue, indexKey } from "./keys.ts";
import type { KeyRange, TouchedKey } from "./ranges.ts";

export type IndexedDocument = { key: Uint8Array; json: string };
type Savepoint = Record<"open" | "release" | "undo", StatementSync>;
type StoredDocument = { row: number; json: string };

export class Documents {
  readonly sql: Sql;
  readonly catalog: Catalog;
  /** What the open transaction has touched so far, in order. */
  touched: TouchedKey[] = [];
  #depth = 0;
  readonly #savepoints: Savepoint[] = [];
  readonly #statements;
  #stored: Documents | null = null;

  constructor(sql: Sql, catalog = new Catalog(sql)) {
    this.sql = sql;
    this.catalog = catalog;
    const scan = (order: "ASC" | "DESC") =>
      sql.prepare(
        `SELECT i.key AS key, d.json AS json FROM index_rows i JOIN documents d ON d.row = i.row
         WHERE i.index_id = ? AND i.key >= ? AND i.key < ? ORDER BY i.key ${order} LIMIT ?`,
      );
    const scanIds = (order: "ASC" | "DESC") =>
      sql.prepare(
        `SELECT id_key AS key, json FROM documents
         WHERE table_number = ? AND id_key >= ? AND id_key < ? ORDER BY id_key ${order} LIMIT ?`,
      );
    this.#statements = {
      get: sql.prepare("SELECT row, json FROM documents WHERE table_number = ? AND id_key = ?"),
      insert: sql.prepare("INSERT INTO documents (table_number, id_key, json) VALUES (?, ?, ?)"),
      update: sql.prepare("UPDATE documents SET json = ? WHERE table_number = ? AND id_key = ? RETURNING row"),
      remove: sql.prepare("DELETE FROM documents WHERE row = ?"),
      insertKey: sql.prepare("INSERT INTO index_rows VALUES (?, ?, ?)"),
      removeKey: sql.prepare("DELETE FROM index_rows WHERE index_id = ? AND key = ?"),
      scan: { asc: scan("ASC"), desc: scan("DESC") },
      scanIds: { asc: scanIds("ASC"), desc: scanIds("DESC") },
      getMeta: sql.prepare("SELECT value FROM meta WHERE key = ?"),
      setMeta: sql.prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
      begin: sql.prepare("BEGIN IMMEDIATE"),
      commit: sql.prepare("COMMIT"),
      rollback: sql.prepare("ROLLBACK"),
      count: sql.prepare("SELECT count(*) AS count FROM documents WHERE table_number = ?"),
    };
  }

  /**
   * The documents as the last commit left them, to read only: nothing of the open transaction is in them. A second
   * connection, made when somebody first asks.
   */
  get stored(): Documents {
    return (this.#stored ??= new Documents(new DatabaseSync(this.sql.location()!, { readOnly: true }), this.catalog));
  }

  /** Closes the connection of `stored`; the one that was given stays its giver's. */
  close(): void {
    this.#stored?.sql.close();
    this.#stored = null;
  }

  get isInTransaction(): boolean {
    return this.#depth > 0;
  }

  /**
   * Runs `work` in a transaction, nested in the open one if there is one. A throw undoes all of it and goes on to
   * the caller. Not for asynchronous work.
   */
  transaction<T>(work: () => T): T {
    const depth = this.#depth;
    const mark = this.touched.length;
    if (depth === 0) this.#statements.begin.run();
    else this.#savepoint(depth).open.run();
    this.#depth++;
    try {
      const result = work();
      if (depth === 0) {
        if (this.catalog.hasUnsaved) this.catalog.save();
        reach("stored");
        this.#statements.commit.run();
      } else {
        this.#savepoint(depth).release.run();
      }
      this.#depth = depth;
      return result;
    } catch (error) {
      this.#depth = depth;
      this.touched.length = mark;
      if (depth === 0) this.#statements.rollback.run();
      else {
        this.#savepoint(depth).undo.run();
        this.#savepoint(depth).release.run();
      }
      throw error;
    }
  }

  /** Undoes the open transaction after the code that held it was killed. */
  abandonTransaction(): void {
    if (this.#depth === 0) return;
    this.#depth = 0;
    this.touched = [];
    this.#statements.rollback.run();
  }

  /** Hands over what has been touched since the last call. */
  takeTouched(): TouchedKey[] {
    const touched = this.touched;
    this.touched = [];
    return touched;
  }

  get(table: TableInfo, id: string): string | null {
    return this.#find(table, encodeValue(id))?.json ?? null;
  }

  count(table: TableInfo): number {
    return (this.#statements.count.get(table.number) as { count: number }).count;
  }

  /** At most `limit` documents of a range of an index, in key order or its reverse. */
  scan(table: TableInfo, index: IndexInfo, range: KeyRange, order: "asc" | "desc", limit: number): IndexedDocument[] {
    const rows =
      index === table.byId
        ? this.#statements.scanIds[order].all(table.number, range.low, range.high, limit)
        : this.#statements.scan[order].all(index.id, range.low, range.high, limit);
    return rows as IndexedDocument[];
  }

  insert(table: TableInfo, document: JsonObject): void {
    const idKey = encodeValue(document._id);
    const { lastInsertRowid } = this.#statements.insert.run(table.number, idKey, JSON.stringify(document));
    this.touched.push({ indexId: table.byId.id, key: idKey });
    for (const index of table.stored)
      this.#insertKey(index, indexKey(keyFields(index), document), Number(lastInsertRowid));
  }

  /** Puts `next` in the place of `previous`, which must be the stored document with the same id. */
  update(table: TableInfo, previous: JsonObject, next: JsonObject): void {
    const idKey = encodeValue(previous._id);
    const stored = this.#statements.update.get(JSON.stringify(next), table.number, idKey) as
      { row: number } | undefined;
    if (stored === undefined) throw new Error(`Document ${String(previous._id)} is not stored`);
    this.touched.push({ indexId: table.byId.id, key: idKey });
    for (const index of table.stored) {
      const fields = keyFields(index);
      const before = indexKey(fields, previous);
      const after = hasSameFields(fields, previous, next) ? before : indexKey(fields, next);
      if (after === before || Buffer.compare(before, after) === 0) {
        // The key stays, but whoever read the range has read the old document.
        this.touched.push({ indexId: index.id, key: before });
        continue;
      }
      this.#removeKey(index, before);
      this.#insertKey(index, after, stored.row);
    }
  }

  remove(table: TableInfo, document: JsonObject): void {
    const idKey = encodeValue(document._id);
    const stored = this.#find(table, idKey);
    if (stored === undefined) throw new Error(`Document ${String(document._id)} is not stored`);
    this.#statements.remove.run(stored.row);
    this.touched.push({ indexId: table.byId.id, key: idKey });
    for (const index of table.stored) this.#removeKey(index, indexKey(keyFields(index), document));
  }

  /** Fills an index that was added to a table with rows. */
  backfill(table: TableInfo, index: IndexInfo): void {
    for (const stored of this.#all(table)) {
      const document = JSON.parse(stored.json) as JsonObject;
      this.#statements.insertKey.run(index.id, indexKey(keyFields(index), document), stored.row);
    }
  }

  /** Every document of a table; the table must not be written while it is read. */
  *every(table: TableInfo): Generator<JsonObject> {
    for (const stored of this.#all(table)) yield JSON.parse(stored.json) as JsonObject;
  }

  getMeta(key: string): string | null {
    return (this.#statements.getMeta.get(key) as { value: string } | undefined)?.value ?? null;
  }

  setMeta(key: string, value: string): void {
    this.#statements.setMeta.run(key, value);
  }

  /** Statements by depth, prepared once: parsing them anew took as long as a write. */
  #savepoint(depth: number): Savepoint {
    return (this.#savepoints[depth] ??= {
      open: this.sql.prepare(`SAVEPOINT s${depth}`),
      release: this.sql.prepare(`RELEASE s${depth}`),
      undo: this.sql.prepare(`ROLLBACK TO s${depth}`),
    });
  }

  #all(table: TableInfo): Iterable<StoredDocument> {
    const select = this.sql.prepare("SELECT row, json FROM documents WHERE table_number = ?");
    return select.iterate(table.number) as Iterable<StoredDocument>;
  }

  #find(table: TableInfo, idKey: Uint8Array): StoredDocument | undefined {
    return this.#statements.get.get(table.number, idKey) as StoredDocument | undefined;
  }

  #insertKey(index: IndexInfo, key: Uint8Array, row: number): void {
    this.#statements.insertKey.run(index.id, key, row);
    this.touched.push({ indexId: index.id, key });
  }

  #removeKey(index: IndexInfo, key: Uint8Array): void {
    this.#statements.removeKey.run(index.id, key);
    this.touched.push({ indexId: index.id, key });
  }
}

/** Whether two documents surely have the same key: top-level fields that are the same value; others are encoded to know. */
function hasSameFields(fields: readonly string[], left: JsonObject, right: JsonObject): boolean {
  return fields.every((field) => !field.includes(".") && Object.is(left[field], right[field]));
}

const keyFieldsOf = new WeakMap<IndexInfo, string[]>();

/** The fields of an index with the tie-breakers that make its keys unique. */
export function keyFields(index: IndexInfo): string[] {
  let fields = keyFieldsOf.get(index);
  if (fields === undefined) {
    fields = [...index.fields];
    for (const tieBreaker of ["_creationTime", "_id"]) if (!fields.includes(tieBreaker)) fields.push(tieBreaker);
    keyFieldsOf.set(index, fields);
  }
  return fields;
}
