import { useEffect, useState } from "react";

const STEP_MS = 30_000;

/** The time in ms, moving on twice a minute: enough for “4 min ago”. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
