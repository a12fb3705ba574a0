/**
 * What one call tree reads and writes: document operations with Convex's checks and texts, the read set, and the
 * limits of a single function call (SPEC L1–L3). It stores nothing itself; `Documents` does.
 */
import { FunctionError } from "../protocol/errors.ts";
import { newId, tableNumberOf } from "../protocol/ids.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { isPlainObject } from "../protocol/json.ts";
import type { IndexInfo, TableInfo } from "./catalog.ts";
import type { Documents, IndexedDocument } from "./documents.ts";
import { encodeValue, nextKey, pastPrefix } from "./keys.ts";
import { checkDocument } from "./documentChecks.ts";
import type { KeyRange } from "./ranges.ts";
import { ReadSet } from "./ranges.ts";

export const LIMITS = {
  bytesRead: 16 * 1024 * 1024,
  bytesWritten: 16 * 1024 * 1024,
  databaseQueries: 4096,
  documentsRead: 32_000,
  documentsWritten: 16_000,
  functionsScheduled: 1000,
  scheduledFunctionArgsBytes: 16 * 1024 * 1024,
};
export type Usage = Record<keyof typeof LIMITS, number>;

/** Says what is wrong with a document of a table, or null. */
export type SchemaCheck = (table: TableInfo, document: JsonObject) => string | null;

export type TransactionOptions = {
  documents: Documents;
  canWrite: boolean;
  nextCreationTimeMs: () => number;
  schemaCheck: SchemaCheck;
};

export class Transaction {
  readonly documents: Documents;
  readonly canWrite: boolean;
  readonly reads = new ReadSet();
  readonly usage: Usage = {
    bytesRead: 0,
    bytesWritten: 0,
    databaseQueries: 0,
    documentsRead: 0,
    documentsWritten: 0,
    functionsScheduled: 0,
    scheduledFunctionArgsBytes: 0,
  };
  /** Counts writes, so that an open range notices that its prefetched rows are old. */
  writeCount = 0;
  /** Documents whose `v.commitTs()` fields wait for the commit. */
  readonly withCommitTs = new Map<string, TableInfo>();
  readonly #options: TransactionOptions;

  constructor(options: TransactionOptions) {
    this.documents = options.documents;
    this.canWrite = options.canWrite;
    this.#options = options;
  }

  get(table: TableInfo, id: string): string | null {
    this.reads.addPoint(table.byId.id, encodeValue(id));
    this.charge("databaseQueries", 1);
    const json = this.documents.get(table, id);
    if (json !== null) this.#chargeRead(json);
    return json;
  }

  count(table: TableInfo): number {
    this.reads.add(table.byCreationTime.id, { low: new Uint8Array(0), high: pastPrefix(new Uint8Array(0)) });
    this.charge("databaseQueries", 1);
    return this.documents.count(table);
  }

  open(table: TableInfo, index: IndexInfo, range: KeyRange, order: "asc" | "desc", sizeHint: number): RangeReader {
    this.charge("databaseQueries", 1);
    return new RangeReader(this, table, index, range, order, sizeHint);
  }

