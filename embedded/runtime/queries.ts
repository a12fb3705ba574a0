/** Serialized queries (`ctx.db.query(...)`) turned into walks over index ranges: streams and pages. */
import { createHash } from "node:crypto";
import { FunctionError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { IndexInfo, TableInfo } from "../storage/catalog.ts";
import { keyFields } from "../storage/documents.ts";
import { concatKeys, encodeValue, nextKey, pastPrefix } from "../storage/keys.ts";
import type { KeyRange } from "../storage/ranges.ts";
import type { Transaction } from "../storage/transaction.ts";
import { matches } from "./filters.ts";
import type { TableSchemas } from "./schema.ts";
import { runSearch } from "./search.ts";

type RangeExpression = { type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte"; fieldPath: string; value: Json };
export type SearchFilterJson = { type: "Search" | "Eq"; fieldPath: string; value: Json };
type Source =
  | { type: "FullTableScan"; tableName: string; order: "asc" | "desc" | null }
  | { type: "IndexRange"; indexName: string; range: RangeExpression[]; order: "asc" | "desc" | null }
  | { type: "Search"; indexName: string; filters: SearchFilterJson[] };
export type QueryJson = { source: Source; operators: ({ filter: Json } | { limit: number })[] };

/** Where queries of one function run. */
export type QueryContext = { transaction: Transaction; component: string; schemas: TableSchemas };

type Plan = { table: TableInfo; index: IndexInfo; range: KeyRange; order: "asc" | "desc" };

/** Yields the JSON of one document after the other. */
export class QueryStream {
  readonly #source: () => string | null;
  readonly #operators: QueryJson["operators"];
  readonly #limitsLeft: number[];

  constructor(context: QueryContext, query: QueryJson) {
    this.#operators = query.operators;
    this.#limitsLeft = query.operators.map((operator) => ("limit" in operator ? operator.limit : Infinity));
    if (query.source.type === "Search") {
      const found = runSearch(context, query.source.indexName, query.source.filters);
      let position = 0;
      this.#source = () => found[position++] ?? null;
    } else {
      const { table, index, range, order } = plan(context, query.source);
      const reader = context.transaction.open(table, index, range, order, sizeHint(query));
      this.#source = () => reader.next()?.json ?? null;
    }
  }

  /** The next document as JSON text, null at the end. */
  next(): string | null {
    for (;;) {
      if (this.#limitsLeft.some((left) => left <= 0)) return null;
      const json = this.#source();
      if (json === null) return null;
      if (this.#passes(json)) return json;
    }
  }

  #passes(json: string): boolean {
    let document: JsonObject | null = null;
    for (let position = 0; position < this.#operators.length; position++) {
      const operator = this.#operators[position]!;
      if ("filter" in operator) {
        document ??= JSON.parse(json) as JsonObject;
        if (!matches(operator.filter, document)) return false;
      } else {
        this.#limitsLeft[position]!--;
      }
    }
    return true;
  }
}

export type PageRequest = {
  query: QueryJson;
  cursor: string | null;
  endCursor: string | null;
  pageSize: number;
  maximumRowsRead?: number | null;
  maximumBytesRead?: number | null;
};
export type Page = {
  page: string[];
  isDone: boolean;
  continueCursor: string;
  splitCursor: string | null;
  pageStatus: "SplitRecommended" | "SplitRequired" | null;
};

/** Past the last row of every query. */
const END = "end";
const DEFAULT_ROWS_READ = 16_384;
const DEFAULT_BYTES_READ = 8 * 1024 * 1024;
/** A page that read more than this share of its bound should be split before it fails. */
const SPLIT_SHARE = 0.75;

/** One page of a query. @throws FunctionError with Convex's data for a cursor of another query. */
export function readPage(context: QueryContext, request: PageRequest): Page {
  const { query } = request;
  if (query.source.type === "Search") return readSearchPage(context, request);
  const { table, index, range, order } = plan(context, query.source);
  const fingerprint = fingerprintOf(query);
  const start = request.cursor === null ? null : parseCursor(request.cursor, fingerprint);
  const end = request.endCursor === null ? null : parseCursor(request.endCursor, fingerprint);
  if (start === END)
    return { page: [], isDone: true, continueCursor: request.cursor!, splitCursor: null, pageStatus: null };

  const rest = { ...range };
  if (start !== null) Object.assign(rest, order === "asc" ? { low: nextKey(start) } : { high: start });
  if (end !== null && end !== END) Object.assign(rest, order === "asc" ? { high: nextKey(end) } : { low: end });

  const maximumRows = request.maximumRowsRead ?? DEFAULT_ROWS_READ;
  const maximumBytes = request.maximumBytesRead ?? DEFAULT_BYTES_READ;
  const hasFilter = query.operators.some((operator) => "filter" in operator);
  const reader = context.transaction.open(table, index, rest, order, hasFilter ? 64 : request.pageSize + 1);
  const page: string[] = [];
  const keys: Uint8Array[] = [];
  let bytesRead = 0;
  let last: Uint8Array | null = null;
  let isExhausted = false;
  // With an end cursor the page is whatever lies before it now, however much that has become.
  while (end !== null || page.length < request.pageSize) {
    if (end === null && (keys.length >= maximumRows || bytesRead >= maximumBytes)) break;
    const row = reader.next();
    if (row === null) {
      isExhausted = true;
      break;
    }
    last = row.key;
    keys.push(row.key);
    bytesRead += row.json.length;
    if (keepsRow(query, row.json)) page.push(row.json);
  }
  const isAtEnd = end === null ? isExhausted : end === END;
  const continueCursor = isAtEnd
    ? formatCursor(END, fingerprint)
    : end !== null
      ? request.endCursor!
      : last === null
        ? (request.cursor ?? formatCursor(order === "asc" ? range.low : range.high, fingerprint))
        : formatCursor(last, fingerprint);
  const splitAt = keys.length > 1 ? keys[Math.floor((keys.length - 1) / 2)] : undefined;
  const share = Math.max(keys.length / maximumRows, bytesRead / maximumBytes);
  const pageStatus = share >= 1 && end !== null ? "SplitRequired" : share > SPLIT_SHARE ? "SplitRecommended" : null;
  const splitCursor = splitAt === undefined ? null : formatCursor(splitAt, fingerprint);
  return { page, isDone: isAtEnd, continueCursor, splitCursor, pageStatus };
}

/** Search results have no keys to continue from: the cursor counts them. */
function readSearchPage(context: QueryContext, request: PageRequest): Page {
  const source = request.query.source as Extract<Source, { type: "Search" }>;
  const fingerprint = fingerprintOf(request.query);
  const found = runSearch(context, source.indexName, source.filters).filter((json) => keepsRow(request.query, json));
  const positionOf = (cursor: string): number => {
    const key = parseCursor(cursor, fingerprint);
    return key === END ? found.length : Buffer.from(key).readUInt32BE(0);
  };
  const start = request.cursor === null ? 0 : positionOf(request.cursor);
  const end =
    request.endCursor === null ? Math.min(found.length, start + request.pageSize) : positionOf(request.endCursor);
  const key = Buffer.alloc(4);
  key.writeUInt32BE(end);
  const isDone = end >= found.length;
  const continueCursor = formatCursor(isDone ? END : key, fingerprint);
  return { page: found.slice(start, end), isDone, continueCursor, splitCursor: null, pageStatus: null };
}

function keepsRow(query: QueryJson, json: string): boolean {
  let document: JsonObject | null = null;
  for (const operator of query.operators) {
    if (!("filter" in operator)) throw new FunctionError("Cannot paginate a query that has a limit (`.take(n)`)");
    document ??= JSON.parse(json) as JsonObject;
    if (!matches(operator.filter, document)) return false;
  }
  return true;
}

/** The table of "table.index", created on first mention. @throws FunctionError for a table that cannot exist. */
export function tableNamed(context: QueryContext, name: string): TableInfo {
  if (!/^_?[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    throw new FunctionError(
      `Invalid table name "${name}": names are letters, digits and underscores, and start with a letter`,
    );
  }
  return context.transaction.documents.catalog.get(context.component, name);
}

function plan(context: QueryContext, source: Exclude<Source, { type: "Search" }>): Plan {
  const order = source.order ?? "asc";
  if (source.type === "FullTableScan") {
    const table = tableNamed(context, source.tableName);
    return { table, index: table.byCreationTime, range: rangeOf([], table.byCreationTime, ""), order };
  }
  const dot = source.indexName.indexOf(".");
  const table = tableNamed(context, source.indexName.slice(0, dot));
  const index = indexNamed(context, table, source.indexName.slice(dot + 1));
  return { table, index, range: rangeOf(source.range, index, source.indexName), order };
}

function indexNamed(context: QueryContext, table: TableInfo, name: string): IndexInfo {
  if (name === "by_id") return table.byId;
  if (name === "by_creation_time") return table.byCreationTime;
  if (context.schemas.isStaged(table, name)) {
    throw new FunctionError(`Index ${table.name}.${name} is staged and cannot be queried yet.`);
  }
  const index = table.name.startsWith("_") ? undefined : table.stored.find((candidate) => candidate.name === name);
  if (index === undefined) throw new FunctionError(`Index ${table.name}.${name} not found.`);
  return index;
}

function rangeOf(expressions: RangeExpression[], index: IndexInfo, name: string): KeyRange {
  const fields = keyFields(index);
  let prefix: Uint8Array = new Uint8Array(0);
  let position = 0;
  while (expressions[position]?.type === "Eq") {
    const { fieldPath, value } = expressions[position]!;
    mustBeField(fieldPath, fields[position], name);
    prefix = concatKeys(prefix, encodeValue(value));
    position++;
  }
  let low = prefix;
  let high = pastPrefix(prefix);
  const bounds = expressions.slice(position);
  let hasLow = false;
  let hasHigh = false;
  for (const { type, fieldPath, value } of bounds) {
    mustBeField(fieldPath, fields[position], name);
    const key = concatKeys(prefix, encodeValue(value));
    if ((type === "Gt" || type === "Gte") && !hasLow) {
      hasLow = true;
      low = type === "Gte" ? key : pastPrefix(key);
    } else if ((type === "Lt" || type === "Lte") && !hasHigh) {
      hasHigh = true;
      high = type === "Lt" ? key : pastPrefix(key);
    } else {
      throw new FunctionError(
        `Invalid index range on ${name}: an index range is equalities on the first fields, then at most one lower and one upper bound on the next field.`,
      );
    }
  }
  if (Buffer.compare(low, high) > 0) high = low;
  return { low, high };
}

function mustBeField(given: string, expected: string | undefined, name: string): void {
  if (given === expected) return;
  throw new FunctionError(
    `Tried to query index ${name} but the query didn't use the index fields in order. Expected field ${JSON.stringify(expected ?? "(none left)")}, got ${JSON.stringify(given)}. See https://docs.convex.dev/using/indexes.`,
  );
}

function sizeHint(query: QueryJson): number {
  let hint = 64;
  for (const operator of query.operators) {
    if ("filter" in operator) return 64;
    hint = Math.min(hint, Math.max(1, operator.limit));
  }
  return hint;
}

function fingerprintOf(query: QueryJson): string {
  return createHash("sha256").update(JSON.stringify(query)).digest("base64url").slice(0, 12);
}

function formatCursor(key: Uint8Array | typeof END, fingerprint: string): string {
  const body = key === END ? END : `k${Buffer.from(key).toString("base64url")}`;
  return `${body}.${fingerprint}`;
}

function parseCursor(cursor: string, fingerprint: string): Uint8Array | typeof END {
  const [body, from, ...rest] = cursor.split(".");
  if (body === undefined || from === undefined || rest.length > 0 || (body !== END && !body.startsWith("k"))) {
    throw invalidCursor("InvalidCursor: Failed to parse cursor");
  }
  if (from !== fingerprint) {
    throw invalidCursor(
      "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this cursor is from a different query.",
    );
  }
  return body === END ? END : new Uint8Array(Buffer.from(body.slice(1), "base64url"));
}

function invalidCursor(message: string): FunctionError {
  return new FunctionError(message, { isConvexSystemError: true, paginationError: "InvalidCursor" });
}
