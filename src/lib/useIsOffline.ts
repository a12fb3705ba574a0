import { useConvexConnectionState } from "convex/react";

/** True once the connection that was there is gone; not while the page connects for the first time. */
export function useIsOffline(): boolean {
  const { isWebSocketConnected, hasEverConnected } = useConvexConnectionState();
  return hasEverConnected && !isWebSocketConnected;
}
