import type { Interval } from "../../../convex/lib/benchmarks/statistics";

/** A rate as a mark on 0–100 with its 95 % interval as a band. Its figures stand beside it in words. */
export function IntervalBar({ interval, isChosen = false }: { interval: Interval; isChosen?: boolean }) {
  const { value, low, high } = interval;
  return (
    <span className={isChosen ? "interval is-chosen" : "interval"} aria-hidden="true">
      <i className="interval-band" style={{ left: `${low * 100}%`, right: `${100 - high * 100}%` }} />
      <i className="interval-mark" style={{ left: `${value * 100}%` }} />
    </span>
  );
}
