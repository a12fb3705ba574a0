import { useEffect } from "react";
import type { Doc } from "../../convex/_generated/dataModel";
import type { WorkspaceScreen } from "./workspaceContext";

/** Says which part is open for as long as the caller is on show, so that files dropped on the page can go there. */
export function useOpenPart(
  thread: Pick<Doc<"threads">, "_id" | "title"> | null,
  setOpenPart: WorkspaceScreen["setOpenPart"],
): void {
  const { _id: id, title } = thread ?? {};
  useEffect(() => {
    if (id === undefined || title === undefined) return;
    setOpenPart({ id, title });
    return () => setOpenPart(null);
  }, [id, title, setOpenPart]);
}
