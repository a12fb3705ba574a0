import { useNavigate } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { useEffect } from "react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { NotFound } from "./NotFound";
import { versionAsked } from "./useThreadState";

/**
 * A link to one generation, as the HTTP API gives it, leads to its thread and version.
 * @param isFollowed whoever comes has just asked for it, and wants to see what others make of it
 */
export function GenerationRedirect({ generationId, isFollowed }: { generationId: string; isFollowed: boolean }) {
  const navigate = useNavigate();
  // The address may hold anything; the backend answers null for an id of nothing.
  const generation = useQuery(api.generations.get, { generationId: generationId as Id<"generations"> });
  useEffect(() => {
    if (!generation) return;
    const search = versionAsked(generation, isFollowed);
    void navigate({ to: "/t/$threadId", params: { threadId: generation.threadId }, search, replace: true });
  }, [generation, isFollowed, navigate]);
  return generation === null ? (
    <NotFound />
  ) : (
    <main className="centre" aria-busy="true" aria-label="Loading this part" />
  );
}
