import { useNavigate } from "@tanstack/react-router";
import { useMutation, useQuery } from "convex/react";
import { useState, type FormEvent } from "react";
import { api } from "../../../convex/_generated/api";
import { dimensionsOf, dimensionWords } from "../../../convex/lib/documents";
import { AreaLink } from "../../components/ui/AreaLink";
import { plainErrorOf } from "../../lib/errors";
import type { Element } from "./OneDocument";
import { countOf } from "../../lib/format";
import { importInPieces } from "../../lib/importPieces";
import { RowPreview, usableRows } from "./RowPreview";

type Outcome = { text: string; to: string; bad: readonly { row: number; column: string; reason: string }[] };

/** What an element can become: a part of its dimensions, lines of a BOM, lines of an order, context of a prompt. */
export function ElementUses(props: { workspaceId: string; documentId: string; element: Element }) {
  const { workspaceId, documentId, element } = props;
  const navigate = useNavigate();
  const startPart = useMutation(api.documents.startPart);
  const createBom = useMutation(api.boms.create);
  const importBom = useMutation(api.boms.importRows);
  const importOrder = useMutation(api.orders.importRows);
  const orders = useQuery(api.orders.list, { workspaceId });
  const [prompt, setPrompt] = useState("");
  const [number, setNumber] = useState("");
  const [orderId, setOrderId] = useState("");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { cells, elementId, page } = element;
  const source = { documentId, elementId, page };
  const preview = useQuery(
    api.documents.previewRows,
    cells === undefined ? "skip" : { workspaceId, documentId, elementId },
  );
  const usable = usableRows(preview ?? null);
  const dimensions = cells === undefined ? null : dimensionsOf(cells);
  const attempt = (work: () => Promise<void>) => async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await work();
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  const makePart = attempt(async () => {
    const { threadId } = await startPart({ workspaceId, documentId, elementId, prompt });
    await navigate({ to: "/t/$threadId", params: { threadId } });
  });
  const makeBom = attempt(async () => {
    if (cells === undefined) return;
    const bomId = await createBom({ workspaceId, number, name: number });
    const { kept, bad } = await importInPieces(cells, (piece) =>
      importBom({ workspaceId, bomId, cells: piece, makesParts: true, source }),
    );
    setOutcome({ text: `${countOf(kept, "line")} in ${number}`, to: `/shop/boms/${bomId}`, bad });
  });
  const addToOrder = attempt(async () => {
    if (cells === undefined) return;
    const { kept, bad } = await importOrder({ workspaceId, orderId, cells, source });
    setOutcome({ text: `${countOf(kept, "line")} ordered`, to: `/shop/orders/${orderId}`, bad });
  });
  return (
    <div className="element-uses">
      <form onSubmit={(event) => void makePart(event)}>
        <input
          aria-label="What to make"
          placeholder={dimensions === null ? "What to make of it" : "mounting plate"}
          required
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
        />
        <button type="submit" className="button">
          {dimensions === null ? "Make with this as context" : "Make a part with these dimensions"}
        </button>
        {dimensions !== null && (
          <p className="quiet">Adds “{dimensionWords(dimensions)}” and checks it on every version.</p>
        )}
      </form>
      {preview && <RowPreview preview={preview} />}
      {usable.bom > 0 && (
        <form onSubmit={(event) => void makeBom(event)}>
          <input
            aria-label="BOM number"
            placeholder="BOM number"
            required
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
          <button type="submit" className="button">
            Make a BOM of {countOf(usable.bom, "line")}
          </button>
        </form>
      )}
      {usable.order > 0 && (orders?.length ?? 0) > 0 && (
        <form onSubmit={(event) => void addToOrder(event)}>
          <select
            className="select"
            aria-label="Order"
            required
            value={orderId}
            onChange={(event) => setOrderId(event.target.value)}
          >
            <option value="">Order …</option>
            {orders?.map((order) => (
              <option key={order._id} value={order._id}>
                {order.number}
              </option>
            ))}
          </select>
          <button type="submit" className="button">
            Add {countOf(usable.order, "line")} to the order
          </button>
        </form>
      )}
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
      {outcome !== null && (
        <div role="status">
          <AreaLink to={outcome.to}>{outcome.text}</AreaLink>
          <ul className="plain-list">
            {outcome.bad.map(({ row, column, reason }) => (
              <li key={`${row} ${column}`} className="is-bad">
                Row {row}, {column}: {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
