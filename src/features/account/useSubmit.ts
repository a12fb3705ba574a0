import { useState } from "react";
import { plainErrorOf, type PlainError } from "../../lib/errors";

/** Runs what a form does, once at a time, and keeps what it was refused with. */
export function useSubmit(run: () => Promise<void>): {
  isBusy: boolean;
  problem: PlainError | null;
  submit: () => void;
} {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<PlainError | null>(null);
  const submit = () => {
    if (isBusy) return;
    setIsBusy(true);
    setProblem(null);
    run().then(
      () => setIsBusy(false),
      (error: unknown) => {
        setProblem(plainErrorOf(error));
        setIsBusy(false);
      },
    );
  };
  return { isBusy, problem, submit };
}
