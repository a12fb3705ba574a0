import { formatCost } from "../../lib/format";
import type { SpendSum } from "./spendSums";

const FIGURES = new Intl.NumberFormat("en");

/** One line per provider or person, the dearest first. */
export function SpendTable({ name, sums }: { name: string; sums: readonly SpendSum[] }) {
  return (
    <table className="spend-table">
      <thead>
        <tr>
          <th scope="col">{name}</th>
          <th scope="col">Calls</th>
          <th scope="col">Tokens in</th>
          <th scope="col">Tokens out</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {sums.map((sum) => (
          <tr key={sum.key}>
            <th scope="row">{sum.key}</th>
            <td>{FIGURES.format(sum.calls)}</td>
            <td>{FIGURES.format(sum.inputTokens)}</td>
            <td>{FIGURES.format(sum.outputTokens)}</td>
            <td>
              {formatCost(sum.costMicros)}
              {sum.unknownCalls > 0 && <span className="quiet"> + {sum.unknownCalls} unknown</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
