// `npm run benchmark -- --suite <id or file.jsonl> --providers a,b [--samples k] [--min-pass 0.8] [--json FILE] [--data DIR]`:
// every case through the pipeline and the executor that people get, on a backend of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ApiRefusal, HttpApi, type Generation } from "../mcp/api.ts";
import { judge, type Answer } from "../convex/lib/benchmarks/judge.ts";
import { parseCase, readSuite, type Case } from "../convex/lib/benchmarks/suite.ts";
import { appsRows } from "../convex/lib/benchmarks/suites/apps.ts";
import { cadRows } from "../convex/lib/benchmarks/suites/cad.ts";
import { boardText, summarize, type Cell } from "./board.ts";

const ROOT = join(import.meta.dirname, "..");
const BUILT_IN = new Map([
  ["apps", appsRows],
  ["cad", cadRows],
]);
const AT_ONCE = 2;
const CELL_LIMIT_MS = 600_000;

class Refused extends Error {}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      suite: { type: "string" },
      providers: { type: "string", default: "partsLibrary" },
      samples: { type: "string", default: "1" },
      "min-pass": { type: "string" },
      json: { type: "string" },
      data: { type: "string" },
    },
  });
  const samples = wholeNumber("--samples", values.samples, 1, 100);
  const minPass = values["min-pass"] === undefined ? null : fraction("--min-pass", values["min-pass"]);
  const { cases, bad } = casesOf(values.suite);
  for (const { line, reason } of bad) process.stderr.write(`  line ${line} is left out: ${reason}\n`);
  if (cases.length === 0) throw new Refused(`${values.suite} holds no case that can be run.`);
  const providers = values.providers.split(",").map((name) => (name.trim() === "claude" ? "anthropic" : name.trim()));

  const data = values.data ?? mkdtempSync(join(tmpdir(), "naturalcad-benchmark-"));
  const product = await startProduct(data);
  const cells: Cell[] = [];
  try {
    const wishes = providers.flatMap((provider) =>
      cases.flatMap((item) => Array.from({ length: samples }, (_, sample) => ({ provider, item, sample }))),
    );
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let wish = wishes.shift(); wish !== undefined; wish = wishes.shift()) {
          const { cell, reason } = await runCell(product.api, wish.provider, wish.item, wish.sample);
          cells.push(cell);
          process.stdout.write(
            `${String(cells.length).padStart(5)}/${cells.length + wishes.length} ${cell.outcome.padEnd(14)} ${wish.provider} ${cell.caseId} · ${reason}\n`,
          );
        }
      }),
    );
  } finally {
    await product.stop();
    if (values.data === undefined) rmSync(data, { recursive: true, force: true });
  }
  const summary = summarize(cells, samples);
  process.stdout.write(`\n${boardText(cells, summary)}\n`);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ suite: values.suite, cells, summary }, null, 2)}\n`);
    process.stdout.write(`\n${values.json}: drop it on the page Benchmarks to see it as a board.\n`);
  }
  if (minPass === null) return 0;
  const rates = summary.filter(({ measure }) => measure === "pass@1");
  const isEnough = rates.length > 0 && rates.every(({ value }) => value >= minPass);
  if (!isEnough) process.stderr.write(`\n✗ Below --min-pass ${minPass}.\n`);
  return isEnough ? 0 : 1;
}

/** @throws Refused for a suite that is neither built in nor a file */
function casesOf(suite: string | undefined): ReturnType<typeof readSuite> {
  const names = [...BUILT_IN.keys()];
  if (suite === undefined) throw new Refused(`Name a suite: --suite ${names.join(" | ")}, or a .jsonl file.`);
  const rows = BUILT_IN.get(suite);
  if (rows !== undefined) return { cases: rows.map(parseCase), bad: [] };
  if (!existsSync(suite)) throw new Refused(`There is no suite “${suite}”. Built in are ${names.join(", ")}.`);
  return readSuite(readFileSync(suite, "utf8"), suite.endsWith(".csv") ? "csv" : "jsonl");
}

async function runCell(
  api: HttpApi,
  provider: string,
  item: Case,
  sample: number,
): Promise<{ cell: Cell; reason: string }> {
  const startedAt = performance.now();
  const cell = { caseId: item.id, provider, model: null, sample };
  try {
    const idempotencyKey = `benchmark:${item.id}:${provider}:${sample}`;
    const { id } = (await api.call("POST", "/api/v1/generations", {
      prompt: item.prompt,
      kind: item.kind,
      provider,
      idempotencyKey,
    })) as {
      id: string;
    };
    const generation = await api.waitForEnd(id, { timeoutMs: CELL_LIMIT_MS, onStage: () => {} });
    const { outcome, metrics, reason } = judge(item, generation as unknown as Answer);
    const costs = (generation.attempts as { costUsd: number | null }[]).map(({ costUsd }) => costUsd);
    const costUsd = costs.some((cost) => cost !== null)
      ? costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0)
      : null;
    const latencyMs = Math.round(generation.timings?.totalMs ?? performance.now() - startedAt);
    return { cell: { ...cell, model: modelOf(generation), outcome, metrics, latencyMs, costUsd }, reason };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    const latencyMs = Math.round(performance.now() - startedAt);
    return {
      cell: { ...cell, outcome: "infrastructure", metrics: {}, latencyMs, costUsd: null },
      reason: error.message,
    };
  }
}

/** The model that wrote what stands; the parts library is none. */
const modelOf = ({ model, provider }: Generation): string | null => (provider === "partsLibrary" ? null : model);

async function startProduct(data: string): Promise<{ api: HttpApi; stop: () => Promise<void> }> {
  const [port, convexPort, sitePort, workerPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const apiKey = crypto.randomUUID();
  const child = spawn(
    process.execPath,
    [
      join(ROOT, "scripts/start.mjs"),
      ...[
        "--port",
        `${port}`,
        "--convex-port",
        `${convexPort}`,
        "--site-port",
        `${sitePort}`,
        "--worker-port",
        `${workerPort}`,
      ],
      ...["--data", data],
    ],
    { cwd: ROOT, env: { ...process.env, NATURALCAD_API_KEY: apiKey }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready http/m.test(output)) resolve();
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", () => reject(new Refused(`The backend did not start:\n${output}`)));
  });
  return {
    api: new HttpApi({ url: `http://127.0.0.1:${port}`, apiKey }),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function wholeNumber(flag: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new Refused(`${flag} is “${text}”; it is a whole number from ${low} to ${high}.`);
}

function fraction(flag: string, text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new Refused(`${flag} is “${text}”; it is from 0 to 1.`);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`\n✗ ${error instanceof Refused ? error.message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
