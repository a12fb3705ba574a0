// What a thread's page says and calls things, in words.
import { hasEnded, phraseOf, stepNameOf } from "../features/stages/stageSteps";
import type { Version } from "../features/versions/VersionStrip";

/** Of a thread's title, without an ending; "part" where nothing of it can stand in a file's name. */
export function fileNameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return name === "" ? "part" : name.slice(0, 60);
}

export const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** What a screen reader hears of a version while it is made and when it has ended. */
export function announcementOf(version: Version, stage: Version["stage"]): string {
  const which = `version ${version.number}`;
  if (version.status === "succeeded") return `V${which.slice(1)} ready`;
  if (hasEnded(version.status)) return `V${which.slice(1)}: ${phraseOf(version.status, version.error?.stage ?? stage)}`;
  return `${stepNameOf(stage)}, ${which}`;
}

/** The last version before this one that has a shape, else any other. */
export function partnerOf(versions: readonly Version[], version: Version): Version | undefined {
  const others = versions.filter((other) => other.status === "succeeded" && other._id !== version._id);
  return others.filter((other) => other.number < version.number).at(-1) ?? others[0];
}
