/** HTTP actions on the site port: every path goes to the router of `http.ts`; bodies stream both ways. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { RequestError } from "../protocol/errors.ts";
import type { Caller } from "../runtime/identity.ts";
import { NOBODY } from "../runtime/identity.ts";
import type { Backend } from "./backend.ts";
import { addressOfPeer } from "./peer.ts";

export async function answerSite(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const identity = await callerOrNobody(backend, request.headers.authorization);
  const caller = { ...identity, ip: addressOfPeer(request) };
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const answer = await backend.actions.answer(toWebRequest(request, gone.signal), caller);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of answer.headers) if (name !== "set-cookie") headers[name] = value;
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  response.writeHead(answer.status, headers);
  if (answer.body === null || request.method === "HEAD") {
    response.end();
    return;
  }
  response.flushHeaders();
  try {
    await pipeline(Readable.fromWeb(answer.body as NodeReadableStream), response);
  } catch (error) {
    // The client left, or user code broke its own stream: the connection ends either way.
    if (!gone.signal.aborted) console.error(`${request.method} ${request.url}: the response stream failed:`, error);
  }
}

function toWebRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    headers.append(request.rawHeaders[index]!, request.rawHeaders[index + 1]!);
  }
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const init: RequestInit & { duplex?: "half" } = { method: request.method ?? "GET", headers, signal };
  if (hasBody) {
    init.body = Readable.toWeb(request) as unknown as ReadableStream;
    init.duplex = "half";
  }
  return new Request(`http://${request.headers.host ?? "localhost"}${request.url ?? "/"}`, init);
}

/** The header may hold anything here (an API key of the app's own): only a token of a provider makes an identity. */
async function callerOrNobody(backend: Backend, authorization: string | undefined): Promise<Caller> {
  if (authorization === undefined) return NOBODY;
  try {
    const caller = await backend.callerOf(authorization);
    return { ...caller, isAdmin: false };
  } catch (error) {
    if (error instanceof RequestError) return NOBODY;
    throw error;
  }
}
