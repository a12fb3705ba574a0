import { createContext, use } from "react";
import type { Entry } from "../app/useEntry";
import type { OpenPart } from "../features/imports/ImportDrop";

/** What every screen inside the frame may use without being handed it. */
export type WorkspaceScreen = {
  user: Entry["user"];
  workspace: Entry["workspaces"][number];
  workspaces: Entry["workspaces"];
  theme: "dark" | "light";
  isPanelHidden: boolean;
  /** A screen says which part is open, so that files dropped on the page can go there; null when it closes. */
  setOpenPart: (part: OpenPart | null) => void;
};

export const WorkspaceContext = createContext<WorkspaceScreen | null>(null);

export function useWorkspace(): WorkspaceScreen {
  const value = use(WorkspaceContext);
  if (value === null) throw new Error("WorkspaceContext is missing above");
  return value;
}
