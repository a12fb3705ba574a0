/**
 * Serves a Convex functions folder on this machine:
 * `node24 embedded/main.ts --functions convex [--convex-port 3210] [--site-port 3211] [--data .data] [--env-file FILE]
 * [--admin-key KEY] [--host 127.0.0.1] [--production] [--watch]`. With --production clients read neither what functions
 * threw (but for ConvexErrors) nor what they logged; with --watch a changed function is served as soon as it is saved.
 * Prints `ready <backend URL> <site URL>` once it answers.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, parseEnv } from "node:util";
import { SetupError } from "./protocol/errors.ts";
import type { Runtime } from "./runtime/start.ts";
import { startRuntime } from "./runtime/start.ts";
import { watchFolder } from "./runtime/watch.ts";
import { Backend } from "./sync/backend.ts";
import { PublicServer } from "./sync/server.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      functions: { type: "string", default: "convex" },
      "convex-port": { type: "string", default: "3210" },
      "site-port": { type: "string", default: "3211" },
      data: { type: "string", default: ".data" },
      "env-file": { type: "string" },
      "admin-key": { type: "string" },
      host: { type: "string", default: "127.0.0.1" },
      production: { type: "boolean", default: false },
      watch: { type: "boolean", default: false },
    },
  });
  const { host } = values;
  const server = new PublicServer();
  const ports = await server.listen({
    convexPort: readPort("--convex-port", values["convex-port"]),
    sitePort: readPort("--site-port", values["site-port"]),
    host,
  });
  const shownHost = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const cloudUrl = `http://${shownHost}:${ports.convexPort}`;
  const siteUrl = `http://${shownHost}:${ports.sitePort}`;
  const env = { CONVEX_CLOUD_URL: cloudUrl, CONVEX_SITE_URL: siteUrl, ...readEnvFile(values["env-file"]) };
  const runtime = await startRuntime({
    functionsFolder: values.functions,
    dataFolder: values.data,
    env,
    cloudUrl: env.CONVEX_CLOUD_URL,
  });
  runtime.engine.isProduction = values.production;
  const adminKey = values["admin-key"] ?? keptAdminKey(values.data);
  server.serve(new Backend(runtime, adminKey));
  const stopWatching = values.watch ? watchFolder(values.functions, () => reload(runtime)) : () => {};

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    stopWatching();
    await server.close();
    await runtime.close();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  if (process.env.EXIT_WITH_PARENT === "1") {
    // The starter holds the other end of this pipe: it closes even when the starter is killed outright.
    process.stdin.on("close", () => void stop());
    process.stdin.resume();
  }
  // One action's forgotten promise must not end everyone's server.
  process.on("unhandledRejection", (error) => console.error("unhandled rejection in an action:", error));
  process.on("uncaughtException", (error) => console.error("uncaught exception in an action:", error));
  console.log(`ready ${cloudUrl} ${siteUrl}`);
}

async function reload(runtime: Runtime): Promise<void> {
  const startedMs = performance.now();
  try {
    if (!(await runtime.reload())) return;
    console.log(`functions: reloaded in ${Math.round(performance.now() - startedMs)} ms`);
  } catch (error) {
    const reason = error instanceof SetupError ? `${error.code}: ${error.message}` : error;
    console.error("functions: the change is not taken, what was served goes on.", reason);
  }
}

function readPort(flag: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new SetupError("flags/port", `${flag} must be a port from 0 to 65535, got ${JSON.stringify(text)}.`);
}

function readEnvFile(file: string | undefined): Record<string, string> {
  if (file === undefined) return {};
  if (!existsSync(file)) throw new SetupError("flags/env_file", `There is no --env-file ${file}.`);
  return parseEnv(readFileSync(file, "utf8")) as Record<string, string>;
}

/** Without --admin-key: one made at random, kept beside the data for whoever can read it. */
function keptAdminKey(dataFolder: string): string {
  const file = join(dataFolder, "admin.key");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  mkdirSync(dataFolder, { recursive: true });
  const key = `embedded|${randomBytes(24).toString("hex")}`;
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return key;
}

main().catch((error: unknown) => {
  if (error instanceof SetupError) console.error(`${error.code}: ${error.message}`);
  else console.error(error);
  process.exit(1);
});
