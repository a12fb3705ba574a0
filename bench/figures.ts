// Percentiles and the table that every measurement prints.
import { appendFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

let report: string | null = null;

/** From here on every line that is said is kept in `bench/results/<name>.txt` too, also if the run ends early. */
export function keepReport(name: string): void {
  report = join(import.meta.dirname, "results", `${name}.txt`);
  writeFileSync(report, `${new Date().toISOString().slice(0, 10)}, npm run bench -- ${name}\n`);
}

export function say(line: string): void {
  console.log(line);
  if (report !== null) appendFileSync(report, `${line}\n`);
}

/** The p-th percentile (0..100), nearest rank. */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.max(0, Math.ceil((p / 100) * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

/** The middle value; of an even number of them the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

export function printMachine(): void {
  say(
    `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, load average ${loadavg()
      .map((l) => l.toFixed(2))
      .join(" ")}, Node ${process.version}`,
  );
}

export function printRow(name: string, valuesMs: number[], goal = ""): void {
  const text = `p50 ${ms(median(valuesMs))} · p95 ${ms(percentile(valuesMs, 95))} · n ${valuesMs.length}`;
  say(`${name.padEnd(56)} ${text}${goal ? `   (goal ${goal})` : ""}`);
}

/** Runs `work` and gives the share of one core that this process used meanwhile, 0..1 and above. */
export async function withCpuShare<T>(work: () => Promise<T>): Promise<{ value: T; cpuShare: number }> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const value = await work();
  const used = process.cpuUsage(before);
  return { value, cpuShare: (used.user + used.system) / 1000 / (performance.now() - startedAt) };
}
