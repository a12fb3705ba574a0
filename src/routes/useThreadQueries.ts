// All that a thread's page asks of the backend about the version that is chosen and the one whose model is shown.
import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { useLinks } from "../features/downloads/useLinks";
import { hasEnded } from "../features/stages/stageSteps";
import type { ThreadState } from "./useThreadState";

export function useThreadQueries({ selected, shown }: ThreadState, isApp: boolean) {
  const ofSelected = selected === null ? "skip" : { generationId: selected._id };
  const ofShown = shown === null ? "skip" : { generationId: shown._id };
  const selectedView = useQuery(api.generations.get, ofSelected);
  const shownView = useQuery(api.generations.get, ofShown);
  const isRunning = selected !== null && !hasEnded(selected.status);
  const progress = useQuery(api.generations.progress, isRunning ? ofSelected : "skip");
  const code = useQuery(api.generations.code, ofSelected);
  const logs = useQuery(api.generations.logs, selected?.status === "failed" ? ofSelected : "skip");
  const shownCode = useQuery(api.generations.code, isApp ? ofShown : "skip");
  const links = useLinks(shown?._id ?? null, shownView?.artifacts.length ?? 0);
  const appCode = shownCode?.complete ? shownCode.text : null;
  return { selectedView, shownView, isRunning, progress, code, logs, appCode, links };
}