  /** @throws FunctionError for a document that the schema or Convex's limits refuse. */
  insert(table: TableInfo, fields: JsonObject): string {
    const id = newId(table.number);
    const document = { ...fields, _creationTime: this.#options.nextCreationTimeMs(), _id: id };
    this.#checkFields(table, document, fields, "insert");
    this.documents.insert(table, document);
    this.#wrote(table, id, document);
    return id;
  }

  patch(table: TableInfo, id: string, changes: Json): void {
    if (!isPlainObject(changes))
      throw new FunctionError("Invalid argument `value` for `db.patch`: Value must be an Object");
    const previous = this.#mustGet(table, id, "Update on nonexistent document ID");
    const next: JsonObject = { ...previous };
    for (const [name, value] of Object.entries(changes)) {
      if (isUndefinedMark(value)) delete next[name];
      else next[name] = value;
    }
    this.#overwrite(table, previous, next, "patch");
  }

  replace(table: TableInfo, id: string, fields: Json): void {
    if (!isPlainObject(fields))
      throw new FunctionError("Invalid argument `value` for `db.replace`: Value must be an Object");
    const previous = this.#mustGet(table, id, "Replace on nonexistent document ID");
    const next = { ...fields, _creationTime: fields._creationTime ?? previous._creationTime!, _id: fields._id ?? id };
    this.#overwrite(table, previous, next, "replace");
  }

  remove(table: TableInfo, id: string): void {
    const previous = this.#mustGet(table, id, "Delete on nonexistent document ID");
    this.documents.remove(table, previous);
    this.withCommitTs.delete(id);
    this.#wrote(table, id, null);
  }

  /** Puts the timestamp of the commit where documents asked for it. */
  resolveCommitTs(commitTs: Json): void {
    for (const [id, table] of this.withCommitTs) {
      const json = this.documents.get(table, id);
      if (json === null) continue;
      const previous = JSON.parse(json) as JsonObject;
      this.documents.update(table, previous, replaceCommitTs(previous, commitTs) as JsonObject);
    }
    this.withCommitTs.clear();
  }

  /** Adds to a counter. @throws FunctionError past its limit. */
  charge(what: keyof Usage, amount: number): void {
    this.usage[what] += amount;
    if (this.usage[what] > LIMITS[what]) throw new FunctionError(limitText(what));
  }

  chargeScanned(document: IndexedDocument): void {
    this.#chargeRead(document.json);
  }

  #chargeRead(json: string): void {
    this.charge("documentsRead", 1);
    this.charge("bytesRead", json.length);
  }

  #mustGet(table: TableInfo, id: string, complaint: string): JsonObject {
    this.#mustWrite();
    const json = this.get(table, id);
    if (json === null) throw new FunctionError(`${complaint} ${id}`);
    return JSON.parse(json) as JsonObject;
  }

  #overwrite(table: TableInfo, previous: JsonObject, next: JsonObject, method: "patch" | "replace"): void {
    if (next._id !== previous._id) {
      throw new FunctionError(
        `Invalid argument \`value\` for \`db.${method}\`: Provided \`_id\` field value "${String(next._id)}" does not match the document ID "${String(previous._id)}"`,
      );
    }
    if (next._creationTime !== previous._creationTime) {
      throw new FunctionError(
        `Invalid argument \`value\` for \`db.${method}\`: Provided \`_creationTime\` field value ${String(next._creationTime)} does not match the document's creation time ${String(previous._creationTime)}`,
      );
    }
    this.#checkFields(table, next, next, method);
    this.documents.update(table, previous, next);
    this.#wrote(table, previous._id as string, next);
  }

  #checkFields(table: TableInfo, document: JsonObject, given: JsonObject, method: string): void {
    this.#mustWrite();
    checkDocument(given, method);
    const complaint = this.#options.schemaCheck(table, document);
    if (complaint !== null) throw new FunctionError(complaint);
  }

  #mustWrite(): void {
    if (!this.canWrite) throw new FunctionError("Queries cannot write to the database. Use a mutation.");
  }

  #wrote(table: TableInfo, id: string, document: JsonObject | null): void {
    this.writeCount++;
    this.charge("documentsWritten", 1);
    if (document === null) return;
    const json = JSON.stringify(document);
    this.charge("bytesWritten", json.length);
    if (json.includes('{"$commitTs":null}')) this.withCommitTs.set(id, table);
  }
}

/**
 * Walks a range in batches and keeps the read set to what was really looked at: a query that stops after 20 rows
 * depends on these 20 and the gaps between them, not on the rest of the range.
 */
export class RangeReader {
  readonly #transaction: Transaction;
  readonly #table: TableInfo;
  readonly #index: IndexInfo;
  readonly #order: "asc" | "desc";
  /** What is left to read. */
  readonly #rest: KeyRange;
  /** What has been read; part of the read set, grown in place. */
  readonly #seen: KeyRange;
  #batch: IndexedDocument[] = [];
  #position = 0;
  #batchSize: number;
  #isLastBatch = false;
  #writeCount: number;

