import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { internalAction } from "../functions";
import { hintByFailure } from "../lib/errors";
import { isSameCode } from "../lib/extractCode";
import { ask, route, type AttemptOutcome, type Author, type Draft } from "../lib/llmRouter";
import { answerFromAppTemplates } from "../lib/appTemplates/appTemplates";
import { pauseFor } from "../lib/pause";
import { answerFromPartsLibrary } from "../lib/partsLibrary/partsLibrary";
import { rulesFor } from "../lib/promptSpec";
import { parseProfile, profiles } from "../lib/profiles";
import { nextRound, type Fault } from "../lib/prompts/repair";
import { AUTO, type ProviderId } from "../lib/providers";
import { checkSpec } from "../lib/specCheck";
import type { ParameterValue, SpecRow, SpecRule } from "../lib/validators";
import { readInputs } from "../model/inputFiles";
import { providersFor } from "../providers/configured";
import { emptyBatch } from "./batch";
import { FileKeeper } from "./fileKeeper";
import { finishApp } from "./finishApp";
import { ProgressWriter } from "./progressWriter";
import { asFault, Failed, failedOf, faultOf, gateFault, reportOf, standInWarning, Stopped } from "./runOutcome";
import type { Report, Result } from "./runOutcome";
import { ScriptRunner } from "./scriptRunner";
import { briefOf, routingNotices, standingSpec, type Work } from "./work";

