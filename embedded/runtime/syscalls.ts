/** What queries and mutations ask of the engine, by Convex's names (SPEC S1–S12). */
import { FunctionError } from "../protocol/errors.ts";
import { tableNumberOf } from "../protocol/ids.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { integerJson } from "../protocol/json.ts";
import type { Transaction } from "../storage/transaction.ts";
import { LIMITS, tableOfId } from "../storage/transaction.ts";
import type { TableInfo } from "../storage/catalog.ts";
import type { CallTree } from "./callTree.ts";
import { addressIn, handleOf } from "./address.ts";
import type { FileService } from "./fileService.ts";
import type { PageRequest, QueryJson } from "./queries.ts";
import { QueryStream, readPage, tableNamed } from "./queries.ts";
import type { Scheduling } from "./scheduling.ts";
import type { TableSchemas } from "./schema.ts";

export type View = { transaction: Transaction; snapshotTs: bigint };

/** One running query or mutation of a call tree. */
export type Invocation = {
  tree: CallTree;
  /** What it reads and writes: the tree's, or what was stored before it for a query on a stale snapshot. */
  view: View;
  kind: "query" | "mutation";
  path: string;
  component: string;
  /** End cursor of the page that this function returned last time; only for the outermost function. */
  journal: { endCursor: string | null; nextEndCursor: string | null };
  streams: Map<number, QueryStream>;
  hasPaginated: boolean;
};

export type SyscallServices = {
  schemas: TableSchemas;
  files: FileService;
  scheduling: Scheduling;
  /** Runs a nested function; its writes are rolled back when it throws. */
  runNested: (parent: Invocation, kind: NestedKind, address: string, args: Json) => string;
};

/** A snapshot query reads what is stored, without what the calling mutation has written. */
export type NestedKind = "query" | "mutation" | "snapshotQuery";

type Arguments = Record<string, Json> & { [key: string]: Json };

/** Answers one syscall with JSON text. @throws FunctionError for what user code did wrong. */
export function answerSyscall(services: SyscallServices, call: Invocation, op: string, text: string): string {
  const args = JSON.parse(text) as Arguments;
  const { tree } = call;
  const { transaction, snapshotTs } = call.view;
  const context = { transaction, component: call.component, schemas: services.schemas };
  switch (op) {
    case "1.0/get": {
      const table = readableTable(call, args.id ?? null, args.table, args.isSystem === true, "get");
      return table === null ? "null" : (transaction.get(table, args.id as string) ?? "null");
    }
    case "1.0/queryStream": {
      const queryId = call.streams.size;
      call.streams.set(queryId, new QueryStream(context, args.query as unknown as QueryJson));
      return JSON.stringify({ queryId });
    }
    case "1.0/queryStreamNext": {
      const stream = call.streams.get(args.queryId as number);
      const json = stream === undefined ? null : stream.next();
      return json === null ? '{"value":null,"done":true}' : `{"value":${json},"done":false}`;
    }
    case "1.0/queryCleanup":
      // The place stays taken: a later stream must not get the same number.
      return "null";
    case "1.0/queryPage":
      return page(context, call, args as unknown as PageRequest);
    case "1.0/count":
      return String(transaction.count(tableNamed(context, args.table as string)));
    case "1.0/db/normalizeId":
      return JSON.stringify({ id: normalizeId(call, args.table as string, args.idString as string) });
    case "1.0/getSnapshotTs":
      return JSON.stringify(integerJson(snapshotTs));
    case "1.0/insert":
      return JSON.stringify({
        _id: transaction.insert(tableNamed(context, args.table as string), args.value as JsonObject),
      });
    case "1.0/shallowMerge":
      transaction.patch(writableTable(call, args, "patch"), args.id as string, args.value ?? null);
      return "null";
    case "1.0/replace":
      transaction.replace(writableTable(call, args, "replace"), args.id as string, args.value ?? null);
      return "null";
    case "1.0/remove":
      transaction.remove(writableTable(call, args, "delete"), args.id as string);
      return "null";
    case "1.0/getUserIdentity":
      // Who calls is the app's to know; it tells its components what it wants them to know.
      if (call.component !== "") return "null";
      tree.hasReadIdentity = true;
      return JSON.stringify(tree.caller.identity);
    case "1.0/runUdf": {
      const kind = args.udfType === "mutation" || args.udfType === "snapshotQuery" ? args.udfType : "query";
      return services.runNested(call, kind, addressIn(call.component, args), args.args ?? {});
    }
    case "1.0/createFunctionHandle":
      return JSON.stringify(handleOf(addressIn(call.component, args)));
    case "1.0/schedule":
      return JSON.stringify(
        services.scheduling.add(
          transaction,
          call.component,
          addressIn(call.component, args),
          args.args ?? {},
          (args.ts as number) * 1000,
        ),
      );
    case "1.0/cancel_job":
      services.scheduling.cancel(transaction, call.component, args.id ?? null);
      return "null";
    case "1.0/storageGenerateUploadUrl":
      return JSON.stringify(services.files.uploadUrl(call.component, tree.nowMs));
    case "1.0/storageGetUrl":
      return JSON.stringify(services.files.url(transaction, call.component, args.storageId ?? null));
    case "1.0/storageGetMetadata": {
      const found = services.files.find(transaction, call.component, args.storageId ?? null);
      return JSON.stringify(found === null ? null : fileMetadata(found.document));
    }
    case "1.0/storageDelete":
      tree.afterCommit.push(services.files.remove(transaction, call.component, args.storageId ?? null));
      return "null";
    case "1.0/storageStore": {
      const file = services.files.store.receiveBytes(Buffer.from(args.blob as string, "base64"));
      mustHaveDigest(file.sha256, args.sha256);
      return JSON.stringify(services.files.add(transaction, call.component, file, args.contentType as string | null));
    }
    case "1.0/getTransactionMetrics":
      return JSON.stringify(metrics(transaction));
    case "1.0/getFunctionMetadata":
      return JSON.stringify({ name: call.path, componentPath: call.component });
    case "1.0/getRequestMetadata":
      return JSON.stringify({
        ip: tree.caller.ip ?? null,
        userAgent: null,
        requestId: tree.requestId,
        scheduledFunctionId: tree.scheduledFunctionId,
        authToken: null,
      });
    case "1.0/getDeploymentMetadata":
      return JSON.stringify({ name: "embedded", region: null, class: "local" });
    case "1.0/auditLog":
      return "null";
    default:
      throw new FunctionError(`Unknown operation ${op}`);
  }
}

