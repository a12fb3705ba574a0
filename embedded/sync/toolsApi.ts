/** What Convex's own tools ask for over HTTP, as the administrator: variables, exports and imports (SPEC H5). */
import { randomUUID } from "node:crypto";
import { appendFileSync, createReadStream, existsSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { RequestError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { isPlainObject } from "../protocol/json.ts";
import type { ImportRequest } from "../runtime/snapshots.ts";
import { rows } from "../runtime/systemQueries.ts";
import { VARIABLES } from "../runtime/systemTables.ts";
import type { Backend } from "./backend.ts";
import { readJson, sendJson } from "./httpBodies.ts";

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;
const MAX_VARIABLE_BYTES = 8 * 1024;
const BUILT_IN = ["CONVEX_CLOUD_URL", "CONVEX_SITE_URL"];
const UPLOAD_TOKEN = /^[0-9a-f-]{36}$/;

export function isToolsPath(path: string): boolean {
  return /^\/api\/(update_environment_variables$|export\/|import\/|perform_import$)/.test(path);
}

/** @throws RequestError 403 for anybody but the administrator */
export async function answerTools(
  backend: Backend,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const caller = await backend.callerOf(request.headers.authorization);
  if (!caller.isAdmin) throw new RequestError(403, "BadDeployKey", "This needs the admin key.");
  const { snapshots } = backend.runtime;
  const call = `${request.method} ${url.pathname}`;
  if (call === "POST /api/update_environment_variables") {
    await updateVariables(backend, await readJson(request));
    response.writeHead(200).end();
  } else if (call === "POST /api/export/request/zip") {
    await snapshots.startExport(url.searchParams.get("includeStorage") === "true");
    response.writeHead(200).end();
  } else if (call.startsWith("GET /api/export/zip/")) {
    const ts = url.pathname.slice("/api/export/zip/".length);
    if (!/^\d{1,19}$/.test(ts)) throw new RequestError(404, "ExportNotFound", `There is no export ${ts}.`);
    const file = await snapshots.exportFile(ts);
    response.writeHead(200, {
      "Content-Type": "application/zip",
      "Content-Length": statSync(file).size,
      "Content-Disposition": `attachment; filename=snapshot_${ts}.zip`,
    });
    await pipeline(createReadStream(file), response);
  } else if (call === "POST /api/import/start_upload") {
    sendJson(response, 200, JSON.stringify({ uploadToken: randomUUID() }));
  } else if (call === "POST /api/import/upload_part") {
    const file = uploadFile(backend, url.searchParams.get("uploadToken"));
    for await (const chunk of request as AsyncIterable<Buffer>) appendFileSync(file, chunk, { mode: 0o600 });
    sendJson(response, 200, JSON.stringify(url.searchParams.get("partNumber")));
  } else if (call === "POST /api/import/finish_upload") {
    const body = await readJson(request);
    if (!isPlainObject(body) || !isPlainObject(body.import)) throw badBody("`import` and `uploadToken`");
    const file = uploadFile(backend, body.uploadToken);
    if (!existsSync(file)) throw new RequestError(400, "NothingUploaded", "No part of this upload has arrived.");
    const importId = await snapshots.startImport(file, body.import as unknown as ImportRequest);
    sendJson(response, 200, JSON.stringify({ importId }));
  } else if (call === "POST /api/perform_import") {
    const body = await readJson(request);
    if (!isPlainObject(body) || typeof body.importId !== "string") throw badBody("`importId`");
    await snapshots.confirm(body.importId);
    response.writeHead(200).end();
  } else {
    throw new RequestError(404, "NotFound", `${call} is not served.`);
  }
}

function uploadFile(backend: Backend, token: Json | undefined): string {
  if (typeof token !== "string" || !UPLOAD_TOKEN.test(token)) throw badBody("the `uploadToken` that start_upload gave");
  return backend.runtime.snapshots.uploadFile(token);
}

const badBody = (what: string) => new RequestError(400, "BadJsonBody", `The request must name ${what}.`);

async function updateVariables(backend: Backend, body: Json): Promise<void> {
  if (!isPlainObject(body) || !Array.isArray(body.changes)) throw badBody("`changes`");
  const changes = body.changes as { name: string; value?: string | null }[];
  for (const { name, value } of changes) {
    if (!VARIABLE_NAME.test(name)) {
      throw new RequestError(
        400,
        "EnvVarNameInvalid",
        `${JSON.stringify(name)} cannot name a variable: letters, digits and underscores, at most 40, no digit first.`,
      );
    }
    if (BUILT_IN.includes(name))
      throw new RequestError(400, "EnvVarNameForbidden", `${name} is built in and cannot be changed.`);
    if (typeof value === "string" && Buffer.byteLength(value) > MAX_VARIABLE_BYTES) {
      throw new RequestError(400, "EnvVarTooLarge", `The value of ${name} is larger than ${MAX_VARIABLE_BYTES} bytes.`);
    }
  }
  const { engine, runtime } = backend;
  await engine.write((transaction) => {
    const table = transaction.documents.catalog.get("", VARIABLES);
    for (const { name, value } of changes) {
      const known = rows(transaction, VARIABLES).find((row: JsonObject) => row.name === name);
      if (typeof value !== "string") {
        if (known !== undefined) transaction.remove(table, String(known._id));
      } else if (known === undefined) transaction.insert(table, { name, value });
      else transaction.patch(table, String(known._id), { value });
    }
  });
  runtime.variablesChanged();
}
