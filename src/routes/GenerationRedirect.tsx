import { useNavigate } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { useEffect } from "react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { hasEnded } from "../features/stages/stageSteps";
import { NotFound } from "./NotFound";

/** A link to one generation, as the HTTP API gives it, leads to its thread and version. */
export function GenerationRedirect({ generationId }: { generationId: string }) {
  const navigate = useNavigate();
  // The address may hold anything; the backend answers null for an id of nothing.
  const generation = useQuery(api.generations.get, { generationId: generationId as Id<"generations"> });
  useEffect(() => {
    if (!generation) return;
    // One that is still being made is followed to whatever comes after it; a finished one is meant as it is.
    const search = hasEnded(generation.status) ? { v: generation.number } : {};
    void navigate({ to: "/t/$threadId", params: { threadId: generation.threadId }, search, replace: true });
  }, [generation, navigate]);
  return generation === null ? (
    <NotFound />
  ) : (
    <main className="centre" aria-busy="true" aria-label="Loading this part" />
  );
}
