// The one origin that a browser talks to: the web app, /config.json, /session, and the backend behind /api and /files.
import { existsSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { clientAddress, proxiesFrom } from "./clientAddress.mjs";
import { pagePolicy } from "./pagePolicy.mjs";
import { makeStaticFiles } from "./staticFiles.mjs";
import { proxyRequest, proxyUpgrade } from "./proxy.mjs";
import { makeSessionIssuer } from "./session.mjs";

const MAX_SESSION_BODY = 4_096;

const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
};

/**
 * What is passed on from the backend is data: an SVG or HTML file that somebody uploaded or exported shares our origin
 * and is opened as a page by whoever follows its address, so that nothing in it may run.
 */
const DATA_POLICY = "sandbox; default-src 'none'";

/**
 * The preview frame runs apps that nobody has read: an opaque origin without network, forms or a way to other pages.
 * `'self'` means nothing in an opaque origin, so that the address of its modules is spelled out.
 */
function framePolicy(origin) {
  return [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src 'unsafe-inline' data: blob: ${origin}/preview/`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}

/**
 * Where people sign in, a browser has no right by its place, so that any name may lead here. On a single machine only
 * our own names do: a page of another site could point its name at this machine.
 */
function isOwnHost(host, port, mode) {
  if (mode === "accounts") return typeof host === "string" && host !== "";
  return [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    ...(port === 80 ? ["127.0.0.1", "localhost"] : []),
  ].includes(host);
}

/** What the browser used: a proxy before us may have taken the https off. */
function schemeOf(request) {
  return request.headers["x-forwarded-proto"] === "https" ? "https" : "http";
}

/** Whether a request comes from a page of the origin that it goes to. Behind a proxy that page is https. */
function isOwnOrigin(request, port, mode) {
  const { host, origin } = request.headers;
  if (origin === undefined) return true;
  const from = origin.replace(/^https?:\/\//, "");
  return mode === "accounts" ? from === host : isOwnHost(from, port, mode) && !origin.startsWith("https://");
}

function sendJson(response, status, body) {
  response
    .writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" })
    .end(JSON.stringify(body));
}

async function readJson(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_SESSION_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refusal = (host) => ({
  error: {
    code: "forbidden",
    message: `This address (${host ?? "no Host header"}) is not one that NaturalCAD serves.`,
    hint: "Open it as http://127.0.0.1 or http://localhost with the port that npm start printed.",
  },
});

/**
 * @param {{ port: number, host: string, convexPort: number, sitePort: number, distFolder: string, version: string,
 *   elsewhere?: { supabaseUrl?: string, clerkIssuer?: string }, mode: "single" | "accounts", identity: { issuer: string, keyId: string, privateJwk: object },
 *   trustedProxies?: string, devMiddleware?: (request: object, response: object, next: () => void) => void }} options
 * @returns {Promise<http.Server>} listening
 */
export async function startWebServer(options) {
  const issueSession = await makeSessionIssuer(options.identity);
  const serveFile = makeStaticFiles(options.distFolder);
  const policy = pagePolicy(options.elsewhere);
  const proxies = proxiesFrom(options.trustedProxies);
  const addressOf = (request) => clientAddress(request, proxies);
  let port = options.port;

  const server = http.createServer(async (request, response) => {
    const host = request.headers.host;
    const origin = request.headers.origin;
    const pathname = (request.url ?? "/").split("?")[0];
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    // A page of another site may point its own name at this machine; only our own names are answered.
    if (!isOwnHost(host, port, options.mode)) return sendJson(response, 421, refusal(host));

    if (pathname.startsWith("/api/") || pathname.startsWith("/files/"))
      response.setHeader("Content-Security-Policy", DATA_POLICY);
    if (pathname.startsWith("/api/v1/") || pathname.startsWith("/files/"))
      return proxyRequest(request, response, options.sitePort, addressOf(request));
    // The frame asks for its modules with the origin "null", so this comes before the check of the origin.
    if (pathname.startsWith("/preview/") && (request.method === "GET" || request.method === "HEAD")) {
      response.setHeader("Content-Security-Policy", framePolicy(`${schemeOf(request)}://${host}`));
      response.setHeader("Access-Control-Allow-Origin", "*");
      if (!existsSync(path.join(options.distFolder, path.posix.normalize(pathname))))
        return response.writeHead(404).end("Not found");
      return serveFile(request, response, pathname);
    }
    if (!isOwnOrigin(request, port, options.mode)) return sendJson(response, 403, refusal(origin));
    if (pathname.startsWith("/api/")) return proxyRequest(request, response, options.convexPort, addressOf(request));
    if (pathname === "/config.json")
      return sendJson(response, 200, {
        convexUrl: `${schemeOf(request)}://${host}`,
        mode: options.mode,
        version: options.version,
      });
    if (pathname === "/session") {
      if (request.method !== "POST" || origin === undefined || options.mode === "accounts") {
        return sendJson(response, 403, {
          error: {
            code: "forbidden",
            message: "A session is given to the app's own page only.",
            hint: "Open the app in a browser.",
          },
        });
      }
      const { status, body } = await issueSession(await readJson(request));
      return sendJson(response, status, body);
    }
    if (request.method !== "GET" && request.method !== "HEAD") return sendJson(response, 405, refusal(host));
    if (options.devMiddleware)
      return options.devMiddleware(request, response, () => response.writeHead(404).end("Not found"));
    response.setHeader("Content-Security-Policy", policy);
    await serveFile(request, response, pathname);
  });

  server.on("upgrade", (request, socket, head) => {
    const isOwn = isOwnHost(request.headers.host, port, options.mode) && isOwnOrigin(request, port, options.mode);
    const isSync = /^\/api\/[^/]+\/sync(\?|$)/.test(request.url ?? "");
    if (!isOwn || !isSync) {
      if (!options.devMiddleware || !isOwn) socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    proxyUpgrade(request, socket, head, options.convexPort, addressOf(request));
  });

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  port = server.address().port;
  return server;
}
