// Which version is on screen, and which model: the last good one stays while the next is made.
import { hasEnded } from "../features/stages/stageSteps";
import type { Version } from "../features/versions/VersionStrip";

export type ThreadState = {
  /** The version that the address names, else the newest. */
  selected: Version | null;
  /** The version whose model is shown: the selected one when it succeeded, else the last good one before it. */
  shown: Version | null;
};

export function threadStateOf(versions: readonly Version[], number: number | undefined): ThreadState {
  const selected = versions.find((version) => version.number === number) ?? versions.at(-1) ?? null;
  if (selected === null) return { selected: null, shown: null };
  if (selected.status === "succeeded") return { selected, shown: selected };
  const byId = new Map(versions.map((version) => [version._id, version]));
  for (let parent = selected.parentId; parent !== null;) {
    const version = byId.get(parent);
    if (version === undefined) break;
    if (version.status === "succeeded") return { selected, shown: version };
    parent = version.parentId;
  }
  const earlier = versions.filter((version) => version.number < selected.number && version.status === "succeeded");
  return { selected, shown: earlier.at(-1) ?? null };
}

/**
 * The version that a thread's address names for somebody who comes by a link to one generation. None, which follows the
 * newest, for one that is still being made and for whoever has just asked for it, however quickly it was there.
 */
export function versionAsked(generation: Pick<Version, "status" | "number">, isFollowed: boolean): { v?: number } {
  return hasEnded(generation.status) && !isFollowed ? { v: generation.number } : {};
}
