/** Starts the real program as a child process, as people do, and talks to it over real sockets. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import type { FunctionReference } from "convex/server";
import { anyApi } from "convex/server";

export const ADMIN_KEY = "embedded|test-admin-key";
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const CLOCK_SHIFT = fileURLToPath(new URL("./clockShift.mjs", import.meta.url));
const FIXTURES = fileURLToPath(new URL("./fixtures/", import.meta.url));

// Fixtures have no generated types, so that a test may also call a function wrongly: hence the `any`s.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyFunction = FunctionReference<any, "public", any, any>;
/** The functions of a fixture by path. */
export const api = anyApi as Record<string, Record<string, AnyFunction>>;

export type RunningServer = {
  pid: number;
  url: string;
  siteUrl: string;
  dataFolder: string;
  output: () => string;
  client: () => ConvexClient;
  http: ConvexHttpClient;
  /** The most memory that the process has held, in MB. */
  peakMb: () => number;
  /** Resolves when the process is gone, however it went. */
  gone: Promise<void>;
  kill: () => Promise<void>;
  stop: () => Promise<number | null>;
};

// A test that fails before its `stop` must not leave a server behind.
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

const clients = new Map<string, ConvexClient[]>();

/** A folder that `removeFolders` takes away. */
export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), "embedded-"));
}

export async function startServer(
  options: {
    fixture?: string;
    /** A folder elsewhere in the place of a fixture, served anew when something in it changes. */
    watched?: string;
    dataFolder?: string;
    env?: Record<string, string>;
    convexPort?: number;
    adminKey?: string;
    isProduction?: boolean;
    /** A place at which the process kills itself: `protocol/faultPoints.ts`. */
    dieAt?: string;
    /** Holds by how many milliseconds the process's clock is off; may change while it runs. */
    clockShiftFile?: string;
    /** No file grows past this: as on a full disk, writes fail then. */
    fileLimitKb?: number;
  } = {},
): Promise<RunningServer> {
  const dataFolder = options.dataFolder ?? newDataFolder();
  const envFile = join(dataFolder, "functions.env");
  writeFileSync(
    envFile,
    Object.entries(options.env ?? {})
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(""),
  );
  const shift = options.clockShiftFile;
  const node = [process.execPath, ...(shift === undefined ? [] : ["--import", CLOCK_SHIFT]), MAIN];
  const limit = options.fileLimitKb;
  // With the signal ignored a write past the limit fails, as it does when the disk is full.
  const command =
    limit === undefined ? node : ["bash", "-c", `trap '' XFSZ; ulimit -f ${limit}; exec "$@"`, "bash", ...node];
  const child = spawn(
    command[0]!,
    [
      ...command.slice(1),
      ...["--functions", options.watched ?? join(FIXTURES, options.fixture ?? "basic", "convex")],
      ...(options.watched === undefined ? [] : ["--watch"]),
      ...["--data", dataFolder, "--env-file", envFile, "--admin-key", options.adminKey ?? ADMIN_KEY],
      ...["--convex-port", String(options.convexPort ?? 0), "--site-port", "0"],
      ...(options.isProduction ? ["--production"] : []),
    ],
    { env: { ...process.env, EMBEDDED_DIE_AT: options.dieAt ?? "", CLOCK_SHIFT_FILE: shift } },
  );
  running.add(child);
  child.once("exit", () => running.delete(child));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [url, siteUrl] = await readyUrls(child, () => output);
  const key = `${url}${dataFolder}`;
  return {
    pid: child.pid!,
    url,
    siteUrl,
    dataFolder,
    output: () => output,
    client: () => {
      const client = new ConvexClient(url, { logger: false, unsavedChangesWarning: false });
      clients.set(key, [...(clients.get(key) ?? []), client]);
      return client;
    },
    http: new ConvexHttpClient(url, { logger: false }),
    peakMb: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
    gone: new Promise((resolve) => child.once("exit", () => resolve())),
    kill: () => end(child, "SIGKILL").then(() => undefined),
    stop: async () => {
      for (const client of clients.get(key) ?? []) await client.close();
      clients.delete(key);
      const code = await end(child, "SIGTERM");
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
      return code;
    },
  };
}

function readyUrls(child: ChildProcess, output: () => string): Promise<[string, string]> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const match = /^ready (\S+) (\S+)$/m.exec(output());
      if (match !== null) resolve([match[1]!, match[2]!]);
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}:\n${output()}`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.kill(signal);
  });
}

/** Resolves with the first value that `accept` takes, of a subscription of the client. */
export function untilValue<T>(
  client: ConvexClient,
  query: AnyFunction,
  args: Record<string, unknown>,
  accept: (value: T) => boolean,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = client.onUpdate(
      query,
      args,
      (value: T) => {
        if (!accept(value)) return;
        queueMicrotask(() => stop());
        resolve(value);
      },
      reject,
    );
  });
}
