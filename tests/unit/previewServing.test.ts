import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
// @ts-expect-error The start scripts are plain JavaScript: they run before anything is installed.
import { startWebServer } from "../../scripts/web/server.mjs";

describe("the preview's files on the web origin", () => {
  let folder = "";
  let server: http.Server;
  let base = "";
  let host = "";

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "preview-"));
    await mkdir(path.join(folder, "preview/vendor"), { recursive: true });
    await writeFile(path.join(folder, "index.html"), "the app");
    await writeFile(path.join(folder, "preview/frame.html"), "the frame");
    await writeFile(path.join(folder, "preview/vendor/react.js"), "export {}");
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const identity = {
      issuer: "https://local.naturalcad.invalid",
      keyId: "k",
      privateJwk: await exportJWK(privateKey),
    };
    server = (await startWebServer({
      port: 0,
      host: "127.0.0.1",
      convexPort: 1,
      sitePort: 1,
      distFolder: folder,
      version: "0",
      identity,
    })) as http.Server;
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    base = `http://${host}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  test("the frame has a policy of its own: no network, no origin, modules from the preview's folder alone", async () => {
    const response = await fetch(`${base}/preview/frame.html`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(await response.text()).toBe("the frame");
    for (const rule of [
      "sandbox allow-scripts;",
      "default-src 'none'",
      "connect-src 'none'",
      "form-action 'none'",
      `http://${host}/preview/`,
      "frame-ancestors 'self'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain("allow-same-origin");
    expect(policy).not.toContain("unsafe-eval");
  });
  test("modules are given to the frame's opaque origin", async () => {
    const response = await fetch(`${base}/preview/vendor/react.js`, { headers: { Origin: "null" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });
  test("the opaque origin gets nothing else", async () => {
    for (const target of ["/config.json", "/session", "/api/1.0/sync", "/index.html"]) {
      expect((await fetch(base + target, { headers: { Origin: "null" } })).status).toBe(403);
    }
  });
  test("a missing file is not answered with the app, and no path leads out of the folder", async () => {
    expect((await fetch(`${base}/preview/vendor/nothing.js`)).status).toBe(404);
    const status = await new Promise<number>((resolve, reject) => {
      http
        .get(
          {
            host: "127.0.0.1",
            port: Number(host.split(":")[1]),
            path: "/preview/../../../etc/passwd",
            headers: { host },
          },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        )
        .on("error", reject);
    });
    expect(status).toBe(404);
  });
  test("the page around it keeps its own policy", async () => {
    expect((await fetch(`${base}/index.html`)).headers.get("content-security-policy")).toContain("script-src 'self'");
  });
});
