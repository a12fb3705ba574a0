/**
 * POST /_backup, for the administrator alone: a consistent copy of the database while everything goes on. Convex has
 * no such call; a copy made from outside would be torn, since this process holds the file.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isAbsolute } from "node:path";
import { backup } from "node:sqlite";
import { RequestError } from "../protocol/errors.ts";
import { isPlainObject } from "../protocol/json.ts";
import type { Backend } from "./backend.ts";
import { readJson, sendJson } from "./httpBodies.ts";

/** Body: `{ "file": "/absolute/path" }`, which must be in an existing folder. Answers `{ pages }`. */
export async function answerBackup(
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const caller = await backend.callerOf(request.headers.authorization);
  if (!caller.isAdmin) throw new RequestError(403, "BadDeployKey", "A backup needs the admin key.");
  const body = await readJson(request);
  if (!isPlainObject(body) || typeof body.file !== "string" || !isAbsolute(body.file)) {
    throw new RequestError(400, "BadJsonBody", "The body must be a JSON object with `file`, an absolute path.");
  }
  try {
    const pages = await backup(backend.engine.documents.sql, body.file);
    sendJson(response, 200, JSON.stringify({ pages }));
  } catch (error) {
    throw new RequestError(400, "BackupFailed", `The copy could not be written: ${(error as Error).message}`);
  }
}
