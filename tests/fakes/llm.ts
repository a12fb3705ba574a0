/**
 * A language model on the wire: real HTTP in Anthropic's and OpenAI's (also Hugging Face's) streaming formats, with every
 * way in which such a service fails. A request chooses its behaviour by the first part of its path
 * (`http://host:port/529/v1/messages`), so that one fake stands for several providers at once.
 *
 *   node tests/fakes/llm.ts --port 8900 --reply first.txt --reply repaired.txt [--behaviour ok]
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

export type Behaviour =
  | {
      kind: "ok";
      text?: string;
      thinking?: string;
      finish?: "stop" | "length";
      pieceMs?: number;
      withoutUsage?: boolean;
    }
  | { kind: "status"; status: number; retryAfter?: string; body?: unknown; html?: boolean }
  | { kind: "hang" }
  | { kind: "drop" }
  /** The stream's first `bytes` bytes, then the connection breaks, or (`isClean`) ends as if all were well. */
  | { kind: "cut"; bytes: number; isClean?: boolean; text?: string }
  | { kind: "errorEvent"; errorType: string }
  | { kind: "html" }
  | { kind: "empty" }
  | { kind: "emptyChoices" }
  | { kind: "malformed" }
  | { kind: "stall" };

export type Journal = Array<{ path: string; headers: IncomingMessage["headers"]; body: Record<string, unknown> }>;

export type LlmFake = {
  /** `http://127.0.0.1:port`, what `ANTHROPIC_BASE_URL` takes; the others take `${url}/v1`. */
  url: string;
  journal: Journal;
  /** What every request without a behaviour in its path meets from now on. */
  behave: (behaviour: Behaviour) => void;
  /** Resolves when the journal holds that many requests. */
  requests: (count: number) => Promise<void>;
  stop: () => Promise<void>;
};

type WireFormat = "anthropic" | "openai";

const HTML = "<!doctype html><html><body><h1>Sign in to the network</h1></body></html>";
export const defaultReply = "```python\nfrom build123d import *\n\nresult = Box(10, 20, 30)\n```\n";

