import { Check, X } from "lucide-react";
import type { SpecRow } from "../../../convex/lib/validators";

/** What the compiler found in an app. `onFix` sends the findings back to whoever writes the code. */
export function Checks({ spec, onFix }: { spec: readonly SpecRow[]; onFix: (prompt: string) => void }) {
  const passed = spec.filter((row) => row.pass).length;
  const failed = spec.length - passed;
  return (
    <section className="block" aria-label="Checks">
      <h2>
        Checks
        {passed > 0 && <span className="chip ok">{passed} pass</span>}
        {failed > 0 && <span className="chip bad">{failed} fail</span>}
      </h2>
      {spec.length === 0 && <p className="quiet">Nothing to check yet.</p>}
      <ul className="plain-list">
        {spec.map((row) => (
          <li className="check" key={row.rule}>
            {row.pass ? (
              <Check size={14} className="is-ok" aria-label="pass" />
            ) : (
              <X size={14} className="is-bad" aria-label="fail" />
            )}
            <span className="ellipsis">{row.rule}</span>
            <span className="quiet">{row.expected === row.measured ? "" : row.expected}</span>
            <span className={row.pass ? "measured" : "measured is-bad"}>{row.measured}</span>
          </li>
        ))}
      </ul>
      {failed > 1 && (
        <button type="button" className="button" onClick={() => onFix(findingsPrompt(spec))}>
          Fix with AI
        </button>
      )}
    </section>
  );
}

/** The first row counts the findings; the others are the findings. */
function findingsPrompt(spec: readonly SpecRow[]): string {
  const findings = spec.slice(1).map((row) => `- ${row.rule}`);
  return ["The TypeScript compiler found this in the app. Mend it and change nothing else.", ...findings].join("\n");
}
