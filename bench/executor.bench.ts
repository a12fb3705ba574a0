/**
 * Question: how long from a script to its files on a warm executor, against a Python process of its own with the same
 * exports and tolerances, and how many jobs a minute does it take? Command: npm run bench -- executor; BENCH_RUNS runs of each
 * part (50), kept in bench/results/executor.txt.
 * Every script differs by a comment, so that no result is remembered. Between two runs there is a pause, as between two
 * people's prompts: the executor uses it to get the next children ready. The queue at the end leaves none.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { keepReport, median, percentile, printMachine, printRow, say } from "./figures.ts";

const ROOT = join(import.meta.dirname, "..");
const PYTHON = join(ROOT, ".venv/bin/python");
const RUNS = Number(process.env.BENCH_RUNS ?? 50);
const COLD_RUNS = 3;
const PAUSE_MS = 700;
const QUEUED_JOBS = 200;
const TOKEN = "bench";
const parts = JSON.parse(readFileSync(join(import.meta.dirname, "executorParts.json"), "utf8")) as Record<
  string,
  string
>;

type Timed = { totalMs: number; glbMs: number; runMs: number; positions: number[] };

keepReport("executor");
printMachine();
const worker = spawn(PYTHON, ["-m", "naturalcad_worker", "--port", "0"], {
  cwd: join(ROOT, "modal-worker"),
  env: { PATH: process.env.PATH, HOME: process.env.HOME, WORKER_TOKEN: TOKEN },
  stdio: ["ignore", "pipe", "ignore"],
});
try {
  const url = await addressOf(worker);
  await run(url, parts["plate with holes"] ?? "", "warm-up");
  const medians: number[] = [];
  for (const [name, code] of Object.entries(parts)) {
    const warm: Timed[] = [];
    for (let n = 0; n < RUNS; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      warm.push(await run(url, code, `${name} ${n}`));
    }
    const cold: number[] = [];
    for (let n = 0; n < COLD_RUNS; n += 1) cold.push(await runCold(code));
    const totals = warm.map(({ totalMs }) => totalMs);
    medians.push(median(totals));
    printRow(
      `${name}: GLB on the wire`,
      warm.map(({ glbMs }) => glbMs),
    );
    printRow(`${name}: GLB, STL, STEP and facts`, totals);
    printRow(`${name}: a process of its own`, cold);
    const ratio = median(cold) / median(totals);
    const tail = percentile(totals, 95) / median(totals);
    const script = median(warm.map(({ runMs }) => runMs));
    say(`  ${ratio.toFixed(1)} × faster; p95 / p50 ${tail.toFixed(2)}; the script itself ${script.toFixed(0)} ms`);
  }
  say(`median of the six: ${median(medians).toFixed(0)} ms (goal 350 ms)`);
  await answerAgain(url);
  await drainQueue(url);
} finally {
  worker.kill("SIGTERM");
}

/** A job whose result is remembered: a slider that goes back. */
async function answerAgain(url: string): Promise<void> {
  const code = parts.enclosure ?? "";
  await run(url, code, "again");
  const again: number[] = [];
  for (let n = 0; n < RUNS; n += 1) again.push((await run(url, code, "again")).totalMs);
  printRow("enclosure: asked for a second time", again);
}

/** 200 jobs at once from five workspaces: each is told its place, and all of them end. */
async function drainQueue(url: string): Promise<void> {
  const code = parts["plate with holes"] ?? "";
  const startedAt = performance.now();
  const ended = await Promise.all(
    Array.from({ length: QUEUED_JOBS }, async (_, n) => await run(url, code, `queued ${n}`, `team ${n % 5}`)),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const told = ended.filter(({ positions }) => positions.length > 0).length;
  say(
    `${QUEUED_JOBS} jobs at once: ${ended.length} done, ${told} told their place, ${((60 * QUEUED_JOBS) / seconds).toFixed(0)} jobs a minute (goal 240)`,
  );
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The executor has no output.");
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("ready ")) return line.slice(6).trim();
  }
  throw new Error("The executor did not start.");
}

async function run(url: string, code: string, jobId: string, workspace = "bench"): Promise<Timed> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/v1/execute`, {
    method: "POST",
    headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify({ jobId, code: `${code}# ${jobId}\n`, formats: ["glb", "stl", "step"], workspace }),
  });
  if (response.body === null) throw new Error("No answer.");
  const timed: Timed = { totalMs: 0, glbMs: 0, runMs: 0, positions: [] };
  let rest = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line, timed, startedAt);
  }
  if (timed.totalMs === 0) throw new Error(`${jobId} ended without a result.`);
  return timed;
}

function take(line: string, timed: Timed, startedAt: number): void {
  // The lines with files are long: their kind is read from the beginning.
  const head = line.slice(0, 80);
  if (head.startsWith('{"type":"artifact"') && head.includes('"glb"')) timed.glbMs = performance.now() - startedAt;
  else if (head.startsWith('{"type":"stage"')) {
    const { position } = JSON.parse(line) as { position?: number };
    if (position !== undefined) timed.positions.push(position);
  } else if (head.startsWith('{"type":"result"')) {
    timed.totalMs = performance.now() - startedAt;
    timed.runMs = (JSON.parse(line) as { timings: { runMs: number } }).timings.runMs;
  } else if (head.startsWith('{"type":"error"')) throw new Error(line);
}

async function runCold(code: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(PYTHON, [join(import.meta.dirname, "executorCold.py")], { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(code);
  const status = await new Promise((resolve) => child.on("exit", resolve));
  if (status !== 0) throw new Error(`The process of its own ended with ${String(status)}.`);
  return performance.now() - startedAt;
}
