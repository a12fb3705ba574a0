import type { TableName } from "../../../convex/lib/workspaceRows";

/** What an app and the page say to each other over the port of the app's data. */

export type Value = string | number | boolean | string[];

/** App → page. Ids count up within one app; `rowId` null adds a row. */
export type Ask =
  | { id: number; kind: "subscribe"; table: TableName }
  | { id: number; kind: "write"; table: TableName; rowId: string | null; values: Record<string, Value> };

/** Page → app. */
export type Reply =
  | { kind: "rows"; table: TableName; rows: { id: string }[] }
  | { kind: "no rows"; table: TableName; message: string }
  | { kind: "done"; id: number; rowId: string }
  | { kind: "refused"; id: number; message: string };

const TABLES: ReadonlySet<string> = new Set<TableName>([
  "parts",
  "boms",
  "bomLines",
  "orders",
  "orderLines",
  "stock",
  "suppliers",
  "checklists",
]);
const MAX_FIELDS = 12;
const MAX_TEXT = 2_000;
const MAX_LIST = 200;

/** Checks what came over the port: the app's code may send anything. Fields that were left `undefined` are dropped. */
export function readAsk(value: unknown): Ask | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, kind, table, rowId, values } = value as Record<string, unknown>;
  if (typeof id !== "number" || typeof table !== "string" || !TABLES.has(table)) return null;
  const name = table as TableName;
  if (kind === "subscribe") return { id, kind, table: name };
  if (kind !== "write" || (rowId !== null && typeof rowId !== "string")) return null;
  if (typeof values !== "object" || values === null) return null;
  const fields = Object.entries(values).filter(([, field]) => field !== undefined);
  if (fields.length > MAX_FIELDS || !fields.every(([, field]) => isValue(field))) return null;
  return { id, kind, table: name, rowId, values: Object.fromEntries(fields) as Record<string, Value> };
}

function isValue(value: unknown): value is Value {
  if (typeof value === "string") return value.length <= MAX_TEXT;
  if (Array.isArray(value)) return value.length <= MAX_LIST && value.every((each) => typeof each === "string");
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
