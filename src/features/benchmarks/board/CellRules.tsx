import { Check, CircleHelp, X } from "lucide-react";
import type { SpecRow } from "../../../../convex/lib/validators";

/** What the case asks for, and what was measured. */
export function CellRules({ rules }: { rules: readonly SpecRow[] }) {
  return (
    <section className="block" aria-label="Checks of the case">
      <h2>Checks</h2>
      <ul className="plain-list">
        {rules.map((row, index) => (
          <li className="check" key={index}>
            {row.isUnmeasured === true ? (
              <CircleHelp size={14} className="is-warn" aria-label="not measured" />
            ) : row.pass ? (
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