  constructor(
    transaction: Transaction,
    table: TableInfo,
    index: IndexInfo,
    range: KeyRange,
    order: "asc" | "desc",
    sizeHint: number,
  ) {
    this.#transaction = transaction;
    this.#table = table;
    this.#index = index;
    this.#order = order;
    this.#rest = { ...range };
    this.#seen = order === "asc" ? { low: range.low, high: range.low } : { low: range.high, high: range.high };
    this.#batchSize = Math.max(1, Math.min(sizeHint, 256));
    this.#writeCount = transaction.writeCount;
    transaction.reads.add(index.id, this.#seen);
  }

  /** The next document, or null at the end of the range. @throws FunctionError past a read limit. */
  next(): IndexedDocument | null {
    if (this.#writeCount !== this.#transaction.writeCount) this.#dropBatch();
    if (this.#position === this.#batch.length) {
      if (!this.#isLastBatch) this.#fetch();
      if (this.#batch.length === 0) {
        if (this.#order === "asc") this.#seen.high = this.#rest.high;
        else this.#seen.low = this.#rest.low;
        return null;
      }
    }
    const document = this.#batch[this.#position++] as IndexedDocument;
    this.#moveTo(document.key);
    this.#transaction.chargeScanned(document);
    return document;
  }

  #fetch(): void {
    this.#batch = this.#transaction.documents.scan(this.#table, this.#index, this.#rest, this.#order, this.#batchSize);
    this.#position = 0;
    this.#isLastBatch = this.#batch.length < this.#batchSize;
    this.#batchSize = Math.min(this.#batchSize * 4, 512);
    if (this.#batch.length === 0) this.#isLastBatch = true;
  }

  #dropBatch(): void {
    this.#writeCount = this.#transaction.writeCount;
    this.#batch = [];
    this.#position = 0;
    this.#isLastBatch = false;
  }

  #moveTo(key: Uint8Array): void {
    if (this.#order === "asc") {
      this.#rest.low = nextKey(key);
      this.#seen.high = this.#rest.low;
    } else {
      this.#rest.high = key;
      this.#seen.low = key;
    }
    if (this.#position === this.#batch.length) {
      this.#batch = [];
      this.#position = 0;
    }
  }
}

/** The table that an id belongs to. @throws FunctionError for text that is no id. */
export function tableOfId(documents: Documents, id: Json, method: string): TableInfo {
  const tableNumber = typeof id === "string" ? tableNumberOf(id) : null;
  const table = tableNumber === null ? undefined : documents.catalog.byNumber(tableNumber);
  if (table !== undefined) return table;
  const reason =
    tableNumber === null ? `Unable to decode ID: "${String(id)}" is no ID` : `ID "${String(id)}" is from no table`;
  throw new FunctionError(`Invalid argument \`id\` for \`db.${method}\`: ${reason}`);
}

function isUndefinedMark(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "$undefined" in value;
}

function replaceCommitTs(value: Json, commitTs: Json): Json {
  if (Array.isArray(value)) return value.map((item) => replaceCommitTs(item, commitTs));
  if (typeof value !== "object" || value === null) return value;
  if ("$commitTs" in value) return commitTs;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, replaceCommitTs(field, commitTs)]));
}

function limitText(what: keyof Usage): string {
  const learn =
    "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expressions.";
  switch (what) {
    case "documentsRead":
      return `Too many documents read in a single function execution (limit: ${LIMITS[what]}). ${learn}`;
    case "bytesRead":
      return `Too many bytes read in a single function execution (limit: ${LIMITS[what]} bytes). ${learn}`;
    case "databaseQueries":
      return `Too many reads in a single function execution (limit: ${LIMITS[what]}). ${learn}`;
    case "documentsWritten":
      return `Too many writes in a single function execution (limit: ${LIMITS[what]})`;
    case "bytesWritten":
      return `Too many bytes written in a single function execution (limit: ${LIMITS[what]} bytes)`;
    case "functionsScheduled":
      return `Too many functions scheduled by this mutation (limit: ${LIMITS[what]})`;
    case "scheduledFunctionArgsBytes":
      return `Too large total size of the arguments of scheduled functions from this mutation (limit: ${LIMITS[what]} bytes)`;
  }
}
