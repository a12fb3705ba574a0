import { useConvexConnectionState } from "convex/react";
import { useEffect, useState } from "react";
import { formatClock } from "../lib/format";

const GRACE_MS = 1_500;
const BACK_ONLINE_MS = 4_000;

/** Tells the truth about the connection: since when it is gone, what waits, and that it is back. */
export function ConnectionBanner() {
  const { isWebSocketConnected, hasEverConnected, inflightMutations } = useConvexConnectionState();
  const [offlineSince, setOfflineSince] = useState<number>();
  const [isBack, setIsBack] = useState(false);

  if (isWebSocketConnected && offlineSince !== undefined) {
    setOfflineSince(undefined);
    setIsBack(true);
  }

  useEffect(() => {
    if (isWebSocketConnected || !hasEverConnected) return;
    // A reconnect within a moment is not worth a word.
    const since = Date.now();
    const timer = setTimeout(() => setOfflineSince(since), GRACE_MS);
    return () => clearTimeout(timer);
  }, [isWebSocketConnected, hasEverConnected]);

  useEffect(() => {
    if (!isBack) return;
    const timer = setTimeout(() => setIsBack(false), BACK_ONLINE_MS);
    return () => clearTimeout(timer);
  }, [isBack]);

  if (offlineSince !== undefined) {
    const waiting =
      inflightMutations > 0
        ? ` ${inflightMutations} ${inflightMutations === 1 ? "action waits and runs" : "actions wait and run"} on reconnect.`
        : "";
    return (
      <div className="banner" role="alert">
        Offline since {formatClock(offlineSince)}. You see the last state.{waiting}
      </div>
    );
  }
  return isBack ? <div className="banner ok">Back online.</div> : <div />;
}
