import { useMutation } from "convex/react";
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Link } from "./Downloads";

const RENEW_AFTER_MS = 45 * 60_000;

/** Signed links of one generation's files; renewed before they expire. Empty until they are there. */
export function useLinks(generationId: Id<"generations"> | null, fileCount: number): readonly Link[] {
  const ask = useMutation(api.artifacts.links);
  const [answer, setAnswer] = useState<{ generationId: string; links: readonly Link[] }>();
  useEffect(() => {
    if (generationId === null || fileCount === 0) return;
    let isCurrent = true;
    const load = () =>
      ask({ generationId }).then(
        (links) => isCurrent && setAnswer({ generationId, links }),
        () => undefined, // offline or gone: the page says so elsewhere, and the next change asks again
      );
    void load();
    const timer = setInterval(() => void load(), RENEW_AFTER_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [ask, generationId, fileCount]);
  return answer?.generationId === generationId ? answer.links : [];
}
