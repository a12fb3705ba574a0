import type { DeltaRow } from "./deltas";

/** What both measure, and the difference. */
export function DeltaTable(props: { title: string; from: string; to: string; rows: readonly DeltaRow[] }) {
  const { title, from, to, rows } = props;
  return (
    <section className="block" aria-label={title}>
      <table className="delta-table">
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{from}</th>
            <th scope="col">{to}</th>
            <th scope="col">Δ</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} className={row.from === row.to && row.delta === null ? "is-same" : undefined}>
              <th scope="row">{row.name}</th>
              <td>{row.from}</td>
              <td>{row.to}</td>
              <td>{row.delta ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