/** @throws FunctionError when bytes are not those that the caller announced. */
export function mustHaveDigest(sha256: string, announced: Json | undefined): void {
  if (typeof announced !== "string") return;
  const asBase64 = /^[0-9a-f]{64}$/i.test(announced) ? Buffer.from(announced, "hex").toString("base64") : announced;
  if (asBase64 !== sha256) throw new FunctionError(`The file's SHA-256 is ${sha256}, not ${announced} as announced.`);
}

export function fileMetadata(document: JsonObject): JsonObject {
  return {
    storageId: document._id ?? null,
    sha256: Buffer.from(document.sha256 as string, "base64").toString("hex"),
    size: document.size ?? 0,
    contentType: document.contentType ?? null,
  };
}

function page(context: Parameters<typeof readPage>[0], call: Invocation, request: PageRequest): string {
  if (call.hasPaginated) {
    throw new FunctionError(
      "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.",
    );
  }
  call.hasPaginated = true;
  const result = readPage(context, { ...request, endCursor: request.endCursor ?? call.journal.endCursor });
  call.journal.nextEndCursor = result.continueCursor;
  const { page: rows, ...rest } = result;
  return `{"page":[${rows.join(",")}],${JSON.stringify(rest).slice(1)}`;
}

function normalizeId(call: Invocation, tableName: string, text: string): string | null {
  const { catalog } = call.view.transaction.documents;
  const number = tableNumberOf(text);
  return number !== null && catalog.get(call.component, tableName).number === number ? text : null;
}

/** The table of an id to read from; null when the id is of another table than the one named, which has no such row. */
function readableTable(
  call: Invocation,
  id: Json,
  named: Json | undefined,
  isSystem: boolean,
  method: string,
): TableInfo | null {
  const table = tableOfId(call.view.transaction.documents, id, method);
  mustBeNamedTable(table, id, named, method);
  if (table.name.startsWith("_") !== isSystem) {
    if (isSystem) throw new FunctionError(`User tables can only be accessed from db.${method}().`);
    throw new FunctionError(`System tables can only be accessed from db.system.${method}().`);
  }
  return table.component === call.component ? table : null;
}

function writableTable(call: Invocation, args: Arguments, method: string): TableInfo {
  const table = tableOfId(call.view.transaction.documents, args.id ?? null, method);
  mustBeNamedTable(table, args.id ?? null, args.table, method);
  if (table.name.startsWith("_")) throw new FunctionError("System tables (prefixed with `_`) are read-only.");
  if (table.component !== call.component)
    throw new FunctionError(`Invalid argument \`id\` for \`db.${method}\`: the ID is another component's`);
  return table;
}

function mustBeNamedTable(table: TableInfo, id: Json, named: Json | undefined, method: string): void {
  if (typeof named !== "string" || named === table.name) return;
  throw new FunctionError(
    `Invalid argument \`id\` for \`db.${method}\`: expected an ID of table \`${named}\`, got ID "${String(id)}" of table \`${table.name}\``,
  );
}

function metrics({ usage }: Transaction): JsonObject {
  return Object.fromEntries(
    Object.entries(usage).map(([name, used]) => [
      name,
      { used, remaining: Math.max(0, LIMITS[name as keyof typeof LIMITS] - used) },
    ]),
  );
}
