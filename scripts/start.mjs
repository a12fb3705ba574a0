// `npm start`: does the set-up that is missing, then runs backend, worker and web app until it is told to stop.
import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { reportFailure, say } from "./lib/messages.mjs";
import { at, findNode24, venvPython } from "./lib/paths.mjs";
import { checkPortIsFree, Processes } from "./lib/processes.mjs";
import { startNightly } from "./lib/nightly.mjs";
import { ensurePython } from "./lib/python.mjs";
import { loadEnvLocal, prepareData, readSettings } from "./lib/settings.mjs";
import { ensureBuild, ensureNodePackages } from "./lib/setup.mjs";

const startedAt = Date.now();
const MAX_RESTARTS = 3;
const RESTART_WINDOW_MS = 60_000;

function openBrowser(url) {
  const command = { darwin: "open", win32: "explorer" }[process.platform] ?? "xdg-open";
  spawn(command, [url], { stdio: "ignore", detached: true }).on("error", () =>
    say(`  Open ${url} yourself: ${command} was not found.`),
  );
}

/** What a child may see of our environment: enough to run, nothing secret. */
function plainEnvironment() {
  const names = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "TZ",
  ];
  return Object.fromEntries(
    names.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]),
  );
}

/** Runs an internal function as the administrator; a failure here is shown, not fatal. */
async function runInternal(convexUrl, adminKey, path, args) {
  const response = await fetch(`${convexUrl}/api/function`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Convex ${adminKey}` },
    body: JSON.stringify({ path, format: "json", args: [args] }),
  });
  const answer = await response.json();
  if (answer.status !== "success") say(`  ${path} failed: ${answer.errorMessage}`);
}

/** Until somebody owns the installation, says where and with what the first account is made. */
async function sayHowToSetUp(convexUrl, url, setupToken) {
  const response = await fetch(`${convexUrl}/api/query`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: "accounts:state", format: "json", args: {} }),
  });
  const answer = await response.json();
  if (answer.value?.needsSetup) say(`  First owner   ${url}/setup   with the set-up token ${setupToken}`);
}

/** Makes the nightly backups and tells of each where people look: on the console, in health, and on the owner's page. */
function backUpNightly({ data, backups, convexPort }, convexUrl, adminKey) {
  return startNightly({ data, convexPort, ...backups }, async (result) => {
    if (result.ok) say(`  backup        ${backups.to}: ${result.files} files, ${(result.bytes / 1e6).toFixed(1)} MB`);
    else process.stderr.write(`\n✗ The nightly backup failed: ${result.reason}\n${result.output}\n`);
    const report = result.ok
      ? { bytes: result.bytes, keep: backups.keep }
      : { error: result.reason, keep: backups.keep };
    await runInternal(convexUrl, adminKey, "backups:note", report).catch(() => undefined); // it stops just now
  });
}

async function main() {
  loadEnvLocal();
  const settings = readSettings(process.argv.slice(2));
  await ensureNodePackages();
  await ensurePython();
  if (!settings.isDev) await ensureBuild();

  await checkPortIsFree(settings.port, settings.host, "--port", "web app");
  await checkPortIsFree(settings.convexPort, "127.0.0.1", "--convex-port", "backend");
  await checkPortIsFree(settings.sitePort, "127.0.0.1", "--site-port", "HTTP actions");
  const prepared = prepareData(settings);
  if (!prepared.isWorkerElsewhere)
    await checkPortIsFree(settings.workerPort, "127.0.0.1", "--worker-port", "CAD executor");

  let webServer;
  let endNightly;
  let exitStatus = 0;
  const restarts = { backend: [], worker: [] };
  const processes = new Processes((name, how) => void restart(name, how));
  /** A part that dies is started again, so that an open page goes on; one that keeps dying ends everything, by name. */
  async function restart(name, how) {
    const now = Date.now();
    restarts[name] = [...restarts[name].filter((at) => now - at < RESTART_WINDOW_MS), now];
    if (restarts[name].length > MAX_RESTARTS) {
      process.stderr.write(`\n✗ ${name} ended ${restarts[name].length} times within a minute (last ${how}).\n`);
      exitStatus = 1;
      return stop();
    }
    process.stderr.write(`\n✗ ${name} ended unexpectedly (${how}). Starting it again.\n`);
    try {
      await parts[name]();
    } catch (error) {
      if (processes.isStopping) return;
      exitStatus = reportFailure(error);
      await stop();
    }
  }
  let stopping;
  const stop = () => {
    stopping ??= (async () => {
      endNightly?.();
      webServer?.close();
      webServer?.closeAllConnections?.();
      await processes.stop();
      process.exit(exitStatus);
    })();
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop());
  process.on("exit", () => processes.killNow());
  process.on("uncaughtException", (error) => {
    exitStatus = reportFailure(error);
    void stop();
  });
  // Whoever read our words may be gone. Then nobody watches, and the report of a failed write must not fail again.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => {
      exitStatus = 1;
      void stop();
    });
  }

  const parts = {
    backend: async () => {
      const beganAt = Date.now();
      const urls = await processes.start("backend", backendCommand);
      await runInternal(urls[0], prepared.adminKey, "users:ensureKeyOwner", {});
      // What a crash left unfinished is taken up again.
      await runInternal(urls[0], prepared.adminKey, "pipeline/steps:recover", { restartedAt: beganAt });
      return urls;
    },
    worker: () => processes.start("worker", workerCommand),
  };
  const backendCommand = {
    command: findNode24(),
    args: [
      "--disable-warning=ExperimentalWarning",
      at("embedded/main.ts"),
      ...["--functions", at("convex")],
      ...["--convex-port", String(settings.convexPort)],
      ...["--site-port", String(settings.sitePort)],
      ...["--data", settings.data],
      ...["--env-file", prepared.envFile],
      ...["--admin-key", prepared.adminKey],
      ...(settings.isDev ? ["--watch"] : []),
      // Where strangers call, what went wrong inside is for the log alone.
      ...(settings.mode === "accounts" || process.env.NODE_ENV === "production" ? ["--production"] : []),
    ],
    env: plainEnvironment(),
  };
  const workerCommand = {
    command: venvPython(),
    args: ["-m", "naturalcad_worker", "--host", "127.0.0.1", "--port", String(settings.workerPort)],
    cwd: at("modal-worker"),
    env: { ...plainEnvironment(), WORKER_TOKEN: prepared.workerToken, UPLOAD_ORIGINS: prepared.uploadOrigins },
  };

  try {
    const backend = parts.backend();
    const worker = prepared.isWorkerElsewhere ? Promise.resolve([process.env.WORKER_URL]) : parts.worker();
    worker.catch(() => undefined); // awaited below; a rejection until then must not count as unhandled
    const { startWebServer } = await import("./web/server.mjs");
    const devMiddleware = settings.isDev ? await makeDevMiddleware() : undefined;
    const version = JSON.parse(readFileSync(at("package.json"), "utf8")).version;
    webServer = await startWebServer({
      port: settings.port,
      host: settings.host,
      convexPort: settings.convexPort,
      sitePort: settings.sitePort,
      distFolder: at("dist"),
      version,
      identity: prepared,
      mode: settings.mode,
      trustedProxies: process.env.NATURALCAD_TRUSTED_PROXIES,
      elsewhere: { supabaseUrl: process.env.SUPABASE_URL, clerkIssuer: process.env.CLERK_JWT_ISSUER_DOMAIN },
      devMiddleware,
    });
    const [convexUrl, siteUrl] = await backend;
    say(`  backend       ${convexUrl}`);
    say(`  HTTP actions  ${siteUrl}`);
    const [workerUrl] = await worker;
    say(`  CAD executor  ${workerUrl}`);
    const url = `http://${settings.host}:${webServer.address().port}`;
    say(
      `  NaturalCAD    ${url}   (ready in ${((Date.now() - startedAt) / 1000).toFixed(1)} s; Ctrl-C stops everything)`,
    );
    if (settings.mode === "accounts") await sayHowToSetUp(convexUrl, url, prepared.setupToken);
    say(`ready ${url}`);
    if (settings.backups !== null) endNightly = backUpNightly(settings, convexUrl, prepared.adminKey);
    if (settings.opensBrowser) openBrowser(url);
  } catch (error) {
    exitStatus = reportFailure(error);
    await stop();
  }
}

async function makeDevMiddleware() {
  const { createServer } = await import("vite");
  const vite = await createServer({
    root: at(),
    server: { middlewareMode: true, hmr: { port: 24_678 } },
    appType: "spa",
  });
  return vite.middlewares;
}

main().catch((error) => {
  process.exitCode = reportFailure(error);
});
