import type { FunctionReturnType } from "convex/server";
import { createContext, use } from "react";
import type { api } from "../../../convex/_generated/api";
import type { PagePresence } from "./pagePresence";

/** Somebody else's page. */
export type OtherPage = FunctionReturnType<typeof api.presence.list>[number];

export type Presence = { page: PagePresence; others: readonly OtherPage[] };

export const PresenceContext = createContext<Presence | null>(null);

export function usePresence(): Presence {
  const value = use(PresenceContext);
  if (value === null) throw new Error("PresenceContext is missing above");
  return value;
}
