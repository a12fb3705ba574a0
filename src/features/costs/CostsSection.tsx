import { useQuery } from "convex/react";
import { Download } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { formatCost } from "../../lib/format";
import { providerName } from "../../lib/providerNames";
import { useWorkspace } from "../../routes/workspaceContext";
import { BudgetForm } from "./BudgetForm";
import { SpendChart } from "./SpendChart";
import { SpendTable } from "./SpendTable";
import { lastDayOf, monthAfter, monthName, monthNow } from "./months";
import { sumBy, toCsv } from "./spendSums";
import "./costs.css";

/** What the models cost in one month: against the budget, by day, by provider and by person. */
export function CostsSection() {
  const { workspace } = useWorkspace();
  const [month, setMonth] = useState(monthNow);
  const workspaceId = workspace._id;
  const [from, to] = [`${month}-01`, lastDayOf(month)];
  const rows = useQuery(api.costs.ledger, { workspaceId, from, to });
  const budget = useQuery(api.costs.budget, { workspaceId, month });
  const total = sumBy(rows ?? [], () => "total")[0];
  return (
    <div className="costs">
      <div className="costs-head">
        <h2>Costs and budget</h2>
        <span className="costs-month">
          <button
            type="button"
            className="button icon"
            aria-label="Month before"
            onClick={() => setMonth(monthAfter(month, -1))}
          >
            ‹
          </button>
          <span aria-live="polite">{monthName(month)}</span>
          <button
            type="button"
            className="button icon"
            aria-label="Month after"
            disabled={month >= monthNow()}
            onClick={() => setMonth(monthAfter(month, 1))}
          >
            ›
          </button>
        </span>
        <button
          type="button"
          className="button"
          disabled={rows === undefined || rows.length === 0}
          onClick={() => saveCsv(`costs-${month}.csv`, toCsv(rows ?? []))}
        >
          <Download size={14} aria-hidden="true" /> CSV
        </button>
      </div>
      <p className="costs-total">
        <b>{formatCost(total?.costMicros ?? 0)}</b>{" "}
        <span className="quiet">
          {total?.calls ?? 0} {total?.calls === 1 ? "call" : "calls"}
          {total !== undefined && total.unknownCalls > 0 && `, ${total.unknownCalls} of unknown cost`}
        </span>
      </p>
      {/* Not before its figure is there: what is typed meanwhile would be lost. */}
      {budget !== undefined && (
        <BudgetForm
          key={budget?.monthlyMicros ?? "none"}
          workspaceId={workspaceId}
          budget={budget}
          isOwner={workspace.role === "owner"}
        />
      )}
      {rows !== undefined && rows.length === 0 && (
        <p className="quiet">No model was called in this month. The parts library costs nothing and is not counted.</p>
      )}
      {rows !== undefined && rows.length > 0 && (
        <>
          {(total?.costMicros ?? 0) > 0 && <SpendChart rows={rows} from={from} to={to} />}
          <SpendTable name="Provider" sums={sumBy(rows, ({ provider }) => providerName(provider))} />
          <SpendTable name="Person" sums={sumBy(rows, ({ userName }) => userName)} />
        </>
      )}
    </div>
  );
}

function saveCsv(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
