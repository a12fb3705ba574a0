/**
 * Runs scheduled functions and crons when they are due. Mutations run exactly once (their end is in their own
 * commit); actions at most once: one that ran when the process died is marked failed, never run again (SPEC J1–J5).
 */
import { tableNumberOf } from "../protocol/ids.ts";
import type { Json } from "../protocol/json.ts";
import type { ActionRuntime } from "./actions.ts";
import type { CronJob } from "./crons.ts";
import { nextRunMs, plannedRunMs } from "./crons.ts";
import type { Engine } from "./engine.ts";
import { NOBODY } from "./identity.ts";
import type { Outcome } from "./outcomes.ts";
import type { Job, JobState } from "./scheduling.ts";

const BATCH = 64;
/** setTimeout overflows past 24 days, and the clock may jump: look again at least this often. */
const LONGEST_SLEEP_MS = 60_000;
const KEEP_FINISHED_MS = 7 * 24 * 60 * 60 * 1000;
const PRUNE_EVERY_MS = 60 * 60 * 1000;
const KEEP_REQUESTS_MS = 7 * 24 * 60 * 60 * 1000;
const MAX_ACTIONS = 64;

export class Scheduler {
  readonly #engine: Engine;
  readonly #actions: ActionRuntime;
  readonly #crons: Map<string, { job: CronJob; nextMs: number; isRunning: boolean }> = new Map();
  /** Indexes of jobs by their state and time. */
  #byState = new Set<number>();
  /** Jobs handed to the engine or running as actions. */
  readonly #taken = new Set<string>();
  #runningActions = 0;
  #timer: NodeJS.Timeout | null = null;
  #nextPruneMs = 0;
  #isStopped = false;

  constructor(engine: Engine, actions: ActionRuntime, crons: Record<string, CronJob>) {
    this.#engine = engine;
    this.#actions = actions;
    this.#take(crons);
  }

