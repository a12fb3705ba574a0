import { useEffect, useState, type ReactNode } from "react";
import { formatDuration } from "../../lib/format";
import { phraseOf, stepsOf, type StageInput } from "./stageSteps";

export type StageStripProps = StageInput & {
  number: number;
  createdAt: number;
  endedAt: number | null;
  detail: string | null;
  isPhone: boolean;
  onCancel: (() => void) | null;
  onRunAgain: (() => void) | null;
};

function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

/** Where a generation stands: six steps, their times, and the way to stop it. */
export function StageStrip(props: StageStripProps) {
  const { number, status, createdAt, endedAt, detail, isPhone, onCancel, onRunAgain } = props;
  const steps = stepsOf(props);
  const isRunning = endedAt === null;
  const now = useNow(isRunning);
  const total = Math.max(0, (endedAt ?? now) - createdAt);
  return (
    <section className="stage-strip" aria-label={`Job of version ${number}`}>
      <span className="which">
        {isRunning && <i className="dot breathes is-live" />}
        <b>v{number}</b>
        <span className="quiet">{formatDuration(total)}</span>
      </span>
      <div className="stages-place">
        <ol className="stages" aria-label="Stages">
          {steps.map((step) => (
            <li
              key={step.name}
              className={step.state}
              title={step.ms === null ? step.name : `${step.name} ${formatDuration(step.ms)}`}
              aria-current={step.state === "running" ? "step" : undefined}
            >
              <span>{step.name}</span>
              <span className="hidden-visually">, {step.state}</span>
              {step.ms !== null && step.ms > 0 && <span className="time">{formatDuration(step.ms)}</span>}
            </li>
          ))}
        </ol>
        {isPhone && <span className="phone-now quiet">{phraseOf(status, props.failedStage ?? props.stage)}</span>}
      </div>
      <Actions detail={isPhone ? null : detail} onCancel={isRunning ? onCancel : null} onRunAgain={onRunAgain} />
    </section>
  );
}

function Actions({
  detail,
  onCancel,
  onRunAgain,
}: {
  detail: ReactNode;
  onCancel: (() => void) | null;
  onRunAgain: (() => void) | null;
}) {
  return (
    <span className="which">
      {detail !== null && <span className="quiet">{detail}</span>}
      {onCancel !== null && (
        <button type="button" className="button" aria-label="Cancel job" onClick={onCancel}>
          Cancel
        </button>
      )}
      {onRunAgain !== null && (
        <button type="button" className="button" onClick={onRunAgain}>
          Run again
        </button>
      )}
    </span>
  );
}
