// Starts the whole product the way `npm start` does, on free ports with a data folder of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export type Product = {
  url: string;
  siteUrl: string;
  convexUrl: string;
  workerUrl: string;
  apiKey: string;
  dataFolder: string;
  process: ChildProcess;
  /** What it printed so far, both streams. */
  output: () => string;
  /** Ends it as Ctrl-C would, and waits. Keeps the data folder when asked. */
  stop: (options?: { keepsData?: boolean }) => Promise<void>;
};

/** A port that was free a moment ago on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("no port"));
      server.close(() => resolve(address.port));
    });
  });
}

/** @throws Error with all output when it ends before it is ready */
export async function startProduct(
  options: { dataFolder?: string; env?: Record<string, string>; args?: string[] } = {},
): Promise<Product> {
  const dataFolder = options.dataFolder ?? mkdtempSync(path.join(tmpdir(), "naturalcad-"));
  const [port, convexPort, sitePort, workerPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const apiKey = "test-key-of-the-owner";
  const child = spawn(
    process.execPath,
    [
      path.join(root, "scripts/start.mjs"),
      ...["--port", String(port), "--convex-port", String(convexPort), "--site-port", String(sitePort)],
      ...["--worker-port", String(workerPort), "--data", dataFolder, ...(options.args ?? [])],
    ],
    {
      cwd: root,
      env: { ...process.env, NATURALCAD_API_KEY: apiKey, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready http/m.test(output)) resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", (status) => reject(new Error(`npm start ended with ${status} before it was ready:\n${output}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    convexUrl: `http://127.0.0.1:${convexPort}`,
    siteUrl: `http://127.0.0.1:${sitePort}`,
    workerUrl: `http://127.0.0.1:${workerPort}`,
    apiKey,
    dataFolder,
    process: child,
    output: () => output,
    stop: async ({ keepsData = false } = {}) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await ended;
      }
      if (!keepsData) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
