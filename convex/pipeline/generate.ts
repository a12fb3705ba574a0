import { v, type Infer } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { internalAction } from "../functions";
import { hintByFailure, type FailureCode } from "../lib/errors";
import type { ExecutorEvent } from "../lib/executorEvents";
import { costMicros } from "../lib/costs";
import { isSameCode } from "../lib/extractCode";
import { ask, route, routerOrder, type AttemptOutcome, type Author, type Brief, type Draft } from "../lib/llmRouter";
import { answerFromPartsLibrary } from "../lib/partsLibrary/partsLibrary";
import type { SpecRule } from "../lib/partsLibrary/types";
import { nextRound, type Fault } from "../lib/prompts/repair";
import { settings } from "../lib/settings";
import { checkSpec } from "../lib/specCheck";
import { partFormats } from "../lib/uploadTargets";
import type { Facts, GenerationError, ParameterValue, SpecRow, Stage, Warning } from "../lib/validators";
import { configuredProviders } from "../providers/configured";
import { execute, ExecutorFault } from "../providers/executor";
import { emptyBatch, vAttemptReport } from "./batch";
import { FileKeeper } from "./fileKeeper";
import { ProgressWriter } from "./progressWriter";

/**
 * One run of one generation, from prompt to measured part, in one action: take the lease, route, execute, check,
 * finish. The code goes to the executor while it is being stored, so that neither waits for the other.
 */

const EXECUTE_TIMEOUT_S = 60;
const HEARTBEAT_MS = 10_000;
/** How long one provider may take to write, by profile. */
const WRITE_TIMEOUT_MS: Record<string, number> = { fast: 30_000, balanced: 90_000, best: 180_000 };

export const run = internalAction({
  args: { generationId: v.id("generations"), attempt: v.number() },
  returns: v.null(),
  handler: async (ctx, { generationId, attempt }): Promise<null> => {
    const lease = { generationId, leaseToken: crypto.randomUUID() };
    const work = await ctx.runMutation(internal.pipeline.steps.begin, { ...lease, attempt });
    if (work !== null) await new Run(ctx, lease, work).toEnd();
    return null;
  },
});

type Lease = { generationId: Id<"generations">; leaseToken: string };
type Work = NonNullable<typeof internal.pipeline.steps.begin._returnType>;
/** `author`: who can repair it; null where nobody can. */
type Script = { text: string; values: Record<string, ParameterValue>; spec: SpecRule[]; author: Author | null };
type Written = { script: Script | null; stored: Promise<void> };
type Runnable = { script: Script; stored: Promise<void> };
type Checked = { result: Result | null; spec: SpecRow[]; fault: Failed | null };
type Verified = Checked & { result: Result };
type Result = Extract<ExecutorEvent, { type: "result" }>;

/** The run's job is gone: canceled, or taken over. Nothing more is to be written. */
class Stopped extends Error {}

/** The run ends with an error that people read. */
class Failed extends Error {
  readonly failure: Omit<GenerationError, "stage">;
  readonly isRejected: boolean;

  constructor(failure: Omit<GenerationError, "stage">, isRejected: boolean, cause?: unknown) {
    super(failure.message, cause === undefined ? undefined : { cause });
    this.failure = failure;
    this.isRejected = isRejected;
  }
}

class Run {
  readonly #ctx: ActionCtx;
  readonly #lease: Lease;
  readonly #work: Work;
  readonly #abort = new AbortController();
  readonly #writer: ProgressWriter;
  readonly #files: FileKeeper;
  #stage: Stage;
  #isQueued = false;

