import { useMutation, useQuery } from "convex/react";
import { Check, CircleDashed, Minus, X } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { readRules, ruleText } from "../../../convex/lib/promptSpec";
import type { SpecRow, SpecRule } from "../../../convex/lib/validators";
import { plainErrorOf } from "../../lib/errors";
import { RuleField } from "./RuleField";
import { checkRowsOf, fixPrompt, type CheckRow } from "./checkRows";
import "./checks.css";

const NO_RULES: SpecRule[] = [];
const MARKS = {
  pass: <Check size={14} className="is-ok" aria-label="pass" />,
  fail: <X size={14} className="is-bad" aria-label="fail" />,
  unmeasured: <Minus size={14} className="quiet" aria-label="not measured" />,
  waiting: <CircleDashed size={14} className="quiet" aria-label="waiting" />,
};

/**
 * The rules of a part, each with what was asked and what was measured. A rule is edited in its row; the measured facts
 * are then held against it without a run.
 */
export function SpecChecks(props: {
  generationId: Id<"generations"> | null;
  spec: readonly SpecRow[];
  /** Sends a follow-up that asks for the rule to be met; null where nobody may send one now. */
  onFix: ((prompt: string) => void) | null;
}) {
  const { generationId, spec, onFix } = props;
  const stored = useQuery(api.generations.rules, generationId === null ? "skip" : { generationId });
  const editSpec = useMutation(api.generations.editSpec);
  /** Index of the rule in its field; `rules.length` is a new one. */
  const [editing, setEditing] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const rules = stored?.rules ?? NO_RULES;
  const rows = checkRowsOf(rules, spec);
  const count = (state: CheckRow["state"]) => rows.filter((row) => row.state === state).length;
  const save = async (index: number, text: string) => {
    if (generationId === null) return;
    const [rule] = readRules(text);
    if (text.trim() !== "" && rule === undefined) {
      setError("Write a size (80 × 60 × 5 mm), holes (4 × Ø5 mm holes), wall, mass with its material, or volume.");
      return;
    }
    const kept = rule === undefined ? [] : [rule];
    try {
      await editSpec({ generationId, rules: [...rules.slice(0, index), ...kept, ...rules.slice(index + 1)] });
      setEditing(null);
      setError(null);
    } catch (reason) {
      const { message, hint } = plainErrorOf(reason);
      setError(`${message} ${hint}`);
    }
  };
  const close = () => {
    setEditing(null);
    setError(null);
  };
  return (
    <section className="block" aria-label="Checks">
      <h2>
        Checks
        {count("pass") > 0 && <span className="chip ok">{count("pass")} pass</span>}
        {count("fail") > 0 && <span className="chip bad">{count("fail")} fail</span>}
        {count("unmeasured") > 0 && <span className="chip">{count("unmeasured")} not measured</span>}
        {stored?.editedBy != null && <span className="quiet check-editor">edited by {stored.editedBy}</span>}
      </h2>
      {rows.length === 0 && <p className="quiet">Nothing to check yet.</p>}
      <ul className="plain-list">
        {rows.map((row, at) =>
          row.index !== null && editing === row.index ? (
            <li key={at}>
              <RuleField
                label={`Rule ${row.rule}`}
                text={ruleText(rules[row.index] ?? row.source)}
                onSave={(text) => void save(row.index ?? 0, text)}
                onClose={close}
              />
            </li>
          ) : (
            <li className="check spec-check" key={at} data-state={row.state}>
              {MARKS[row.state]}
              <span className="ellipsis">{row.rule}</span>
              {row.index === null ? (
                <span className="quiet">{row.expected === row.measured ? "" : row.expected}</span>
              ) : (
                <button
                  type="button"
                  className="expected"
                  aria-label={`Edit rule ${row.rule}: ${row.expected}`}
                  onClick={() => setEditing(row.index)}
                >
                  {row.expected}
                </button>
              )}
              <span className={row.state === "fail" ? "measured is-bad" : "measured"}>{row.measured || "–"}</span>
              {row.state === "fail" && onFix !== null ? (
                <button
                  type="button"
                  className="fix"
                  aria-label={`Fix ${row.rule}`}
                  onClick={() => onFix(fixPrompt(row))}
                >
                  Fix
                </button>
              ) : (
                <span />
              )}
            </li>
          ),
        )}
        {editing === rules.length && (
          <li>
            <RuleField label="New rule" text="" onSave={(text) => void save(rules.length, text)} onClose={close} />
          </li>
        )}
      </ul>
      {error !== null && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      {generationId !== null && editing === null && (
        <button type="button" className="link add-rule" onClick={() => setEditing(rules.length)}>
          Add a rule
        </button>
      )}
    </section>
  );
}
