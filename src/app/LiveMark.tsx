import { useConvexConnectionState } from "convex/react";

/** Says that changes of others arrive as they happen; while they do not, the banner has the word. */
export function LiveMark() {
  const { isWebSocketConnected } = useConvexConnectionState();
  return isWebSocketConnected ? (
    <span className="live-mark is-ok">
      <i className="dot" aria-hidden="true" /> Live
    </span>
  ) : null;
}