  constructor(ctx: ActionCtx, lease: Lease, work: Work) {
    this.#ctx = ctx;
    this.#lease = lease;
    this.#work = work;
    this.#stage = work.code === null ? "routing" : "starting";
    this.#writer = new ProgressWriter(async (batch) => {
      const verdict = await ctx.runMutation(internal.pipeline.steps.progress, { ...lease, batch });
      if (verdict === "go") this.#files.recorded(batch);
      return verdict;
    }, this.#stop);
    this.#files = new FileKeeper(ctx, work.folder, (file) => this.#writer.file(file));
  }

  async toEnd(): Promise<void> {
    const heartbeat = setInterval(() => this.#writer.beat(), HEARTBEAT_MS);
    try {
      await this.#make();
    } catch (error) {
      if (!this.#abort.signal.aborted && !(error instanceof Stopped)) await this.#fail(error);
    } finally {
      clearInterval(heartbeat);
      await this.#writer.close();
      await this.#files.dropUnrecorded();
    }
  }

  async #make(): Promise<void> {
    const startedAt = Date.now();
    const { script, stored } = this.#work.code === null ? await this.#write() : this.#standing(this.#work.code);
    if (script === null) return;
    const generateMs = Date.now() - startedAt;
    if (this.#work.kind === "app") {
      // An app runs in the browser's sandbox and nowhere else: whole code is all that the pipeline can give.
      await stored;
      await this.#ctx.runMutation(internal.pipeline.steps.finishApp, this.#lease);
      return;
    }
    const { result, spec } = await this.#runWithRepairs({ script, stored });
    const batch = await this.#writer.close();
    const { startMs, runMs, measureMs, exportMs } = result.timings;
    const verdict = await this.#ctx.runMutation(internal.pipeline.steps.finish, {
      ...this.#lease,
      batch,
      facts: result.facts,
      parameters: result.parameters,
      spec,
      timings: { generateMs, executeMs: startMs + runMs + measureMs, exportMs },
    });
    if (verdict === "go") this.#files.recorded(batch);
  }

  /**
   * Runs the script; while it fails by its own fault and its author can mend it, asks for the next one. After the last
   * round the nearest part of the library stands in, and says so.
   */
  async #runWithRepairs(first: Runnable): Promise<Verified> {
    let current = first;
    let round = 0;
    const earlier: Fault[] = [];
    for (;;) {
      const verified = await this.#runAndCheck(current);
      const { fault } = verified;
      if (current.script.author?.repair === undefined) {
        if (verified.result === null) throw fault ?? new Stopped();
        return { ...verified, result: verified.result };
      }
      if (fault === null && verified.result !== null) return { ...verified, result: verified.result };
      if (fault === null) throw new Stopped();
      const next = await this.#repair(current.script, fault, verified, round, earlier);
      if (next === null) return await this.#standIn(fault, round);
      earlier.push(asFault(fault));
      round = next.round;
      current = next;
    }
  }

  /** A fault of the script is an answer here; anything else is thrown. */
  async #runAndCheck({ script, stored }: Runnable): Promise<Checked> {
    try {
      const result = await this.#execute(script, stored);
      // Over before a write of its own would be: only an error that falls here says it.
      this.#stage = "checking";
      const spec = checkSpec(script.spec, result.facts);
      await this.#settleFiles();
      return { result, spec, fault: gateFault(result.facts, spec) };
    } catch (error) {
      if (error instanceof Failed && error.isRejected) return { result: null, spec: [], fault: error };
      throw error;
    }
  }

  /** Asks the author for the next script; null when it is time to give up. */
  async #repair(
    script: Script,
    fault: Failed,
    { result, spec }: Checked,
    done: number,
    earlier: readonly Fault[],
  ): Promise<(Runnable & { round: number }) | null> {
    const { author } = script;
    const repair = author?.repair;
    if (author === null || repair === undefined) return null;
    const { code, message } = fault.failure;
    let isSame = false;
    for (let round = nextRound(done, isSame); round !== null; round = nextRound(round, isSame)) {
      const error = { code, message };
      this.#heed(await this.#ctx.runMutation(internal.pipeline.steps.repairing, { ...this.#lease, error }));
      // The next run's files replace this one's.
      this.#files.forget();
      const facts = result?.facts ?? null;
      const request = { round, code: script.text, fault: asFault(fault), facts, spec, earlier };
      const asked = await ask(author, (calls) => repair(this.#brief(), request, calls), this.#hooks());
      if (asked.kind === "aborted") throw new Stopped();
      const report = reportOf(asked.attempt);
      if (asked.kind === "failed") {
        this.#heed(await this.#ctx.runMutation(internal.pipeline.steps.attemptFailed, { ...this.#lease, report }));
        return null;
      }
      if (asked.draft.kind === "question") return null;
      isSame = isSameCode(script.text, asked.draft.text, "python");
      const taken = await this.#take({ ...asked.draft, spec: script.spec }, report, author);
      if (!isSame && taken.script !== null) return { script: taken.script, stored: taken.stored, round };
      // The same code would fail the same way: the trail has it, the next round asks for something plainer.
      await taken.stored;
    }
    return null;
  }

  /** The nearest part of the library, clearly labelled; where there is none, the fault itself ends the run. */
  async #standIn(fault: Failed, rounds: number): Promise<Verified> {
    const answer = this.#work.base === null ? answerFromPartsLibrary(this.#work.prompt) : null;
    if (answer?.kind !== "part") throw fault;
    const { code, message } = fault.failure;
    const warning: Warning = {
      code: "stand_in",
      message: `The model's script failed after ${rounds} ${rounds === 1 ? "repair" : "repairs"} (${message}) This is the nearest part of the parts library, not the model's.`,
    };
    const { script: text, title, label, warnings, spec } = answer;
    const draft: Draft = { kind: "script", text, title, label, warnings: [warning, ...warnings], spec, values: null };
    const error = { code, message };
    this.#heed(await this.#ctx.runMutation(internal.pipeline.steps.repairing, { ...this.#lease, error }));
    this.#files.forget();
    const report: Report = { provider: "partsLibrary", outcome: "ok", startedAt: Date.now(), latencyMs: 0 };
    const { script, stored } = await this.#take(draft, report, null);
    if (script === null) throw fault;
    const checked = await this.#runAndCheck({ script, stored });
    if (checked.result === null) throw checked.fault ?? fault;
    return { ...checked, result: checked.result };
  }

  /** Code that stands already. The library's rules are found again from the prompt: they are not stored. */
  #standing(text: string): Written {
    const { prompt, provider, values } = this.#work;
    const answer = provider === "partsLibrary" && values === null ? answerFromPartsLibrary(prompt) : null;
    const spec = answer?.kind === "part" && answer.script === text ? answer.spec : [];
    return { script: { text, values: values ?? {}, spec, author: null }, stored: Promise.resolve() };
  }

  #brief(): Brief {
    const { prompt, kind, requestedModel, profile, base } = this.#work;
    return { prompt, kind, model: requestedModel ?? undefined, profile, base };
  }

  #hooks() {
    let attemptIndex = 0;
    return {
      signal: this.#abort.signal,
      timeoutMs: WRITE_TIMEOUT_MS[this.#work.profile] ?? 90_000,
      now: () => Date.now(),
      onAsk: async ({ id, model }: Author, startedAt: number) => {
        const index = await this.#ctx.runMutation(internal.pipeline.steps.asked, {
          ...this.#lease,
          provider: id,
          startedAt,
          ...(model === null ? {} : { model }),
        });
        if (index === null) return this.#stop();
        attemptIndex = index;
        this.#stage = "streaming";
      },
      onToken: (text: string) => this.#writer.code(attemptIndex, text),
      onFailed: async (attempt: AttemptOutcome) => {
        const report = reportOf(attempt);
        this.#heed(await this.#ctx.runMutation(internal.pipeline.steps.attemptFailed, { ...this.#lease, report }));
      },
    };
  }

  /** Asks the providers. `script` is null when the answer was a question. */
  async #write(): Promise<Written> {
    const authors = configuredProviders();
    const order = routerOrder(settings.routerOrder());
    const routed = await route(authors, order, this.#work.requestedProvider, this.#brief(), this.#hooks());
    switch (routed.kind) {
      case "aborted":
        throw new Stopped();
      case "none":
        throw new Failed({ code: routed.code, message: routed.message, hint: hintByFailure[routed.code] }, false);
      case "written":
        return await this.#take(routed.draft, reportOf(routed.attempt), authors.get(routed.attempt.provider) ?? null);
      default:
        return routed satisfies never;
    }
  }

  async #take(draft: Draft, report: Report, author: Author | null): Promise<Written> {
    if (draft.kind === "question") {
      const { question } = draft;
      await this.#ctx.runMutation(internal.pipeline.steps.askedBack, { ...this.#lease, report, question });
      return { script: null, stored: Promise.resolve() };
    }
    const { text, title, label, warnings, spec, values } = draft;
    const stored = this.#ctx
      .runMutation(internal.pipeline.steps.written, {
        ...this.#lease,
        report,
        text,
        title,
        label,
        warnings,
        values,
        batch: emptyBatch(),
      })
      .then((verdict) => this.#heed(verdict));
    this.#stage = "starting";
    return { script: { text, values: values ?? {}, spec, author }, stored };
  }

  async #execute(script: Script, stored: Promise<void>): Promise<Result> {
    const url = settings.workerUrl();
    if (url === null) {
      await stored;
      throw faultOf("executor_unavailable", "There is no executor: WORKER_URL is not set.");
    }
    const { jobId, uploads } = this.#work;
    const targets = await this.#targets(uploads, stored);
    let outcome: ExecutorEvent | null = null;
    // Progress before the code is stored would be overtaken by it, so the first events wait.
    let isStored = false;
    const early: ExecutorEvent[] = [];
    const hear = (event: ExecutorEvent) => {
      if (event.type === "result" || event.type === "error") outcome = event;
      if (isStored) this.#hear(event);
      else early.push(event);
    };
    const request = {
      jobId,
      code: script.text,
      parameters: script.values,
      formats: [...partFormats],
      timeoutS: EXECUTE_TIMEOUT_S,
      uploads: targets,
    };
    const executed = execute({ url, token: settings.workerToken() }, request, hear, this.#abort.signal);
    // Both are awaited below; a rejection in between must not count as unhandled.
    executed.catch(() => undefined);
    try {
      await stored;
    } catch (error) {
      this.#stop();
      throw error;
    }
    isStored = true;
    for (const event of early) this.#hear(event);
    try {
      await executed;
    } catch (error) {
      if (error instanceof ExecutorFault) throw faultOf(error.code, error.message, error);
      throw error;
    }
    return resultOf(outcome);
  }

  async #targets(uploads: Work["uploads"], stored: Promise<void>) {
    try {
      return await this.#files.targets(uploads);
    } catch (error) {
      await stored;
      throw faultOf("storage_failed", "The store of files cannot be reached.", error);
    }
  }

  #hear(event: ExecutorEvent): void {
    switch (event.type) {
      case "stage":
        if (event.stage === "queued") {
          this.#isQueued = true;
          return this.#writer.queuePosition(event.position ?? 0);
        }
        if (this.#isQueued) this.#writer.queuePosition(null);
        this.#isQueued = false;
        return this.#enter(event.stage);
      case "log":
        return this.#writer.log(event.stream, event.text);
      case "artifact":
        return this.#files.keep(event.file);
      case "result":
        for (const file of event.files) this.#files.keep(file);
        return;
      case "ping":
      case "error":
        return;
      default:
        event satisfies never;
    }
  }

  #enter(stage: Stage): void {
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.#writer.stage(stage, Date.now());
  }

  async #settleFiles(): Promise<void> {
    try {
      await this.#files.settle();
    } catch (error) {
      throw faultOf("storage_failed", "A file could not be stored.", error);
    }
  }

  async #fail(error: unknown): Promise<void> {
    const failed =
      error instanceof Failed ? error : faultOf("internal", "The run failed for a reason of the backend's own.", error);
    if (failed.failure.code === "internal") console.error("pipeline.generate failed", this.#lease.generationId, error);
    const batch = await this.#writer.close();
    const verdict = await this.#ctx.runMutation(internal.pipeline.steps.fail, {
      ...this.#lease,
      batch,
      error: { ...failed.failure, stage: this.#stage },
      isRejected: failed.isRejected,
    });
    if (verdict === "go") this.#files.recorded(batch);
  }

  readonly #stop = (): void => {
    this.#abort.abort(new Stopped());
  };

  #heed(verdict: "go" | "stop"): void {
    if (verdict === "go") return;
    this.#stop();
    throw new Stopped();
  }
}

