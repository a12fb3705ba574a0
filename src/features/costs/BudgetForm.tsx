import { useMutation } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useId, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf } from "../../lib/errors";
import { formatCost } from "../../lib/format";

type Budget = NonNullable<FunctionReturnType<typeof api.costs.budget>>;

/** The month's budget: how far it is used, and for owners how high it is. */
export function BudgetForm(props: { workspaceId: Id<"workspaces">; budget: Budget | null; isOwner: boolean }) {
  const { workspaceId, budget, isOwner } = props;
  const setBudget = useMutation(api.costs.setBudget);
  const [text, setText] = useState(budget === null ? "" : String(budget.monthlyMicros / 1e6));
  const [warnAt, setWarnAt] = useState(budget?.warnAt ?? 0.8);
  const [error, setError] = useState<string | null>(null);
  const [amountId, warnId] = [useId(), useId()];
  const save = async () => {
    const dollars = Number(text);
    if (text.trim() !== "" && !(dollars >= 0))
      return setError(`“${text}” is no amount. Write dollars, for example 20.`);
    try {
      const monthlyMicros = text.trim() === "" ? null : Math.round(dollars * 1e6);
      await setBudget({ workspaceId, monthlyMicros, warnAt });
      setError(null);
    } catch (reason) {
      const { message, hint } = plainErrorOf(reason);
      setError(`${message} ${hint}`);
    }
  };
  const share = budget === null || budget.monthlyMicros === 0 ? 0 : budget.spentMicros / budget.monthlyMicros;
  return (
    <>
      {budget !== null && (
        <div className="budget" data-state={budget.state}>
          <span
            className="budget-bar"
            role="meter"
            aria-label="Budget used"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(share * 100)}
          >
            <i style={{ width: `${Math.min(100, share * 100)}%` }} />
          </span>
          <span>
            {formatCost(budget.spentMicros)} of {formatCost(budget.monthlyMicros)} this month
            {budget.state === "warning" && <span className="is-warn"> · past the warning</span>}
            {budget.state === "spent" && <span className="is-bad"> · spent: only free providers answer</span>}
          </span>
        </div>
      )}
      {isOwner && (
        <form
          className="setting-row"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <label htmlFor={amountId}>Monthly budget, USD</label>
          <span className="setting-side">
            <input
              id={amountId}
              type="text"
              inputMode="decimal"
              placeholder="No limit"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <label htmlFor={warnId} className="quiet">
              warn at
            </label>
            <select id={warnId} value={warnAt} onChange={(event) => setWarnAt(Number(event.target.value))}>
              {[0.5, 0.8, 0.9, 1].map((each) => (
                <option key={each} value={each}>
                  {each * 100} %
                </option>
              ))}
            </select>
            <button type="submit" className="button">
              Save budget
            </button>
          </span>
        </form>
      )}
      {error !== null && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
