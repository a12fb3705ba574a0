import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { useEffect, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Entry } from "../app/useEntry";

const LAST_KEY = "naturalcad.workspace";

type Workspace = Entry["workspaces"][number];

/**
 * Which workspace the screen shows: that of the open thread, else the one that `?w=` of the address names, else the one
 * shown last, else the first. The list is live: a workspace that the person is removed from leaves it.
 */
export function useCurrentWorkspace(
  entry: Entry,
  threadId: string | undefined,
): { workspaces: Workspace[]; workspace: Workspace | undefined; choose: (slug: string) => void } {
  const { w } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [last, setLast] = useState(() => localStorage.getItem(LAST_KEY));
  const workspaces: Workspace[] = useQuery(api.workspaces.mine, {}) ?? entry.workspaces;
  const thread = useQuery(api.threads.get, threadId === undefined ? "skip" : { threadId });
  const bySlug = (slug: string | null | undefined) => workspaces.find((workspace) => workspace.slug === slug);
  const ofThread = workspaces.find(({ _id }) => _id === thread?.thread.workspaceId);
  const workspace = ofThread ?? bySlug(w) ?? bySlug(last) ?? workspaces[0];

  useEffect(() => {
    if (workspace !== undefined) localStorage.setItem(LAST_KEY, workspace.slug);
  }, [workspace]);

  const choose = (slug: string) => {
    setLast(slug);
    void navigate({ to: "/", search: { w: slug } });
  };
  return { workspaces, workspace, choose };
}
