/** The two ports: the backend (functions, files, sync) and the site (HTTP actions). */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { RequestError, SetupError } from "../protocol/errors.ts";
import type { Backend } from "./backend.ts";
import { answerBackup } from "./backupApi.ts";
import { answerDashboard, isDashboardPath } from "./dashboard.ts";
import { answerFunctionCall } from "./functionApi.ts";
import { sendError } from "./httpBodies.ts";
import { addressOfPeer } from "./peer.ts";
import { Session } from "./session.ts";
import { answerSite } from "./site.ts";
import { answerStorage } from "./storageApi.ts";
import { answerTools, isToolsPath } from "./toolsApi.ts";

const FUNCTION_CALL = /^\/api\/(query|mutation|action|function|query_ts|query_at_ts)$/;
const SYNC = /^\/api\/(?:[^/]+\/)?sync$/;
const MAX_FRAME_BYTES = 32 * 1024 * 1024;
const GOODBYE_MS = 1000;
/** What tools read to know whom they talk to. */
const VERSION = "embedded";

export type Ports = { convexPort: number; sitePort: number; host: string };

export class PublicServer {
  readonly #convex: Server;
  readonly #site: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  #backend: Backend | null = null;

  constructor() {
    this.#convex = createServer((request, response) => void this.#answer(request, response));
    this.#site = createServer((request, response) => void this.#answerSite(request, response));
    // Uploads and streamed answers may take longer than Node's five minutes.
    this.#convex.requestTimeout = 0;
    this.#site.requestTimeout = 0;
    this.#convex.on("upgrade", (request, socket, head) => {
      const backend = this.#backend;
      if (backend === null || !SYNC.test(pathOf(request))) {
        socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
        socket.on("error", () => {});
        backend.sessions.add(new Session(backend, accepted, addressOfPeer(request)));
      });
    });
  }

  /**
   * Takes the ports; requests wait for `serve`. Answers the ports taken, for port 0.
   * @throws SetupError "port/taken".
   */
  async listen({ convexPort, sitePort, host }: Ports): Promise<{ convexPort: number; sitePort: number }> {
    return {
      convexPort: await listenOn(this.#convex, convexPort, host),
      sitePort: await listenOn(this.#site, sitePort, host),
    };
  }

  serve(backend: Backend): void {
    this.#backend = backend;
  }

  async close(): Promise<void> {
    for (const session of this.#backend?.sessions ?? []) session.close(1001, "Server is shutting down");
    const closed = [this.#convex, this.#site].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    this.#convex.closeAllConnections();
    this.#site.closeAllConnections();
    // Whoever does not read does not say goodbye either.
    const timer = setTimeout(() => this.#sockets.clients.forEach((socket) => socket.terminate()), GOODBYE_MS);
    await Promise.all(closed);
    clearTimeout(timer);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    // The dashboard asks no key on loopback: a page of another origin must not read it through the browser.
    if (!isDashboardPath(path)) allowAnyOrigin(request, response);
    try {
      const url = new URL(request.url ?? "/", "http://localhost");
      const call = FUNCTION_CALL.exec(url.pathname);
      if (request.method === "OPTIONS") response.writeHead(204).end();
      else if (url.pathname === "/version") response.writeHead(200, { "Content-Type": "text/plain" }).end(VERSION);
      else if (url.pathname === "/")
        response.writeHead(200, { "Content-Type": "text/plain" }).end("This Convex deployment is running.");
      else if (this.#backend === null)
        throw new RequestError(503, "Starting", "The backend is starting. Try again in a second.");
      else if (call !== null && request.method === "POST")
        await answerFunctionCall(this.#backend, call[1]!, request, response);
      else if (isToolsPath(url.pathname)) await answerTools(this.#backend, url, request, response);
      else if (url.pathname === "/_backup" && request.method === "POST")
        await answerBackup(this.#backend, request, response);
      else if (isDashboardPath(path)) await answerDashboard(this.#backend, url, request, response);
      else if (url.pathname.startsWith("/api/storage/")) await answerStorage(this.#backend, url, request, response);
      else throw new RequestError(404, "NotFound", `${request.method} ${url.pathname} is not served.`);
    } catch (error) {
      sendError(response, error);
    }
  }

  async #answerSite(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (this.#backend === null)
        throw new RequestError(503, "Starting", "The backend is starting. Try again in a second.");
      await answerSite(this.#backend, request, response);
    } catch (error) {
      sendError(response, error);
    }
  }
}

/** Convex answers browsers of every origin: what protects a function is its own check, not the page it is called from. */
function allowAnyOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
  response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
  response.setHeader("Access-Control-Allow-Headers", request.headers["access-control-request-headers"] ?? "*");
  response.setHeader("Access-Control-Max-Age", "600");
  response.setHeader("Vary", "Origin, Access-Control-Request-Headers");
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0]!;
}

function listenOn(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(
        isTaken
          ? new SetupError("port/taken", `Port ${port} on ${host} is taken. Stop what uses it or choose another port.`)
          : error,
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
