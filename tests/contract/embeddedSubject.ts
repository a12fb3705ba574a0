import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConvexHttpClient } from "convex/browser";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { goodRun, startFakeWorker, uploadOverHttp } from "../fakes/worker";
import { API_KEY, type Caller, type Subject } from "./subject";

const ISSUER = "https://local.test.invalid";
const ADMIN_KEY = "an-admin-key-of-this-test";
const root = path.resolve(import.meta.dirname, "../..");

/** `embedded/` as a process of its own, on free ports and a data folder of its own, over real sockets. */
export async function startEmbeddedSubject(): Promise<Subject> {
  const worker = await startFakeWorker();
  worker.behave(goodRun(uploadOverHttp));
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", use: "sig", kid: "test" }] };
  const folder = await mkdtemp(path.join(tmpdir(), "naturalcad-contract-"));
  const [convexPort, sitePort] = [await freePort(), await freePort()];
  const environment = {
    NATURALCAD_MODE: "single",
    LOCAL_ISSUER: ISSUER,
    LOCAL_JWKS: `data:application/json;base64,${Buffer.from(JSON.stringify(keys)).toString("base64")}`,
    SECRETS_KEY: "a-secret-of-this-test",
    NATURALCAD_API_KEY: API_KEY,
    WORKER_URL: worker.url,
    WORKER_TOKEN: worker.token,
  };
  const envFile = path.join(folder, "env");
  await writeFile(
    envFile,
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );

  const start = () =>
    startProcess([
      ...["--functions", "convex", "--data", path.join(folder, "data"), "--env-file", envFile],
      ...["--convex-port", String(convexPort), "--site-port", String(sitePort), "--admin-key", ADMIN_KEY],
    ]);
  let child = await start();
  const url = `http://127.0.0.1:${convexPort}`;
  const site = `http://127.0.0.1:${sitePort}`;
  const http = () => new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false });
  const admin = http() as ConvexHttpClient & { setAdminAuth(key: string): void };
  admin.setAdminAuth(ADMIN_KEY);

  return {
    guest: async (name) => {
      const client = http();
      client.setAuth(
        await new SignJWT({ name })
          .setProtectedHeader({ alg: "ES256", kid: "test", typ: "JWT" })
          .setIssuer(ISSUER)
          .setSubject(`guest:${name}`)
          .setAudience("naturalcad")
          .setIssuedAt()
          .setExpirationTime("1h")
          .sign(privateKey),
      );
      return client;
    },
    anonymous: http(),
    // The admin key opens internal functions too, which the client's type does not know.
    administrator: admin as unknown as Caller,
    http: (to, init) => fetch(new URL(to, site), init),
    worker,
    upload: uploadOverHttp,
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

async function startProcess(flags: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["embedded/main.ts", ...flags], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (data: Buffer) => {
      output += data.toString();
      if (/^ready /m.test(output)) resolve();
    };
    child.stdout!.on("data", hear);
    child.stderr!.on("data", hear);
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
