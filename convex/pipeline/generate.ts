import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { internalAction } from "../functions";
import { hintByFailure } from "../lib/errors";
import type { ExecutorEvent } from "../lib/executorEvents";
import { isSameCode } from "../lib/extractCode";
import { ask, route, type AttemptOutcome, type Author, type Brief, type Draft } from "../lib/llmRouter";
import { answerFromPartsLibrary } from "../lib/partsLibrary/partsLibrary";
import { specFromFollowUp, specFromPrompt } from "../lib/promptSpec";
import { parseProfile, profiles } from "../lib/profiles";
import { nextRound, type Fault } from "../lib/prompts/repair";
import { AUTO, type ProviderId } from "../lib/providers";
import { settings } from "../lib/settings";
import { checkSpec } from "../lib/specCheck";
import { partFormats } from "../lib/uploadTargets";
import type { ParameterValue, SpecRow, SpecRule, Stage, Warning } from "../lib/validators";
import { providersFor } from "../providers/configured";
import { execute, ExecutorFault } from "../providers/executor";
import { emptyBatch } from "./batch";
import { FileKeeper } from "./fileKeeper";
import { ProgressWriter } from "./progressWriter";
import {
  asFault,
  Failed,
  faultOf,
  gateFault,
  reportOf,
  resultOf,
  Stopped,
  type Report,
  type Result,
} from "./runOutcome";

/**
 * One run of one generation, from prompt to measured part, in one action: take the lease, route, execute, check,
 * finish. The code goes to the executor while it is being stored, so that neither waits for the other.
 */

const EXECUTE_TIMEOUT_S = 60;
const HEARTBEAT_MS = 10_000;
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

class Run {
  readonly #ctx: ActionCtx;
  readonly #lease: Lease;
  readonly #work: Work;
  readonly #abort = new AbortController();
  readonly #writer: ProgressWriter;
  readonly #files: FileKeeper;
  #stage: Stage;
  #isQueued = false;
  /** Members of Auto that were left alone this time, each with its reason. */
  #skipped: Work["routing"]["skipped"] = [];

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
    const limit = this.#profile.repairs;
    for (let round = nextRound(done, isSame, limit); round !== null; round = nextRound(round, isSame, limit)) {
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
    const { prompt, provider, values, rules } = this.#work;
    if (rules !== null)
      return { script: { text, values: values ?? {}, spec: rules, author: null }, stored: Promise.resolve() };
    const answer = provider === "partsLibrary" && values === null ? answerFromPartsLibrary(prompt) : null;
    const spec = answer?.kind === "part" && answer.script === text ? answer.spec : [];
    return { script: { text, values: values ?? {}, spec, author: null }, stored: Promise.resolve() };
  }

  #brief(): Brief {
    const { prompt, kind, requestedProvider, requestedModel, profile, base, reference } = this.#work;
    // A model belongs to one provider: with Auto the name would mean nothing to the others.
    const model = requestedProvider === AUTO ? undefined : (requestedModel ?? undefined);
    return { prompt, kind, model, profile, base, reference };
  }

  get #profile() {
    return profiles[parseProfile(this.#work.profile) ?? "balanced"];
  }

  #hooks() {
    let attemptIndex = 0;
    return {
      signal: this.#abort.signal,
      timeoutMs: this.#profile.writeTimeoutMs,
      now: () => Date.now(),
      wait: (ms: number) => pauseFor(ms, this.#abort.signal),
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

  /** What a model's code is held against: the words of the prompt, since the model gives no rules of its own. */
  #ownRules(given: SpecRule[]): SpecRule[] {
    if (given.length > 0 || this.#work.kind === "app") return given;
    return this.#work.base === null ? specFromPrompt(this.#work.prompt) : specFromFollowUp(this.#work.prompt);
  }

  #withSkipped(message: string): string {
    return [message, ...this.#skipped.map((each) => each.message)].join(" ");
  }

  /** Asks the providers. `script` is null when the answer was a question. */
  async #write(): Promise<Written> {
    const { routing, requestedProvider, workspaceId, profile } = this.#work;
    const authors = await providersFor({ ...routing, workspaceId, profile });
    const skipped = new Set(routing.skipped.map(({ provider }) => provider));
    const order = routing.order.flatMap((id) => (skipped.has(id) ? [] : (authors.get(id as ProviderId)?.id ?? [])));
    this.#skipped =
      requestedProvider === AUTO ? routing.skipped.filter(({ provider }) => authors.has(provider as ProviderId)) : [];
    const routed = await route(authors, order, requestedProvider, this.#brief(), this.#hooks());
    switch (routed.kind) {
      case "aborted":
        throw new Stopped();
      case "none":
        throw new Failed(
          { code: routed.code, message: this.#withSkipped(routed.message), hint: hintByFailure[routed.code] },
          false,
        );
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
    const { text, title, label, values } = draft;
    const spec = author?.repair === undefined ? draft.spec : this.#ownRules(draft.spec);
    const skipped = this.#skipped.map(({ message }): Warning => ({ code: "provider_skipped", message }));
    const warnings = [...skipped, ...draft.warnings];
    const stored = this.#ctx
      .runMutation(internal.pipeline.steps.written, {
        ...this.#lease,
        report,
        text,
        title,
        label,
        warnings,
        values,
        spec,
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

/** Resolves after `ms`, or as soon as the run is stopped. */
function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
