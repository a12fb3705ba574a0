// Flags and environment of `npm start`, and the secrets that an embedded installation makes for itself.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./messages.mjs";
import { at, root } from "./paths.mjs";

/** Every setting that reaches the Convex functions; anything else of the environment stays outside. */
export const BACKEND_VARIABLES = [
  "NATURALCAD_API_KEY",
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_MODEL",
  "HF_TOKEN",
  "HF_BASE_URL",
  "HF_MODEL",
  "LOCAL_LLM_URL",
  "LOCAL_LLM_MODEL",
  "SEED_CODER_URL",
  "SEED_CODER_TOKEN",
  "OPENROUTER_API_KEY",
  "OPENROUTER_BASE_URL",
  "OPENROUTER_MODEL",
  "ROUTER_ORDER",
  "WORKER_URL",
  "WORKER_TOKEN",
  "DOCUMENT_ENGINE",
  "DOCLING_URL",
  "DOCLING_TOKEN",
  "DOLPHIN_URL",
  "DOLPHIN_TOKEN",
  "UPLOAD_ORIGINS",
  "STORAGE_PUBLIC_URL",
  "APP_TYPES_URL",
  "SECRETS_KEY",
  "STORAGE",
  "SUPABASE_URL",
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_BUCKET",
  "GITHUB_TOKEN",
  "GITHUB_API_URL",
  "NATURALCAD_SETUP_TOKEN",
  "CLERK_JWT_ISSUER_DOMAIN",
  "CLERK_WEBHOOK_SECRET",
  "FILES_PUBLIC_URL",
];

/** Settings that the scripts read for themselves. */
export const START_VARIABLES = [
  "PORT",
  "CONVEX_PORT",
  "SITE_PORT",
  "WORKER_PORT",
  "NATURALCAD_DATA",
  "NATURALCAD_PYTHON",
  "HOST",
  "NATURALCAD_BACKUPS",
  "NATURALCAD_BACKUPS_KEEP",
  "NATURALCAD_TRUSTED_PROXIES",
];