/** @param options.reply the text of good replies: one, several in turn (the last one stays), or a function of the request's body */
export async function startLlmFake(
  options: {
    port?: number;
    host?: string;
    reply?: string | readonly string[] | ((body: Record<string, unknown>) => string);
    behaviour?: Behaviour;
  } = {},
): Promise<LlmFake> {
  const journal: Journal = [];
  const sockets = new Set<Socket>();
  const waiting: Array<{ count: number; resolve: () => void }> = [];
  let standing: Behaviour = options.behaviour ?? { kind: "ok" };

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { behaviour, path } = chosenBehaviour(request.url ?? "/", standing);
      if (request.method === "GET" && path.endsWith("/models")) {
        return sendJson(response, 200, { object: "list", data: [{ id: "fake-model", object: "model" }] });
      }
      const format = path.endsWith("/messages") ? "anthropic" : path.endsWith("/chat/completions") ? "openai" : null;
      if (request.method !== "POST" || format === null)
        return sendJson(response, 404, { error: { message: "no such path" } });
      journal.push({ path: request.url ?? "/", headers: request.headers, body });
      for (const waiter of waiting.filter(({ count }) => journal.length >= count)) waiter.resolve();
      const reply = replyFor(options.reply ?? defaultReply, body, journal.length);
      return answer(response, format, behaviour, reply, String(body.model ?? "fake-model"));
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that hangs up in the middle is one of the cases under test.
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake has no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    journal,
    behave: (behaviour) => (standing = behaviour),
    requests: (count) =>
      journal.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function replyFor(
  reply: string | readonly string[] | ((body: Record<string, unknown>) => string),
  body: Record<string, unknown>,
  count: number,
): string {
  if (typeof reply === "function") return reply(body);
  if (typeof reply === "string") return reply;
  return reply[Math.min(count, reply.length) - 1] ?? defaultReply;
}

/** `/529/v1/messages` → overloaded, `/429-7/…` → with retry-after 7, `/cut-120/…`, `/hang/…`, `/slow/…`; `/v1/…` → the standing one. */
function chosenBehaviour(url: string, standing: Behaviour): { behaviour: Behaviour; path: string } {
  const path = url.split("?")[0] ?? "/";
  const [, name = "", rest = ""] = /^\/([a-z0-9-]+)(\/.*)$/i.exec(path) ?? [];
  const behaviour = behaviourNamed(name);
  return behaviour === null ? { behaviour: standing, path } : { behaviour, path: rest };
}

export function behaviourNamed(name: string): Behaviour | null {
  const [head = "", figure] = name.split("-");
  if (/^[45]\d\d$/.test(head))
    return { kind: "status", status: Number(head), ...(figure ? { retryAfter: figure } : {}) };
  switch (head) {
    case "ok":
      return { kind: "ok" };
    case "slow":
      return { kind: "ok", pieceMs: Number(figure ?? 50) };
    case "cut":
      return { kind: "cut", bytes: Number(figure ?? 120) };
    case "error":
      return { kind: "errorEvent", errorType: "overloaded_error" };
    case "hang":
    case "drop":
    case "html":
    case "empty":
    case "malformed":
    case "stall":
      return { kind: head };
    default:
      return null;
  }
}

async function answer(
  response: ServerResponse,
  format: WireFormat,
  behaviour: Behaviour,
  reply: string,
  model: string,
): Promise<void> {
  switch (behaviour.kind) {
    case "status": {
      if (behaviour.retryAfter !== undefined) response.setHeader("retry-after", behaviour.retryAfter);
      if (behaviour.html) return sendText(response, behaviour.status, "text/html", HTML);
      return sendJson(response, behaviour.status, behaviour.body ?? errorBody(format, behaviour.status));
    }
    case "hang":
      return;
    case "drop":
      response.socket?.destroy();
      return;
    case "html":
      return sendText(response, 200, "text/html; charset=utf-8", HTML);
    case "empty":
      return sendText(response, 200, "text/event-stream", "");
    case "emptyChoices":
      return sendText(
        response,
        200,
        "text/event-stream",
        events(format, [{ type: "ping", choices: [] }]).join("") + done(format),
      );
    case "malformed":
      return sendText(
        response,
        200,
        "text/event-stream",
        'event: message_start\ndata: {"type": "message_start", "mess\n\n',
      );
    case "errorEvent": {
      const pieces = streamOf(format, reply, model, {}).slice(0, 4);
      return sendText(response, 200, "text/event-stream", pieces.join("") + errorEvent(format, behaviour.errorType));
    }
    case "stall": {
      startStream(response);
      response.write(streamOf(format, reply, model, {}).slice(0, 4).join(""));
      return;
    }
    case "cut": {
      const bytes = Buffer.from(streamOf(format, behaviour.text ?? reply, model, {}).join("")).subarray(
        0,
        behaviour.bytes,
      );
      startStream(response);
      if (behaviour.isClean) return void response.end(bytes);
      response.write(bytes, () => response.socket?.destroy());
      return;
    }
    case "ok": {
      startStream(response);
      for (const piece of streamOf(format, behaviour.text ?? reply, model, behaviour)) {
        if (response.destroyed) return;
        response.write(piece);
        if (behaviour.pieceMs !== undefined) await new Promise((resolve) => setTimeout(resolve, behaviour.pieceMs));
      }
      response.end();
      return;
    }
    default:
      behaviour satisfies never;
  }
}

/** The whole stream of a good reply, one event a string. Usage is counted by a fixed rule: a token is four characters. */
export function streamOf(
  format: WireFormat,
  text: string,
  model: string,
  {
    thinking,
    finish = "stop",
    withoutUsage = false,
  }: { thinking?: string; finish?: "stop" | "length"; withoutUsage?: boolean },
): string[] {
  const pieces = text.match(/[^]{1,12}/gu) ?? [];
  const outputTokens = Math.ceil(text.length / 4);
  if (format === "openai") {
    const chunk = (delta: unknown, finishReason: string | null) => ({
      id: "chatcmpl-fake",
      object: "chat.completion.chunk",
      created: 0,
      model,
      choices: [{ index: 0, delta, finish_reason: finishReason }],
    });
    const usage = {
      prompt_tokens: 100,
      completion_tokens: outputTokens,
      total_tokens: 100 + outputTokens,
      prompt_tokens_details: { cached_tokens: 40 },
    };
    return [
      ...events(format, [
        chunk({ role: "assistant", content: "" }, null),
        ...(thinking === undefined ? [] : [chunk({ content: `<think>${thinking}</think>\n\n` }, null)]),
        ...pieces.map((content) => chunk({ content }, null)),
        chunk({}, finish),
        ...(withoutUsage ? [] : [{ ...chunk({}, null), choices: [], usage }]),
      ]),
      done(format),
    ];
  }
  const start = {
    id: "msg_fake",
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  const index = thinking === undefined ? 0 : 1;
  return events(format, [
    {
      type: "message_start",
      message: {
        ...start,
        usage: { input_tokens: 60, cache_read_input_tokens: 40, cache_creation_input_tokens: 0, output_tokens: 1 },
      },
    },
    ...(thinking === undefined
      ? []
      : [
          { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
          { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking } },
          { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } },
          { type: "content_block_stop", index: 0 },
        ]),
    { type: "content_block_start", index, content_block: { type: "text", text: "" } },
    { type: "ping" },
    ...pieces.map((piece) => ({ type: "content_block_delta", index, delta: { type: "text_delta", text: piece } })),
    { type: "content_block_stop", index },
    {
      type: "message_delta",
      delta: { stop_reason: finish === "length" ? "max_tokens" : "end_turn", stop_sequence: null },
      usage: { output_tokens: outputTokens },
    },
    { type: "message_stop" },
  ]);
}

function events(format: WireFormat, values: Array<Record<string, unknown>>): string[] {
  return values.map(
    (value) => `${format === "anthropic" ? `event: ${String(value.type)}\n` : ""}data: ${JSON.stringify(value)}\n\n`,
  );
}

function done(format: WireFormat): string {
  return format === "openai" ? "data: [DONE]\n\n" : "";
}

function errorEvent(format: WireFormat, type: string): string {
  return format === "anthropic"
    ? `event: error\ndata: ${JSON.stringify({ type: "error", error: { type, message: "the service is busy" } })}\n\n`
    : `data: ${JSON.stringify({ error: { type, code: type, message: "the service is busy" } })}\n\n`;
}

const ANTHROPIC_TYPES: Record<number, string> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

function errorBody(format: WireFormat, status: number): unknown {
  const type = ANTHROPIC_TYPES[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
  const message = `the fake answers ${status}`;
  return format === "anthropic"
    ? { type: "error", error: { type, message } }
    : { error: { message, type: "fake", code: null, param: null } };
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, "application/json", JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "0" },
      reply: { type: "string", multiple: true, default: [] },
      behaviour: { type: "string", default: "ok" },
    },
  });
  const behaviour = behaviourNamed(values.behaviour);
  if (behaviour === null) throw new Error(`Unknown behaviour: ${values.behaviour}.`);
  const replies = values.reply.map((file) => readFileSync(file, "utf8"));
  const fake = await startLlmFake({
    port: Number(values.port),
    behaviour,
    ...(replies.length === 0 ? {} : { reply: replies }),
  });
  process.stdout.write(`ready ${fake.url}\n`);
  process.once("SIGTERM", () => void fake.stop().then(() => process.exit(0)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
