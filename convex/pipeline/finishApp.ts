import type { Diagnostic } from "../lib/appChecker";
import { appFault, typesFault } from "../lib/appCheck";
import type { Fault } from "../lib/prompts/repair";

/**
 * What an app goes through once its code is whole: can it run, do its types hold, and back to its author while that
 * helps. An app runs in the browser's sandbox and nowhere else, so code is all that the pipeline can give.
 */

export type AppSteps<Script extends { text: string; canRepair: boolean }> = {
  /** Null where the compiler cannot be had: the page checks the app again. */
  findTypes: (code: string) => Promise<readonly Diagnostic[] | null>;
  /** The author's next version; null when it is time to give up. */
  repair: (script: Script, fault: Fault, round: number, earlier: readonly Fault[]) => Promise<Repaired<Script> | null>;
  /** The nearest template in place of code that cannot run. Throws where there is none. */
  standIn: (fault: Fault) => Promise<void>;
};
type Repaired<Script> = { script: Script; round: number };

/**
 * @returns the compiler's findings that remain in the code that stands; null where they are not known yet. Code that
 * runs stays even with findings: a template would be further from what was asked.
 */
export async function finishApp<Script extends { text: string; canRepair: boolean }>(
  first: Script,
  { findTypes, repair, standIn }: AppSteps<Script>,
): Promise<readonly Diagnostic[] | null> {
  let script = first;
  let round = 0;
  const earlier: Fault[] = [];
  // Templates and code edited by hand have nobody to mend them: they are shown at once and checked afterwards.
  if (!script.canRepair) return null;
  for (;;) {
    const broken = appFault(script.text);
    const findings = broken === null ? await findTypes(script.text) : null;
    const fault = broken ?? (findings === null ? null : typesFault(findings));
    if (fault === null) return findings;
    const next = await repair(script, fault, round, earlier);
    if (next === null) {
      if (broken === null) return findings;
      await standIn(broken);
      return null;
    }
    earlier.push(fault);
    ({ script, round } = next);
  }
}