function envLocalEntries() {
  const file = at(".env.local");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split(/\r?\n/)
    .flatMap((line) => {
      const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
      return match ? [[match[1], match[2].replace(/^(["'])(.*)\1$/, "$2")]] : [];
    });
}

/** The names that `.env.local` sets. */
export function envLocalNames() {
  return envLocalEntries().map(([name]) => name);
}

/** Reads `.env.local` into the environment; what is already set wins. */
export function loadEnvLocal() {
  for (const [name, value] of envLocalEntries()) process.env[name] ??= value;
}

function portFrom(name, text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SetupError(
      "start/port",
      `${name} is "${text}"; a port is a whole number from 0 to 65535.`,
      `For example: ${name} 3000`,
    );
  }
  return port;
}

/** Where the nightly backups go and how many stay; null when there are none. */
function backupsFrom({ data, backups, "keep-backups": text }) {
  if (backups === "off") return null;
  const keep = Number(text);
  if (!Number.isInteger(keep) || keep < 1) {
    throw new SetupError(
      "start/keep-backups",
      `--keep-backups is "${text}"; it is a whole number from 1.`,
      "For example: --keep-backups 14, or --backups off for none.",
    );
  }
  return { to: backups === "" ? path.resolve(root, data, "backups") : path.resolve(root, backups), keep };
}

/**
 * @param {string[]} args what follows `--` on the command line
 * @throws {SetupError} start/flag for an unknown flag, start/port, start/keep-backups
 */
export function readSettings(args) {
  const values = {
    port: process.env.PORT ?? "3000",
    "convex-port": process.env.CONVEX_PORT ?? "3210",
    "site-port": process.env.SITE_PORT ?? "3211",
    "worker-port": process.env.WORKER_PORT ?? "8800",
    data: process.env.NATURALCAD_DATA ?? ".data",
    host: process.env.HOST ?? "127.0.0.1",
    backups: process.env.NATURALCAD_BACKUPS ?? "",
    "keep-backups": process.env.NATURALCAD_BACKUPS_KEEP ?? "7",
  };
  const switches = { dev: false, open: false, "single-port": false };
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = args[i].split(/=(.*)/s);
    const name = flag.replace(/^--/, "");
    if (name === "no-open") switches.open = false;
    else if (name in switches) switches[name] = true;
    else if (name in values && flag.startsWith("--")) {
      const value = inline ?? args[++i];
      if (value === undefined)
        throw new SetupError("start/flag", `${flag} has no value.`, `For example: ${flag} ${values[name] || "DIR"}`);
      values[name] = value;
    } else {
      throw new SetupError(
        "start/flag",
        `Unknown flag "${args[i]}".`,
        `Known are ${[...Object.keys(values), ...Object.keys(switches), "no-open"].map((known) => `--${known}`).join(", ")}.`,
      );
    }
  }
  const isLoopback = ["127.0.0.1", "localhost", "::1"].includes(values.host);
  return {
    port: portFrom("--port", values.port),
    convexPort: portFrom("--convex-port", values["convex-port"]),
    sitePort: portFrom("--site-port", values["site-port"]),
    workerPort: portFrom("--worker-port", values["worker-port"]),
    data: path.resolve(root, values.data),
    host: values.host,
    backups: backupsFrom(values),
    /** Where other machines reach us, a browser's place proves nothing: people sign in. */
    mode: isLoopback && process.env.NATURALCAD_MODE !== "accounts" ? "single" : "accounts",
    isDev: switches.dev,
    opensBrowser: switches.open,
  };
}

function makeKeyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    keyId: randomUUID(),
    privateJwk: privateKey.export({ format: "jwk" }),
    publicJwk: publicKey.export({ format: "jwk" }),
  };
}

const MAX_ACCOUNT_KEYS = 2;

/**
 * The secrets of an installation, made where they are missing. The first of `accountKeys` signs the sessions of
 * accounts; the one before it is still believed, so that nobody is signed out when the keys change.
 */
export function readOrMakeSecrets(folder, { rotates = false } = {}) {
  const file = path.join(folder, "secrets.json");
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const accountKeys = known.accountKeys ?? [];
  const secrets = {
    secretsKey: randomBytes(32).toString("hex"),
    adminKey: `embedded|${randomBytes(24).toString("hex")}`,
    setupToken: randomBytes(16).toString("hex"),
    ...(known.privateJwk === undefined ? makeKeyPair() : {}),
    ...known,
    accountKeys:
      rotates || accountKeys.length === 0 ? [makeKeyPair(), ...accountKeys].slice(0, MAX_ACCOUNT_KEYS) : accountKeys,
  };
  const text = JSON.stringify(secrets, null, 2);
  if (text !== JSON.stringify(known, null, 2)) writeFileSync(file, text, { mode: 0o600 });
  return secrets;
}

/** Public keys as Convex reads them from `auth.config.ts`. */
function jwksUri(keys) {
  const jwks = { keys: keys.map(({ publicJwk, keyId }) => ({ ...publicJwk, kid: keyId, alg: "ES256", use: "sig" })) };
  return `data:text/plain;charset=utf-8;base64,${Buffer.from(JSON.stringify(jwks)).toString("base64")}`;
}

/**
 * Makes the data folder with its secrets and writes the backend's environment file (mode 0600).
 * @returns secrets, the environment file, and the worker's token and upload origins
 */
export function prepareData(settings) {
  try {
    mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SetupError(
      "start/data",
      `The data folder ${settings.data} cannot be made: ${error.message}`,
      "Name another one: npm start -- --data DIR",
    );
  }
  const secrets = readOrMakeSecrets(settings.data);
  const issuer = "https://local.naturalcad.invalid";
  const [accountKey] = secrets.accountKeys;
  const setupToken = process.env.NATURALCAD_SETUP_TOKEN ?? secrets.setupToken;
  const convexUrl = `http://127.0.0.1:${settings.convexPort}`;
  const workerToken = process.env.WORKER_TOKEN ?? randomBytes(24).toString("hex");
  const environment = {
    ...Object.fromEntries(
      BACKEND_VARIABLES.filter((name) => process.env[name]).map((name) => [name, process.env[name]]),
    ),
    NATURALCAD_MODE: settings.mode,
    NATURALCAD_SETUP_TOKEN: setupToken,
    NATURALCAD_BACKEND: "embedded",
    LOCAL_ISSUER: issuer,
    LOCAL_JWKS: jwksUri([secrets]),
    ACCOUNT_ISSUER: "https://accounts.naturalcad.invalid",
    ACCOUNT_JWKS: jwksUri(secrets.accountKeys),
    // As base64: quotes do not survive every way in which a variable is set.
    ACCOUNT_PRIVATE_JWK: Buffer.from(JSON.stringify({ ...accountKey.privateJwk, kid: accountKey.keyId })).toString(
      "base64",
    ),
    SECRETS_KEY: process.env.SECRETS_KEY ?? secrets.secretsKey,
    WORKER_URL: process.env.WORKER_URL ?? `http://127.0.0.1:${settings.workerPort}`,
    WORKER_TOKEN: workerToken,
    UPLOAD_ORIGINS: process.env.UPLOAD_ORIGINS ?? convexUrl,
    APP_TYPES_URL: process.env.APP_TYPES_URL ?? `http://127.0.0.1:${settings.port}/preview/types.json`,
  };
  const envFile = path.join(settings.data, "backend.env");
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${JSON.stringify(String(value))}`);
  writeFileSync(envFile, `${lines.join("\n")}\n`, { mode: 0o600 });
  chmodSync(envFile, 0o600);
  return {
    issuer,
    keyId: secrets.keyId,
    privateJwk: secrets.privateJwk,
    adminKey: secrets.adminKey,
    setupToken,
    envFile,
    convexUrl,
    workerToken,
    uploadOrigins: environment.UPLOAD_ORIGINS,
    isWorkerElsewhere: Boolean(process.env.WORKER_URL),
    fingerprint: createHash("sha256").update(secrets.secretsKey).digest("hex").slice(0, 8),
  };
}