function resultOf(outcome: ExecutorEvent | null): Result {
  if (outcome?.type === "result") return outcome;
  if (outcome?.type !== "error") throw faultOf("executor_protocol", "The executor ended without a result.");
  const { code, message, hint, line } = outcome;
  const isScriptsFault = code !== "busy" && code !== "upload_failed" && code !== "canceled";
  throw new Failed({ code, message, hint, ...(line === null ? {} : { line }) }, isScriptsFault);
}

function faultOf(code: FailureCode, message: string, cause?: unknown): Failed {
  return new Failed({ code, message, hint: hintByFailure[code] }, false, cause);
}

/** What a model's shape must be to leave the pipeline: valid, closed, and as its spec says. */
function gateFault(facts: Facts, spec: readonly SpecRow[]): Failed | null {
  const missed = spec.filter(({ pass }) => !pass);
  if (facts.isValid && facts.isWatertight && missed.length === 0) return null;
  const message = missed.map((row) => `${row.rule}: expected ${row.expected}, measured ${row.measured}.`).join(" ");
  return new Failed({ code: "spec", message, hint: "Compare the checks with the request." }, true);
}

function asFault({ failure: { code, message, hint, line } }: Failed): Fault {
  return { code, message, hint, line: line ?? null };
}

type Report = Infer<typeof vAttemptReport>;

function reportOf(attempt: AttemptOutcome): Report {
  const { provider, model, outcome, startedAt, latencyMs, firstTokenMs, usage, error } = attempt;
  const cost = model === null ? null : costMicros(provider, model, usage);
  return {
    ...(cost === null ? {} : { costMicros: cost }),
    provider,
    outcome,
    startedAt,
    latencyMs,
    ...(model === null ? {} : { model }),
    ...(firstTokenMs === null ? {} : { firstTokenMs }),
    ...(usage.inputTokens === null ? {} : { inputTokens: usage.inputTokens }),
    ...(usage.outputTokens === null ? {} : { outputTokens: usage.outputTokens }),
    ...(error === null ? {} : { error }),
  };
}
