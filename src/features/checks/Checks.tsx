import { Check, X } from "lucide-react";
import type { SpecRow } from "../../../convex/lib/validators";

/** The rules that the prompt fixed, each with what was asked and what was measured. */
export function Checks({ spec }: { spec: readonly SpecRow[] }) {
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
    </section>
  );
}
