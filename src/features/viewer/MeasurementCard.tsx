/** What is picked, in figures; a live region, so a pick with the keyboard or pointer is spoken as well. */
import type { Reading } from "./measurement";

export function MeasurementCard({ reading, hint }: { reading: Reading | null; hint: string | null }) {
  const isEmpty = reading === null && hint === null;
  return (
    <div
      className={isEmpty ? "viewer-card viewer-measurement viewer-unseen" : "viewer-card viewer-measurement"}
      role="status"
      aria-label="Measurement"
    >
      {reading === null ? (
        hint !== null && <p className="viewer-hint">{hint}</p>
      ) : (
        <>
          <p className="viewer-reading-title">
            <b>{reading.title}</b> <span>{reading.kind}</span>
          </p>
          <dl>
            {reading.rows.map((row) => (
              <div key={row.name}>
                <dt>{row.name}</dt>
                <dd>{row.value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}
