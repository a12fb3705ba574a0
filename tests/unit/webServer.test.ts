import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
// @ts-expect-error The start scripts are plain JavaScript: they run before anything is installed.
import { startWebServer } from "../../scripts/web/server.mjs";

// What the web origin of a single machine tells a browser, and what it answers to other names and other pages.

let folder = "";
let upstream: http.Server;
let server: http.Server;
let port = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "web-"));
  await writeFile(path.join(folder, "index.html"), "the app");
  upstream = http.createServer((request, response) => {
    // As the backend tells of an uploaded file what its uploader said that it is.
    const type = /type=([^&]+)/.exec(request.url ?? "")?.[1];
    if (type !== undefined) response.setHeader("Content-Type", decodeURIComponent(type));
    response.end("from the backend");
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const upstreamPort = (upstream.address() as AddressInfo).port;
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  server = (await startWebServer({
    port: 0,
    host: "127.0.0.1",
    convexPort: upstreamPort,
    sitePort: upstreamPort,
    distFolder: folder,
    version: "0",
    mode: "single",
    identity: { issuer: "https://local.naturalcad.invalid", keyId: "k", privateJwk: await exportJWK(privateKey) },
  })) as http.Server;
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const each of [server, upstream]) {
    each.closeAllConnections();
    await new Promise((resolve) => each.close(resolve));
  }
  await rm(folder, { recursive: true, force: true });
});

type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string };

/** `fetch` chooses Host and Origin itself, so this speaks plain HTTP. */
function ask(address: string, headers: Record<string, string> = {}, method = "GET", body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, path: address, method, headers, agent: false },
      (answer) => {
        let text = "";
        answer.on("data", (piece: Buffer) => (text += piece.toString()));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}

/** The first line that is answered to a WebSocket's handshake. */
function handshake(headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      const lines = { Connection: "Upgrade", Upgrade: "websocket", ...headers };
      const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET /api/1.0.0/sync HTTP/1.1\r\n${text.join("")}\r\n`);
    });
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().split("\r\n")[0]!);
    });
    socket.once("error", reject);
  });
}

const own = () => `127.0.0.1:${port}`;
const strangeHosts = ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "127.0.0.1", "localhost:1"];
const strangeOrigins = [
  "http://evil.example",
  "https://127.0.0.1",
  "null",
  "http://127.0.0.1:1",
  "http://127.0.0.1.evil.example",
  "file://",
];

describe("every page of the app", () => {
  test.each(["/", "/w/any/t/thing", "/settings/members"])("%s runs no script that is written into it", async (page) => {
    const { status, headers } = await ask(page);
    expect(status).toBe(200);
    const policy = Object.fromEntries(
      String(headers["content-security-policy"])
        .split("; ")
        .map((rule) => [rule.split(" ")[0], rule.slice(rule.indexOf(" ") + 1)]),
    );
    expect(policy["script-src"]).toBe("'self'");
    expect(policy["object-src"]).toBe("'none'");
    expect(policy["base-uri"]).toBe("'none'");
    expect(policy["form-action"]).toBe("'self'");
    expect(policy["frame-ancestors"]).toBe("'none'");
  });
});

test.each(["/", "/config.json", "/nothing.js", "/api/query", "/api/v1/health", "/files/x"])(
  "%s is never read as another type than it says, and sends no address to other sites",
  async (address) => {
    const { headers } = await ask(address);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  },
);

describe.each(strangeHosts)("a page whose name “%s” points at this machine", (host) => {
  test.each(["/", "/config.json", "/api/query", "/api/v1/health", "/files/x", "/preview/frame.html"])(
    "is not answered at %s",
    async (address) => {
      const { status, body } = await ask(address, { Host: host });
      expect([400, 421]).toContain(status);
      expect(body).not.toContain("from the backend");
    },
  );

  test("opens no WebSocket", async () => {
    expect(await handshake({ Host: host })).toMatch(/ 40[03] /);
  });
});

describe.each(strangeOrigins)("a page of %s", (origin) => {
  test("calls no function, and gets no session", async () => {
    const body = JSON.stringify({ guestId: "0b0e0c3a-4b8e-4c1e-9b1a-2f5f5d1c9a11", name: "Mallory" });
    for (const address of ["/api/mutation", "/api/query", "/session"]) {
      const answer = await ask(address, { Host: own(), Origin: origin }, "POST", body);
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain("token");
    }
  });

  test("opens no WebSocket", async () => {
    expect(await handshake({ Host: own(), Origin: origin })).toContain(" 403 ");
  });
});

test("our own page gets a session, a script without an Origin gets none", async () => {
  const body = JSON.stringify({ guestId: "0b0e0c3a-4b8e-4c1e-9b1a-2f5f5d1c9a11", name: "Ann" });
  const good = await ask("/session", { Host: own(), Origin: `http://${own()}` }, "POST", body);
  expect(good.status).toBe(200);
  expect((await ask("/session", { Host: own() }, "POST", body)).status).toBe(403);
});

test.each(["/../../package.json", "/%2e%2e/%2e%2e/package.json", "/assets/..%2f..%2fpackage.json", "/%00", "/%"])(
  "the path %s leads to nothing outside the built app",
  async (address) => {
    const { body } = await ask(address);
    expect(["the app", "Not found"]).toContain(body);
  },
);

describe("a file that somebody uploaded or exported never runs as a page of ours", () => {
  const types = ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "model/step"];
  const paths = ["/api/storage/0a", "/files/0a", "/api/v1/shares/0a", "/api/action"];
  test.each(paths.flatMap((address) => types.map((type) => [address, type] as const)))(
    "%s as %s",
    async (address, type) => {
      const answer = await ask(`${address}?type=${encodeURIComponent(type)}`, { Host: `127.0.0.1:${port}` });
      expect(answer.body).toBe("from the backend");
      expect(answer.headers["content-type"]).toBe(type);
      expect(answer.headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    },
  );
});
