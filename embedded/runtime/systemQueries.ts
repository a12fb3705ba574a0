/**
 * The queries of Convex's own tools (`npx convex data`, `env`, `export`, `import`, `run`), by the names that they ask
 * for. The administrator's alone. They read through a transaction like any query, so they can be subscribed to.
 */
import { FunctionError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { Transaction } from "../storage/transaction.ts";
import type { PageRequest, QueryContext } from "./queries.ts";
import { readPage } from "./queries.ts";
import type { RegisteredFunction, Registry } from "./registry.ts";
import type { TableSchemas } from "./schema.ts";
import { EXPORTS, IMPORTS, VARIABLES } from "./systemTables.ts";

const PREFIX = "_system/";
const MAX_ROWS = 4_000;

export function isSystemQuery(address: string): boolean {
  return address.slice(address.indexOf(";") + 1).startsWith(PREFIX);
}

export type SystemServices = { transaction: Transaction; schemas: TableSchemas; registry: Registry; cloudUrl: string };

/** Answers with JSON text. @throws FunctionError for a name that is not served */
export function answerSystemQuery(services: SystemServices, address: string, args: Json): string {
  const semicolon = address.indexOf(";");
  const component = semicolon === -1 ? "" : address.slice(0, semicolon);
  const name = address.slice(semicolon + 1 + PREFIX.length);
  const given = (args ?? {}) as Record<string, Json>;
  const { transaction, schemas } = services;
  const context: QueryContext = { transaction, component, schemas };
  switch (name) {
    case "cli/convexUrl:cloudUrl":
      return JSON.stringify(services.cloudUrl);
    case "cli/modules:apiSpec":
      return JSON.stringify(
        services.registry
          .all()
          .filter((entry) => entry.component === component)
          .map(specOf),
      );
    case "cli/tables:default": {
      const tables = transaction.documents.catalog.all();
      const names = tables.filter((table) => table.component === component && !table.name.startsWith("_"));
      return JSON.stringify({ page: names.map((table) => ({ name: table.name })), isDone: true, continueCursor: "" });
    }
    case "cli/tableData:default":
      return tableData(context, given);
    case "cli/tableSize:default": {
      const table = transaction.documents.catalog.get(component, String(given.tableName));
      return String(transaction.count(table));
    }
    case "cli/queryEnvironmentVariables:default":
      return JSON.stringify(rows(transaction, VARIABLES));
    case "cli/queryEnvironmentVariables:get":
      return JSON.stringify(rows(transaction, VARIABLES).find((row) => row.name === given.name) ?? null);
    case "cli/exports:getLatest":
      return JSON.stringify(rows(transaction, EXPORTS).at(-1) ?? null);
    case "cli/queryImport:list":
      return JSON.stringify(rows(transaction, IMPORTS));
    case "cli/queryImport:default":
      return JSON.stringify(rows(transaction, IMPORTS).find((row) => row._id === given.importId) ?? null);
    default:
      throw new FunctionError(`The system function ${PREFIX}${name} is not served here.`);
  }
}

/** Rows of a system table in order of creation. */
export function rows(transaction: Transaction, table: string): JsonObject[] {
  const info = transaction.documents.catalog.get("", table);
  const reader = transaction.open(info, info.byCreationTime, everything(), "asc", 64);
  const found: JsonObject[] = [];
  for (let row = reader.next(); row !== null && found.length < MAX_ROWS; row = reader.next()) {
    found.push(JSON.parse(row.json) as JsonObject);
  }
  return found;
}

function everything() {
  return { low: new Uint8Array(0), high: new Uint8Array([0xff]) };
}

function tableData(context: QueryContext, args: Record<string, Json>): string {
  const { cursor, numItems } = args.paginationOpts as { cursor: string | null; numItems: number };
  const request: PageRequest = {
    query: {
      source: { type: "FullTableScan", tableName: String(args.table), order: args.order === "asc" ? "asc" : "desc" },
      operators: [],
    } as PageRequest["query"],
    cursor,
    endCursor: null,
    pageSize: numItems,
  };
  const { page, ...rest } = readPage(context, request);
  return `{"page":[${page.join(",")}],${JSON.stringify(rest).slice(1)}`;
}

const TYPES = { query: "Query", mutation: "Mutation", action: "Action" } as const;

function specOf({ module, name, kind, isPublic, args, returns }: RegisteredFunction): JsonObject {
  return {
    identifier: `${module}.js:${name}`,
    functionType: TYPES[kind],
    visibility: { kind: isPublic ? "public" : "internal" },
    args: args as unknown as Json,
    returns: (returns ?? { type: "any" }) as unknown as Json,
  };
}
