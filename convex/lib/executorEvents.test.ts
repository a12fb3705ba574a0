import { expect, test } from "vitest";
import { plateFacts, plateParameters, timings } from "../../tests/fakes/worker";
import { parseExecutorEvent } from "./executorEvents";

const parse = (event: unknown) => parseExecutorEvent(JSON.stringify(event));
const result = { type: "result", facts: plateFacts, parameters: plateParameters, artifacts: [], timings };

test("a kind of event or a stage that is not known is passed over", () => {
  expect(parse({ type: "weather" })).toBeNull();
  expect(parse({ type: "stage", stage: "dreaming" })).toBeNull();
});

test("facts lose what the contract does not name", () => {
  const parsed = parse({ ...result, facts: { ...plateFacts, mood: "good" } });
  expect(parsed).toMatchObject({ facts: plateFacts });
  expect(parsed).not.toHaveProperty("facts.mood");
});

test("holes are facts where the executor counts them", () => {
  const holes = [{ diameterMm: 5, count: 4 }];
  expect(parse({ ...result, features: { holes } })).toMatchObject({ facts: { ...plateFacts, holes } });
  expect(parse(result)).not.toHaveProperty("facts.holes");
});

test("an upload's answer may come as text or as an object", () => {
  const file = { format: "stl", bytes: 1, sha256: "0" };
  for (const body of [{ storageId: "s" }, JSON.stringify({ storageId: "s" })]) {
    const parsed = parse({ type: "artifact", artifact: { ...file, upload: { status: 200, body } } });
    expect(parsed).toMatchObject({ file: { content: { kind: "uploaded", storageId: "s" } } });
  }
});

test.each([
  ["facts without a volume", { ...result, facts: { ...plateFacts, volumeMm3: null } }],
  ["a box of two numbers", { ...result, facts: { ...plateFacts, bboxMm: { min: [0, 0], max: [1, 1], size: [1, 1] } } }],
  ["a parameter with a strange unit", { ...result, parameters: [{ ...plateParameters[0], unit: "furlong" }] }],
  ["a file without content", { type: "artifact", artifact: { format: "stl", bytes: 1, sha256: "0" } }],
  ["a list", []],
])("%s is refused", (_case, event) => {
  expect(() => parse(event)).toThrow("executor");
});
