import { useState } from "react";
import { plainErrorOf } from "../../lib/errors";

/** Runs what a button does, one at a time, and keeps what it was refused with until the next try. */
export function useDo(): { isBusy: boolean; problem: string | null; act: (work: () => Promise<unknown>) => void } {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const act = (work: () => Promise<unknown>) => {
    if (isBusy) return;
    setIsBusy(true);
    setProblem(null);
    void work()
      .catch((reason: unknown) => {
        const { message, hint } = plainErrorOf(reason);
        setProblem(`${message} ${hint}`.trim());
      })
      .finally(() => setIsBusy(false));
  };
  return { isBusy, problem, act };
}
