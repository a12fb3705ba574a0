import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQueries, useQuery, type RequestForQueries } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useEffect, useMemo, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Entry } from "../app/useEntry";

const LAST_KEY = "naturalcad.workspace";

type ThreadAnswer = FunctionReturnType<typeof api.threads.get>;
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
  const asked = useMemo(
    () => (threadId === undefined ? {} : { thread: { query: api.threads.get, args: { threadId } } }),
    [threadId],
  );
  // Not `useQuery`, which throws: of somebody who is removed this may know before the list does, and the list decides.
  const found = useQueries(asked as RequestForQueries).thread as ThreadAnswer | Error | undefined;
  const thread = found instanceof Error ? undefined : found;
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
