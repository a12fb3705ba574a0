// Pure: how the six steps of the timeline stand, from what the backend says of a generation.
import type { Stage, Status, Timings } from "../../../convex/lib/validators";

export const STEPS = ["Route", "Write code", "Run script", "Measure", "Check", "Publish"] as const;
export type StepName = (typeof STEPS)[number];
export type StepState = "waiting" | "running" | "done" | "failed";
export type Step = { name: StepName; state: StepState; ms: number | null };

const STEP_OF: Record<Stage, number> = {
  routing: 0,
  streaming: 1,
  starting: 2,
  running: 2,
  measuring: 3,
  exporting: 5,
  uploading: 5,
  checking: 4,
  done: 5,
};

export type StageInput = {
  status: Status;
  stage: Stage;
  finishedStages: readonly { stage: Stage; ms: number }[];
  failedStage: Stage | null;
  timings: Timings | null;
};

export const hasEnded = (status: Status) => ["succeeded", "failed", "canceled", "needs_input"].includes(status);

/** The step that a stage belongs to, in the words of the timeline. */
export const stepNameOf = (stage: Stage): StepName => STEPS[STEP_OF[stage]] ?? "Route";

export function stepsOf({ status, stage, finishedStages, failedStage, timings }: StageInput): Step[] {
  const spent = STEPS.map((_, index) => {
    const own = finishedStages.filter((finished) => STEP_OF[finished.stage] === index);
    return own.length === 0 ? null : own.reduce((sum, finished) => sum + finished.ms, 0);
  });
  if (status === "succeeded") {
    const known = [timings?.queuedMs, timings?.generateMs, timings?.executeMs, undefined, undefined, timings?.exportMs];
    return STEPS.map((name, index) => ({ name, state: "done", ms: known[index] ?? spent[index] ?? null }));
  }
  if (hasEnded(status)) {
    // A question ends a generation before any script ran, whatever stage its row was left at.
    const last = status === "needs_input" ? STEPS.indexOf("Run script") : STEP_OF[failedStage ?? stage];
    const lastState: StepState = status === "failed" ? "failed" : "waiting";
    return STEPS.map((name, index) => ({
      name,
      state: index < last ? "done" : index === last ? lastState : "waiting",
      ms: spent[index] ?? null,
    }));
  }
  const current = STEP_OF[stage];
  return STEPS.map((name, index) => ({
    name,
    state: index === current && status !== "queued" ? "running" : spent[index] !== null ? "done" : "waiting",
    ms: spent[index] ?? null,
  }));
}

/** One phrase for a history row or the phone's strip. */
export function phraseOf(status: Status, stage: Stage | null): string {
  switch (status) {
    case "queued":
      return "Waiting for its turn";
    case "generating":
      return stage === "routing" ? "Choosing a provider" : "Writing code";
    case "executing":
      return (
        { Measure: "Measuring", Check: "Checking", Publish: "Publishing files" }[
          stepNameOf(stage ?? "running") as string
        ] ?? "Running the script"
      );
    case "repairing":
      return "Repairing";
    case "needs_input":
      return "Asks back";
    case "succeeded":
      return "Ready";
    case "failed":
      return `Failed at ${stepNameOf(stage ?? "routing")}`;
    case "canceled":
      return "Canceled";
    default:
      return status satisfies never;
  }
}

/** Rough share of the way, for the 2 px line of a history row. */
export function fractionOf(stage: Stage | null): number {
  return stage === null ? 0.05 : Math.min(0.95, (STEP_OF[stage] + 0.5) / STEPS.length);
}
