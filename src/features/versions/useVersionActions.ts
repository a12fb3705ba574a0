import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { plainErrorOf } from "../../lib/errors";
import type { Version } from "./VersionStrip";

/** What can be done to a version. Each answers true when it was done; `error` is what the last one was refused with. */
export function useVersionActions() {
  const restore = useMutation(api.versions.restore);
  const rename = useMutation(api.versions.rename);
  const pin = useMutation(api.versions.pin);
  const [error, setError] = useState<string | null>(null);
  const attempt = async (work: Promise<unknown>): Promise<boolean> => {
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
  return {
    error,
    restore: (version: Version) => attempt(restore({ generationId: version._id })),
    rename: (version: Version, label: string) => attempt(rename({ generationId: version._id, label })),
    pin: (version: Version) => attempt(pin({ generationId: version._id, isPinned: !version.isPinned })),
  };
}
