import { expect, test } from "vitest";
import type { Diagnostic } from "../lib/appChecker";
import type { Fault } from "../lib/prompts/repair";
import { finishApp, type AppSteps } from "./finishApp";

const GOOD = "export default function App() { return <p>Stock</p>; }";
const finding: Diagnostic = { line: 3, column: 1, code: "TS2322", message: "Type string is not number." };

type Script = { text: string; canRepair: boolean };

/** An author with these next versions, and a compiler that knows the findings of each text. */
function author(next: string[], findings: Record<string, readonly Diagnostic[]>) {
  const faults: Fault[] = [];
  const stoodIn: Fault[] = [];
  const steps: AppSteps<Script> = {
    findTypes: async (code) => findings[code] ?? null,
    repair: async (_script, fault, round) => {
      faults.push(fault);
      const text = next.shift();
      return text === undefined ? null : { script: { text, canRepair: true }, round: round + 1 };
    },
    standIn: async (fault) => void stoodIn.push(fault),
  };
  return { steps, faults, stoodIn };
}

test("findings of the compiler go back to the author with their lines, until there are none", async () => {
  const mended = `${GOOD}\n`;
  const { steps, faults } = author([mended], { [GOOD]: [finding], [mended]: [] });
  expect(await finishApp({ text: GOOD, canRepair: true }, steps)).toEqual([]);
  expect(faults).toEqual([
    { code: "types", message: expect.stringContaining("line 3: TS2322: Type string") as string, hint: "", line: 3 },
  ]);
});

test("an app that runs stays when its author cannot mend its types, and the findings are told", async () => {
  const { steps, stoodIn } = author([], { [GOOD]: [finding] });
  expect(await finishApp({ text: GOOD, canRepair: true }, steps)).toEqual([finding]);
  expect(stoodIn).toEqual([]);
});

test("an app that cannot run gives way to a template", async () => {
  const { steps, stoodIn } = author([], {});
  expect(await finishApp({ text: "no app at all", canRepair: true }, steps)).toBeNull();
  expect(stoodIn).toHaveLength(1);
});

test("without a compiler the app stands unchecked, and code without an author is not held up", async () => {
  const { steps, faults } = author([], {});
  expect(await finishApp({ text: GOOD, canRepair: true }, steps)).toBeNull();
  expect(await finishApp({ text: "no app at all", canRepair: false }, steps)).toBeNull();
  expect(faults).toEqual([]);
});
