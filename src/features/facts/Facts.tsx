import type { Facts as MeasuredFacts, Timings } from "../../../convex/lib/validators";
import { formatArea, formatDuration, formatSize, formatVolume } from "../../lib/format";

/** What was measured on the shape itself. */
export function Facts({ facts, timings }: { facts: MeasuredFacts | null; timings: Timings | null }) {
  return (
    <section className="block" aria-label="Facts">
      {facts === null ? (
        <p className="quiet" style={{ margin: 0 }}>
          Measured when the script has run.
        </p>
      ) : (
        <dl className="facts">
          <Fact name="Volume" value={formatVolume(facts.volumeMm3)} />
          <Fact name="Area" value={formatArea(facts.areaMm2)} />
          <Fact name="Box" value={formatSize(facts.bboxMm.size)} />
          <Fact name="Faces, edges" value={`${facts.faces}, ${facts.edges}`} />
          <Fact name="Solids" value={String(facts.solids)} />
          {timings !== null && <Fact name="Made in" value={formatDuration(timings.totalMs)} />}
        </dl>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
