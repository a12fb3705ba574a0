import type { ExecutorEvent } from "../lib/executorEvents";
import { settings } from "../lib/settings";
import { partFormats } from "../lib/uploadTargets";
import type { ParameterValue, Stage } from "../lib/validators";
import { execute, ExecutorFault, type ExecuteRequest } from "../providers/executor";
import type { FileKeeper } from "./fileKeeper";
import type { ProgressWriter } from "./progressWriter";
import { faultOf, resultOf, type Result } from "./runOutcome";

/** Has the executor run a script and writes down what it reports on the way. One per run of the pipeline. */

const EXECUTE_TIMEOUT_S = 60;

type Job = { jobId: string; folder: string; uploads: Record<string, string> | null };
type Inputs = NonNullable<ExecuteRequest["inputs"]>;

export class ScriptRunner {
  /** Where the run stands; the pipeline's own steps set it too. */
  stage: Stage;
  readonly #job: Job;
  readonly #writer: ProgressWriter;
  readonly #files: FileKeeper;
  readonly #readInputs: () => Promise<Inputs>;
  readonly #signal: AbortSignal;
  readonly #stop: () => void;
  #isQueued = false;

  constructor(parts: {
    stage: Stage;
    job: Job;
    writer: ProgressWriter;
    files: FileKeeper;
    /** What the script finds as parts; read for each run, since a repaired script finds the same. */
    readInputs: () => Promise<Inputs>;
    signal: AbortSignal;
    stop: () => void;
  }) {
    this.stage = parts.stage;
    this.#job = parts.job;
    this.#writer = parts.writer;
    this.#files = parts.files;
    this.#readInputs = parts.readInputs;
    this.#signal = parts.signal;
    this.#stop = parts.stop;
  }

  /** Runs while the code is being stored. Throws `Failed` for whatever ends without a result. */
  async execute(
    script: { text: string; values: Record<string, ParameterValue> },
    stored: Promise<void>,
  ): Promise<Result> {
    const url = settings.workerUrl();
    if (url === null) {
      await stored;
      throw faultOf("executor_unavailable", "There is no executor: WORKER_URL is not set.");
    }
    const { jobId, folder, uploads } = this.#job;
    const targets = await this.#targets(uploads, stored);
    const inputs = await this.#inputs(stored);
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
      // The executor takes turns between workspaces.
      workspace: folder.split("/")[0]!,
      code: script.text,
      parameters: script.values,
      formats: [...partFormats],
      timeoutS: EXECUTE_TIMEOUT_S,
      uploads: targets,
      ...(inputs.length === 0 ? {} : { inputs }),
    };
    const executed = execute({ url, token: settings.workerToken() }, request, hear, this.#signal);
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

  async #targets(uploads: Job["uploads"], stored: Promise<void>) {
    try {
      return await this.#files.targets(uploads);
    } catch (error) {
      await stored;
      throw faultOf("storage_failed", "The store of files cannot be reached.", error);
    }
  }

  async #inputs(stored: Promise<void>): Promise<Inputs> {
    try {
      return await this.#readInputs();
    } catch (error) {
      await stored;
      throw faultOf("storage_failed", "A file that the script needs cannot be read.", error);
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
    if (stage === this.stage) return;
    this.stage = stage;
    this.#writer.stage(stage, Date.now());
  }
}
