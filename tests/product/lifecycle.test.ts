// Starting, stopping and dying: no process stays behind, nothing acknowledged is lost.
import { createServer } from "node:net";
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { Api } from "../support/api";
import { freePort, startProduct, type Product } from "../support/product";

/** Command lines of all living processes that were started with this data folder or worker port. */
function processesOf(product: Product): string[] {
  const workerPort = new URL(product.workerUrl).port;
  return execFileSync("ps", ["-eo", "pid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(product.dataFolder) || line.includes(`--port ${workerPort}`))
    .filter((line) => !/^\s*\d+\s+Z/.test(line));
}

async function untilGone(product: Product): Promise<string[]> {
  for (let i = 0; i < 100; i++) {
    if (processesOf(product).length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return processesOf(product);
}

/** The process that was started with these words on its command line. */
function processWith(product: Product, words: string): number {
  const line = processesOf(product).find((candidate) => candidate.includes(words));
  if (line === undefined) throw new Error(`no process with ${words}`);
  return Number(line.trim().split(/\s+/)[0]);
}

it("leaves no process behind after SIGTERM", async () => {
  const product = await startProduct();
  expect(processesOf(product).length).toBeGreaterThan(2);
  await product.stop();
  expect(await untilGone(product)).toEqual([]);
}, 120_000);

it("leaves no process behind when it is killed outright", async () => {
  const product = await startProduct();
  product.process.kill("SIGKILL");
  expect(await untilGone(product)).toEqual([]);
  await product.stop();
}, 120_000);

it("ends, with all it started, when nobody reads its output any more", async () => {
  const product = await startProduct();
  product.process.stdout?.destroy();
  product.process.stderr?.destroy();
  process.kill(processWith(product, "-m naturalcad_worker --host"), "SIGKILL");
  expect(await untilGone(product)).toEqual([]);
  await product.stop();
}, 120_000);

it("names the taken port and the flag that chooses another", async () => {
  const port = await freePort();
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(port, "127.0.0.1", resolve));
  await expect(startProduct({ args: ["--port", String(port)] })).rejects.toThrow(
    new RegExp(`Port ${port}.*taken[\\s\\S]*--port ${port + 1}`),
  );
  blocker.close();
}, 60_000);

it("ends every job that a kill interrupted, and keeps what was made before", async () => {
  const first = await startProduct();
  const api = new Api(first.url, first.apiKey);
  const made = await api.waitForEnd(await api.create({ prompt: "20 mm cube" }));
  const interrupted = await api.create({ prompt: "spur gear with 40 teeth, module 2, 10 mm thick" });
  first.process.kill("SIGKILL");
  await untilGone(first);

  const second = await startProduct({ dataFolder: first.dataFolder });
  const again = new Api(second.url, second.apiKey);
  expect((await again.get(made.id)).facts?.volumeMm3).toBeCloseTo(8000, 1);
  const ended = await again.waitForEnd(interrupted);
  expect(["succeeded", "failed"]).toContain(ended.status);
  if (ended.status === "failed") expect(ended.error?.hint).toBeTruthy();
  await second.stop();
}, 180_000);

it("starts a backend that was killed again, and the interrupted job ends", async () => {
  const product = await startProduct();
  const api = new Api(product.url, product.apiKey);
  const made = await api.waitForEnd(await api.create({ prompt: "20 mm cube" }));
  const interrupted = await api.create({ prompt: "spur gear with 40 teeth, module 2, 10 mm thick" });
  process.kill(processWith(product, "embedded/main.ts"), "SIGKILL");
  const answer = async () => {
    for (let i = 0; i < 200; i++) {
      const { status, body } = await api
        .call("GET", `/api/v1/generations/${made.id}`)
        .catch(() => ({ status: 0, body: null }));
      if (status === 200) return body;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the backend did not come back:\n${product.output()}`);
  };
  expect(await answer()).toMatchObject({ status: "succeeded" });
  expect(["succeeded", "failed"]).toContain((await api.waitForEnd(interrupted)).status);
  await product.stop();
}, 180_000);

it("starts a CAD executor that was killed again, and the next prompt succeeds", async () => {
  const product = await startProduct();
  const api = new Api(product.url, product.apiKey);
  process.kill(processWith(product, "-m naturalcad_worker --host"), "SIGKILL");
  for (let i = 0; i < 5; i++) {
    const generation = await api.waitForEnd(await api.create({ prompt: "20 mm cube" }));
    if (generation.status === "succeeded") break;
    expect(generation.error).toMatchObject({ code: "executor_unavailable", hint: expect.any(String) });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  expect((await api.waitForEnd(await api.create({ prompt: "21 mm cube" }))).status).toBe("succeeded");
  await product.stop();
}, 180_000);
