import { useMutation } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useEffect, useState } from "react";
import { api } from "../../convex/_generated/api";
import { plainErrorOf, type PlainError } from "../lib/errors";

export type Entry = FunctionReturnType<typeof api.users.enter>;

/** The first call of every client: who am I, and which workspaces are mine. */
export function useEntry(name: string): { entry: Entry | undefined; error: PlainError | undefined } {
  const enter = useMutation(api.users.enter);
  const [entry, setEntry] = useState<Entry>();
  const [error, setError] = useState<PlainError>();
  useEffect(() => {
    let isCurrent = true;
    enter({ name }).then(
      (result) => isCurrent && setEntry(result),
      (reason: unknown) => isCurrent && setError(plainErrorOf(reason)),
    );
    return () => {
      isCurrent = false;
    };
  }, [enter, name]);
  return { entry, error };
}
