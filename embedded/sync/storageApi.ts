/** POST /api/storage/upload and GET /api/storage/<uuid> (SPEC F1–F6). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { RequestError } from "../protocol/errors.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Backend } from "./backend.ts";
import { sendJson } from "./httpBodies.ts";

export async function answerStorage(
  backend: Backend,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = url.pathname.slice("/api/storage/".length);
  if (name === "upload" && request.method === "POST") await upload(backend, url, request, response);
  else if (request.method === "GET" || request.method === "HEAD") await download(backend, name, request, response);
  else throw new RequestError(405, "MethodNotAllowed", `${request.method} is not served here.`);
}

async function upload(backend: Backend, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { files } = backend.engine;
  const component = files.readUploadToken(url.searchParams.get("token") ?? "");
  const file = await files.store.receive(request);
  let storageId: string;
  try {
    const announced = /sha-256=([^,]+)/i.exec(String(request.headers.digest ?? ""))?.[1];
    if (announced !== undefined && announced !== file.sha256) {
      throw new RequestError(
        400,
        "BadDigest",
        `The file's SHA-256 is ${file.sha256}, not ${announced} as in the Digest header. Send it again.`,
      );
    }
    const contentType = request.headers["content-type"] ?? null;
    storageId = await backend.engine.write((transaction) => files.add(transaction, component, file, contentType));
  } catch (error) {
    files.store.drop(file.uuid);
    throw error;
  }
  sendJson(response, 200, JSON.stringify({ storageId }));
}

async function download(
  backend: Backend,
  uuid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { files, documents } = backend.engine;
  const storageId = files.store.storageIdOf(uuid);
  const json = storageId === null ? null : documents.get(documents.catalog.get("", "_storage"), storageId);
  if (json === null) throw new RequestError(404, "FileNotFound", `File ${uuid} not found`);
  const { size, contentType, sha256 } = JSON.parse(json) as JsonObject & { size: number };
  const range = parseRange(request.headers.range, size);
  const headers: Record<string, string | number> = {
    "Content-Type": typeof contentType === "string" ? contentType : "application/octet-stream",
    "Cache-Control": "private, max-age=2592000",
    "Accept-Ranges": "bytes",
    Digest: `sha-256=${String(sha256)}`,
  };
  if (range === "unsatisfiable") {
    response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
    return;
  }
  if (range !== null) {
    headers["Content-Range"] = `bytes ${range.start}-${range.end}/${size}`;
    headers["Content-Length"] = range.end - range.start + 1;
  } else {
    headers["Content-Length"] = size;
  }
  response.writeHead(range === null ? 200 : 206, headers);
  if (request.method === "HEAD" || size === 0) response.end();
  else await pipeline(files.store.read(uuid, range ?? undefined), response);
}

/** One range of bytes, both ends inside; several ranges are answered with the whole file, as RFC 9110 allows. */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | "unsatisfiable" | null {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null || (match[1] === "" && match[2] === "")) return null;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start >= size || start > end ? "unsatisfiable" : { start, end };
}
