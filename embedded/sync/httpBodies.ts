/** Reading and answering plain HTTP requests. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { RequestError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024 + 64 * 1024;

/** @throws RequestError 413 past 16 MiB, 400 for what is no JSON. */
export async function readJson(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new RequestError(
        413,
        "RequestTooLarge",
        `The request body is larger than ${MAX_BODY_BYTES} bytes. Send less at once, or upload a file.`,
      );
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    return text === "" ? null : (JSON.parse(text) as Json);
  } catch (error) {
    throw new RequestError(
      400,
      "BadJsonBody",
      `The request body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof RequestError) {
    sendJson(response, error.status, JSON.stringify({ code: error.code, message: error.message }));
    return;
  }
  console.error("request failed:", error);
  sendJson(
    response,
    500,
    JSON.stringify({ code: "InternalServerError", message: "Your request couldn't be completed. Try again later." }),
  );
}