/**
 * One run of one generation, from prompt to measured part, in one action: take the lease, route, execute, check,
 * finish. The code goes to the executor while it is being stored, so that neither waits for the other.
 */

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
  readonly #runner: ScriptRunner;
  /** Repairs that were asked for. */
  #repairs = 0;
  /** No further repair is paid for. */
  #isBudgetSpent = false;
  /** Members of Auto that were left alone this time, each with its reason. */
  #skipped: Work["routing"]["skipped"] = [];

  constructor(ctx: ActionCtx, lease: Lease, work: Work) {
    this.#ctx = ctx;
    this.#lease = lease;
    this.#work = work;
    this.#writer = new ProgressWriter(async (batch) => {
      const verdict = await ctx.runMutation(internal.pipeline.steps.progress, { ...lease, batch });
      if (verdict === "go") this.#files.recorded(batch);
      return verdict;
    }, this.#stop);
    this.#files = new FileKeeper(ctx, work.folder, (file) => this.#writer.file(file));
    this.#runner = new ScriptRunner({
      stage: work.code === null ? "routing" : "starting",
      job: work,
      writer: this.#writer,
      files: this.#files,
      readInputs: () => readInputs(ctx, work.inputs),
      signal: this.#abort.signal,
      stop: this.#stop,
    });
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
      await this.#finishApp({ script, stored });
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

  async #finishApp(first: Runnable): Promise<void> {
    await first.stored;
    const withText = (script: Script) => ({
      script,
      text: script.text,
      canRepair: script.author?.repair !== undefined,
    });
    const findings = await finishApp(withText(first.script), {
      findTypes: async (code) => {
        this.#runner.stage = "checking";
        const checked = await this.#ctx.runAction(internal.appTypes.check, { code });
        return "findings" in checked ? checked.findings : null;
      },
      repair: async ({ script }, fault, round, earlier) => {
        const next = await this.#repair(script, failedOf(fault), { result: null, spec: [] }, round, earlier);
        await next?.stored;
        return next === null ? null : { script: withText(next.script), round: next.round };
      },
      standIn: async (fault) => await this.#standInApp(failedOf(fault)),
    });
    await this.#ctx.runMutation(internal.pipeline.steps.finishApp, {
      ...this.#lease,
      findings: findings?.map(({ line, message }) => ({ line, message })) ?? null,
    });
  }

  /** The nearest template, clearly labelled; where there is none, the fault itself ends the run. */
  async #standInApp(fault: Failed): Promise<void> {
    const answer = this.#work.base === null ? answerFromAppTemplates(this.#work.prompt) : null;
    if (answer?.kind !== "app") throw fault;
    const { code, title, label, warnings } = answer;
    await this.#takeStandIn(fault, { text: code, title, label, warnings, spec: [] }, "app templates");
  }

  /** Takes a draft of the library in place of the model's, and says so. */
  async #takeStandIn(
    fault: Failed,
    draft: Pick<Extract<Draft, { kind: "script" }>, "text" | "title" | "label" | "warnings" | "spec">,
    source: "parts library" | "app templates",
  ): Promise<Runnable> {
    const { code, message } = fault.failure;
    const warning = standInWarning(message, this.#repairs, this.#isBudgetSpent, source);
    const error = { code, message };
    const moved = await this.#ctx.runMutation(internal.pipeline.steps.repairing, { ...this.#lease, error });
    this.#heed(moved === "spent" ? "go" : moved);
    this.#files.forget();
    const report: Report = { provider: "partsLibrary", outcome: "ok", startedAt: Date.now(), latencyMs: 0 };
    const warnings = [warning, ...draft.warnings];
    const { script, stored } = await this.#take({ kind: "script", ...draft, warnings, values: null }, report, null);
    if (script === null) throw fault;
    await stored;
    return { script, stored };
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
      if (next === null) return await this.#standIn(fault);
      earlier.push(asFault(fault));
      round = next.round;
      current = next;
    }
  }

  /** A fault of the script is an answer here; anything else is thrown. */
  async #runAndCheck({ script, stored }: Runnable): Promise<Checked> {
    try {
      const result = await this.#runner.execute(script, stored);
      // Over before a write of its own would be: only an error that falls here says it.
      this.#runner.stage = "checking";
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
    { result, spec }: Pick<Checked, "result" | "spec">,
    done: number,
    earlier: readonly Fault[],
  ): Promise<(Runnable & { round: number }) | null> {
    const { author } = script;
    const repair = author?.repair;
    if (author === null || repair === undefined) return null;
    const { code, message } = fault.failure;
    let isSame = false;
    const isApp = this.#work.kind === "app";
    const limit = isApp ? this.#profile.appRepairs : this.#profile.repairs;
    for (let round = nextRound(done, isSame, limit); round !== null; round = nextRound(round, isSame, limit)) {
      const error = { code, message };
      const step = { ...this.#lease, error, provider: author.id };
      const verdict = await this.#ctx.runMutation(internal.pipeline.steps.repairing, step);
      if (verdict === "spent") {
        this.#isBudgetSpent = true;
        return null;
      }
      this.#heed(verdict);
      // The next run's files replace this one's.
      this.#files.forget();
      const facts = result?.facts ?? null;
      const request = { round, code: script.text, fault: asFault(fault), facts, spec, earlier };
      this.#repairs++;
      const asked = await ask(author, (calls) => repair(briefOf(this.#work), request, calls), this.#hooks());
      if (asked.kind === "aborted") throw new Stopped();
      const report = reportOf(asked.attempt);
      if (asked.kind === "failed") {
        this.#heed(await this.#ctx.runMutation(internal.pipeline.steps.attemptFailed, { ...this.#lease, report }));
        return null;
      }
      if (asked.draft.kind === "question") return null;
      isSame = isSameCode(script.text, asked.draft.text, isApp ? "tsx" : "python");
      const taken = await this.#take({ ...asked.draft, spec: script.spec }, report, author);
      if (!isSame && taken.script !== null) return { script: taken.script, stored: taken.stored, round };
      // The same code would fail the same way: the trail has it, the next round asks for something plainer.
      await taken.stored;
    }
    return null;
  }

  /** The nearest part of the library, clearly labelled; where there is none, the fault itself ends the run. */
  async #standIn(fault: Failed): Promise<Verified> {
    const answer = this.#work.base === null ? answerFromPartsLibrary(this.#work.prompt) : null;
    if (answer?.kind !== "part") throw fault;
    const { script: text, title, label, warnings, spec } = answer;
    const runnable = await this.#takeStandIn(fault, { text, title, label, warnings, spec }, "parts library");
    const checked = await this.#runAndCheck(runnable);
    if (checked.result === null) throw checked.fault ?? fault;
    return { ...checked, result: checked.result };
  }

  /** Code that stands already: nobody is asked to mend it. */
  #standing(text: string): Written {
    const script = { text, values: this.#work.values ?? {}, spec: standingSpec(this.#work, text), author: null };
    return { script, stored: Promise.resolve() };
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
        this.#runner.stage = "streaming";
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
    const { routing, requestedProvider, workspaceId, profile } = this.#work;
    const authors = await providersFor({ ...routing, workspaceId, profile });
    const skipped = new Set(routing.skipped.map(({ provider }) => provider));
    const order = routing.order.flatMap((id) => (skipped.has(id) ? [] : (authors.get(id as ProviderId)?.id ?? [])));
    this.#skipped =
      requestedProvider === AUTO ? routing.skipped.filter(({ provider }) => authors.has(provider as ProviderId)) : [];
    const routed = await route(authors, order, requestedProvider, briefOf(this.#work), this.#hooks());
    switch (routed.kind) {
      case "aborted":
        throw new Stopped();
      case "none": {
        const message = [routed.message, ...this.#skipped.map((each) => each.message)].join(" ");
        throw new Failed({ code: routed.code, message, hint: hintByFailure[routed.code] }, false);
      }
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
    const spec = rulesFor(this.#work, draft.spec, author?.repair !== undefined);
    const notices = routingNotices(this.#work, this.#skipped, this.#repairs === 0 ? report.provider : null);
    const warnings = [...notices, ...draft.warnings];
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
    this.#runner.stage = "starting";
    const mender = this.#work.repairs ? author : null;
    return { script: { text, values: values ?? {}, spec, author: mender }, stored };
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
      error: { ...failed.failure, stage: this.#runner.stage },
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
