import type { ReactNode } from "react";
import type { PhoneSection } from "./PhoneBody";

export const PHONE_TABS = ["thread", "checks", "sliders", "versions", "files", "code"] as const;

/** What a phone shows below the stages, from the pieces of the page: the code alone, else all the others in one column. */
export function phoneSections(pieces: Record<string, ReactNode>, current: string): PhoneSection[] {
  if (current === "code") return [{ id: "code", content: pieces.code }];
  const talk = (
    <>
      {pieces.thread}
      {pieces.comments}
    </>
  );
  return [
    { id: "thread", content: talk },
    { id: "checks", content: pieces.checks },
    { id: "facts", content: pieces.facts },
    { id: "sliders", content: pieces.parameters },
    { id: "versions", content: pieces.versions },
    { id: "files", content: pieces.downloads },
  ];
}
