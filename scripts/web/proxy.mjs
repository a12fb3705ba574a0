// Passes a request, or a WebSocket, on to a part that listens on loopback.
import http from "node:http";
import net from "node:net";

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
]);

function forwardedHeaders(request, from) {
  const headers = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!HOP_BY_HOP.has(name) && value !== undefined) headers[name] = value;
  }
  headers["x-forwarded-host"] = request.headers.host;
  headers["x-forwarded-proto"] = "http";
  // Ours replaces what came: the backend believes this machine alone.
  headers["x-forwarded-for"] = from;
  return headers;
}

/** Pooled connections: a new socket for each call would cost more than many of the calls. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** @param {string} from the address of whoever asks, as `clientAddress` gives it */
export function proxyRequest(request, response, port, from) {
  const upstream = http.request(
    {
      agent,
      host: "127.0.0.1",
      port,
      method: request.method,
      path: request.url,
      headers: forwardedHeaders(request, from),
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    },
  );
  upstream.on("error", () => {
    if (response.headersSent) return response.destroy();
    const body = {
      error: {
        code: "backend_unavailable",
        message: "The backend does not answer.",
        hint: "It may be restarting. Try again in a few seconds.",
      },
    };
    response.writeHead(502, { "Content-Type": "application/json", "Retry-After": "2" }).end(JSON.stringify(body));
  });
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}

/** @param {string} from as for `proxyRequest` */
export function proxyUpgrade(request, socket, head, port, from) {
  const upstream = net.connect(port, "127.0.0.1", () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      if (request.rawHeaders[i].toLowerCase() === "x-forwarded-for") continue;
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    }
    lines.push(`X-Forwarded-For: ${from}`);
    upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
    if (head.length > 0) upstream.write(head);
    upstream.setNoDelay(true);
    socket.setNoDelay(true);
    upstream.pipe(socket).pipe(upstream);
  });
  const end = () => {
    upstream.destroy();
    socket.destroy();
  };
  upstream.on("error", end);
  socket.on("error", end);
  socket.on("close", () => upstream.destroy());
  upstream.on("close", () => socket.destroy());
}
