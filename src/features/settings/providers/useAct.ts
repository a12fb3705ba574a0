import { useState } from "react";
import { plainErrorOf } from "../../../lib/errors";

/** Runs a change and keeps what the backend said against it, until the next one. */
export function useAct(): { error: string | null; act: (work: Promise<unknown>) => Promise<boolean> } {
  const [error, setError] = useState<string | null>(null);
  const act = async (work: Promise<unknown>) => {
    setError(null);
    try {
      await work;
      return true;
    } catch (reason) {
      const { message, hint } = plainErrorOf(reason);
      setError(`${message} ${hint}`);
      return false;
    }
  };
  return { error, act };
}
