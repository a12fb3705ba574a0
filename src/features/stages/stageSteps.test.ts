import { expect, it } from "vitest";
import { phraseOf, stepsOf } from "./stageSteps";

const none = { finishedStages: [], failedStage: null, timings: null } as const;

it("shows the running step and the ones that are done", () => {
  const steps = stepsOf({
    ...none,
    status: "executing",
    stage: "running",
    finishedStages: [
      { stage: "routing", ms: 3 },
      { stage: "streaming", ms: 40 },
    ],
  });
  expect(steps.map((step) => step.state)).toEqual(["done", "done", "running", "waiting", "waiting", "waiting"]);
  expect(steps[1]?.ms).toBe(40);
});

it("adds up the stages that belong to one step", () => {
  const finishedStages = [
    { stage: "exporting", ms: 30 },
    { stage: "uploading", ms: 12 },
  ] as const;
  expect(stepsOf({ ...none, status: "executing", stage: "checking", finishedStages })[5]?.ms).toBe(42);
});

it("marks the step where a generation failed and leaves the later ones open", () => {
  const steps = stepsOf({ ...none, status: "failed", stage: "measuring", failedStage: "running" });
  expect(steps.map((step) => step.state)).toEqual(["done", "done", "failed", "waiting", "waiting", "waiting"]);
});

it("runs nothing while a generation is queued", () => {
  expect(stepsOf({ ...none, status: "queued", stage: "routing" }).every((step) => step.state === "waiting")).toBe(true);
});

it("names the failed stage in the history", () => {
  expect(phraseOf("failed", "checking")).toBe("Failed at Check");
});

it("claims no run for a generation that only asked back", () => {
  const steps = stepsOf({ ...none, status: "needs_input", stage: "done" });
  expect(steps.map((step) => step.state)).toEqual(["done", "done", "waiting", "waiting", "waiting", "waiting"]);
});
