import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from "jose";
import { goodRun, startFakeWorker, uploadOverHttp, type FakeWorker } from "../fakes/worker";
import { freePort } from "./product";

/** `embedded/` with our functions as a process of its own, over real sockets, and a fake executor on the wire. */

export const REAL_LOCAL_ISSUER = "https://local.test.invalid";
export const REAL_ACCOUNT_ISSUER = "https://accounts.test.invalid";
const root = path.resolve(import.meta.dirname, "../..");

export type RealBackend = {
  url: string;
  siteUrl: string;
  adminKey: string;
  worker: FakeWorker;
  /** The key that signs what the browser of single-machine mode shows; `kid` is "test". */
  localKey: CryptoKey;
  accountKey: CryptoKey;
  /** A good token of the local issuer, with what `claims` replaces. */
  guestToken: (name: string, claims?: JWTPayload) => Promise<string>;
  output: () => string;
  crash: () => Promise<void>;
  close: () => Promise<void>;
};

/** `environment` replaces variables of the functions; `flags` are further flags of `embedded/main.ts`. */
export async function startRealBackend(
  options: { environment?: Record<string, string>; flags?: string[] } = {},
): Promise<RealBackend> {
  const worker = await startFakeWorker();
  worker.behave(goodRun(uploadOverHttp));
  const [local, account] = await Promise.all([makeKeys(), makeKeys()]);
  const folder = await mkdtemp(path.join(tmpdir(), "naturalcad-backend-"));
  const [convexPort, sitePort] = [await freePort(), await freePort()];
  const adminKey = "an-admin-key-of-this-test";
  const environment = {
    NATURALCAD_MODE: "single",
    LOCAL_ISSUER: REAL_LOCAL_ISSUER,
    LOCAL_JWKS: local.jwks,
    ACCOUNT_ISSUER: REAL_ACCOUNT_ISSUER,
    ACCOUNT_JWKS: account.jwks,
    ACCOUNT_PRIVATE_JWK: account.privateJwk,
    NATURALCAD_SETUP_TOKEN: "a-set-up-token-of-this-test",
    SECRETS_KEY: "a-secret-of-this-test",
    WORKER_URL: worker.url,
    WORKER_TOKEN: worker.token,
    ...options.environment,
  };
  const envFile = path.join(folder, "env");
  await writeFile(
    envFile,
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  let output = "";
  const start = () =>
    startProcess(
      [
        ...["--functions", "convex", "--data", path.join(folder, "data"), "--env-file", envFile],
        ...["--convex-port", String(convexPort), "--site-port", String(sitePort), "--admin-key", adminKey],
        ...(options.flags ?? []),
      ],
      (text) => (output += text),
    );
  let child = await start();
  return {
    url: `http://127.0.0.1:${convexPort}`,
    siteUrl: `http://127.0.0.1:${sitePort}`,
    adminKey,
    worker,
    localKey: local.privateKey,
    accountKey: account.privateKey,
    guestToken: (name, claims = {}) =>
      new SignJWT({
        name,
        iss: REAL_LOCAL_ISSUER,
        sub: `guest:${name}`,
        aud: "naturalcad",
        iat: seconds(),
        exp: seconds() + 3600,
        ...claims,
      })
        .setProtectedHeader({ alg: "ES256", kid: "test", typ: "JWT" })
        .sign(local.privateKey),
    output: () => output,
    crash: async () => {
      await stop(child, "SIGKILL");
      child = await start();
    },
    close: async () => {
      await stop(child, "SIGTERM");
      await worker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const seconds = () => Math.floor(Date.now() / 1000);

async function makeKeys(): Promise<{ jwks: string; privateKey: CryptoKey; privateJwk: string }> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", use: "sig", kid: "test" }] };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
  return {
    jwks: `data:application/json;base64,${encode(keys)}`,
    privateKey,
    privateJwk: encode({ ...(await exportJWK(privateKey)), kid: "test" }),
  };
}

async function startProcess(flags: string[], hear: (text: string) => void): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "embedded/main.ts", ...flags], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const take = (data: Buffer) => {
      output += data.toString();
      hear(data.toString());
      if (/^ready /m.test(output)) resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", (code) => reject(new Error(`The embedded backend ended with ${code}:\n${output}`)));
  });
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}