  /** Fails what a crash left running, then starts. */
  async start(): Promise<void> {
    const { scheduling } = this.#engine;
    await this.#engine.write((transaction) => {
      for (const job of scheduling.list("inProgress", Infinity, 100_000)) {
        scheduling.setState(transaction, job, { kind: "failed", error: "Transient error while executing action" });
      }
    });
    this.#engine.onCommit.push(({ touched }) => {
      if (touched.some(({ indexId }) => this.#byState.has(indexId))) this.#wake();
    });
    this.#wake();
  }

  /** The crons of other functions from now on; one that is the same keeps its next time. */
  use(crons: Record<string, CronJob>): void {
    this.#take(crons);
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #take(crons: Record<string, CronJob>): void {
    const nowMs = Date.now();
    this.#crons.clear();
    for (const [name, job] of Object.entries(crons)) {
      this.#crons.set(name, { job, nextMs: this.#firstRunMs(name, job, nowMs), isRunning: false });
    }
    const tables = this.#engine.scheduling.tables();
    this.#byState = new Set(
      tables.flatMap(({ stored }) => stored.filter(({ name }) => name === "by_state_and_time").map(({ id }) => id)),
    );
  }

  #wake(): void {
    if (this.#isStopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const [first] = this.#engine.scheduling
      .list("pending", Infinity, this.#taken.size + 1)
      .filter(({ _id }) => !this.#taken.has(_id));
    const cronsMs = [...this.#crons.values()].filter(({ isRunning }) => !isRunning).map(({ nextMs }) => nextMs);
    const canTake = this.#runningActions < MAX_ACTIONS;
    const nextMs = Math.min(canTake ? (first?.scheduledTime ?? Infinity) : Infinity, ...cronsMs, Infinity);
    const sleepMs = Math.max(0, Math.min(nextMs - Date.now(), LONGEST_SLEEP_MS));
    this.#timer = setTimeout(() => this.#runDue(), sleepMs);
  }

  #runDue(): void {
    const nowMs = Date.now();
    for (const job of this.#engine.scheduling.list("pending", nowMs, BATCH + this.#taken.size)) {
      if (!this.#taken.has(job._id) && this.#runningActions < MAX_ACTIONS) this.#runJob(job);
    }
    for (const [name, cron] of this.#crons) {
      cron.nextMs = plannedRunMs(cron.job.schedule, cron.nextMs, nowMs);
      if (!cron.isRunning && cron.nextMs <= nowMs) void this.#runCron(name, cron);
    }
    if (nowMs >= this.#nextPruneMs) this.#prune(nowMs);
    this.#wake();
  }

  #runJob(job: Job): void {
    const address = this.#engine.scheduling.addressOf(job);
    this.#taken.add(job._id);
    if (this.#engine.functions.registry.get(address)?.kind === "mutation") {
      this.#engine.runScheduledMutation(job._id, address, (outcome) => {
        this.#taken.delete(job._id);
        if (outcome !== null) logLines(job.name, outcome);
        this.#wake();
      });
      return;
    }
    this.#runningActions++;
    void this.#runAction(job)
      .catch((error: unknown) => console.error(`scheduled ${job.name}:`, error))
      .finally(() => {
        this.#runningActions--;
        this.#taken.delete(job._id);
        this.#wake();
      });
  }

  async #runAction(job: Job): Promise<void> {
    const { scheduling } = this.#engine;
    const move = (from: JobState["kind"], state: JobState): Promise<boolean> =>
      this.#engine.write((transaction) => {
        const current = scheduling.read(transaction, job._id);
        if (current === null || current.state.kind !== from) return false;
        scheduling.setState(transaction, current, state);
        return true;
      });
    if (!(await move("pending", { kind: "inProgress" }))) return;
    const outcome = await this.#actions.run(scheduling.addressOf(job), job.args[0], NOBODY, {
      canCallInternal: true,
      scheduledFunctionId: job._id,
    });
    logLines(job.name, outcome);
    await move("inProgress", outcome.ok ? { kind: "success" } : { kind: "failed", error: outcome.message });
  }

  async #runCron(name: string, cron: { job: CronJob; nextMs: number; isRunning: boolean }): Promise<void> {
    cron.isRunning = true;
    // Runs that were missed (the process was off, or the last run was slow) are skipped, not caught up.
    cron.nextMs = nextRunMs(cron.job.schedule, cron.nextMs, Date.now());
    try {
      await this.#engine.write(({ documents }) => documents.setMeta(`cron:${name}`, cronRecord(cron.job, cron.nextMs)));
      const target = this.#engine.functions.registry.find(cron.job.name, null, true);
      const args = cron.job.args[0] ?? {};
      const outcome =
        target.kind === "mutation"
          ? await this.#engine.mutateAsync({ path: target.address, args, caller: NOBODY, canCallInternal: true })
          : await this.#actions.run(target.address, args, NOBODY, { canCallInternal: true });
      logLines(`cron "${name}"`, outcome);
    } catch (error) {
      console.error(`cron "${name}":`, error);
    } finally {
      cron.isRunning = false;
      this.#wake();
    }
  }

  /** A cron keeps its next time across restarts unless its definition has changed. */
  #firstRunMs(name: string, job: CronJob, nowMs: number): number {
    const stored = JSON.parse(this.#engine.documents.getMeta(`cron:${name}`) ?? "null") as {
      job: string;
      nextMs: number;
    } | null;
    if (stored !== null && stored.job === JSON.stringify(job)) return plannedRunMs(job.schedule, stored.nextMs, nowMs);
    return job.schedule.type === "interval" ? nowMs : nextRunMs(job.schedule, nowMs, nowMs);
  }

  #prune(nowMs: number): void {
    this.#nextPruneMs = nowMs + PRUNE_EVERY_MS;
    const { scheduling, documents } = this.#engine;
    void this.#engine.write(() => {
      this.#engine.pruneRequests(nowMs - KEEP_REQUESTS_MS);
      const finished = (["success", "failed", "canceled"] as const).flatMap((kind) =>
        scheduling.list(kind, nowMs - KEEP_FINISHED_MS, 1000),
      );
      for (const job of finished) {
        if ((job.completedTime ?? nowMs) > nowMs - KEEP_FINISHED_MS) continue;
        const table = documents.catalog.byNumber(tableNumberOf(job._id)!)!;
        documents.remove(table, job as unknown as Record<string, Json>);
      }
    });
  }
}

function cronRecord(job: CronJob, nextMs: number): string {
  return JSON.stringify({ job: JSON.stringify(job), nextMs });
}

/** Work that no client waits for logs to the server's own output. */
function logLines(name: string, outcome: Outcome): void {
  for (const line of outcome.logLines) console.log(`${name} ${line}`);
  if (!outcome.ok) console.error(`${name} failed: ${outcome.message.trimEnd()}`);
}
