import { Fragment } from "react";
import type { Version } from "../versions/VersionStrip";
import { formatCost, formatDuration } from "../../lib/format";
import { providerName } from "../../lib/providerNames";

const REASONS: Record<string, string> = {
  auth: "key refused",
  not_found: "model not found",
  rate_limited: "rate limited",
  overloaded: "overloaded",
  server: "server error",
  network: "not reachable",
  timeout: "timeout",
  aborted: "stopped",
  bad_reply: "unusable reply",
  context_too_long: "prompt too long",
  rejected: "code failed the checks",
};

/** Which providers were asked, in order, and what became of each. */
export function AttemptTrail({ attempts }: { attempts: Version["attempts"] }) {
  if (attempts.length === 0) return null;
  return (
    <ol className="attempts" aria-label="Attempts">
      {attempts.map((attempt, index) => (
        <li key={attempt.index}>
          {index > 0 && <span aria-hidden="true">→</span>}
          <Attempt attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function Attempt({ attempt }: { attempt: Version["attempts"][number] }) {
  const name = providerName(attempt.provider);
  const time = attempt.latencyMs === null ? null : formatDuration(attempt.latencyMs);
  if (attempt.outcome === null) {
    return (
      <span className="attempt">
        <i className="dot breathes is-live" /> {name} <span className="is-live">writing</span>
      </span>
    );
  }
  if (attempt.outcome === "ok") {
    const isFree = attempt.provider === "partsLibrary";
    return (
      <span className="attempt ok" title={attempt.model ?? undefined}>
        {name} <em>ok</em> {time}
        {!isFree && <Fragment> · {formatCost(attempt.costMicros)}</Fragment>}
      </span>
    );
  }
  return (
    <span className="attempt bad" title={attempt.error?.message}>
      {name} <em>{REASONS[attempt.outcome] ?? attempt.outcome}</em> {time}
    </span>
  );
}
