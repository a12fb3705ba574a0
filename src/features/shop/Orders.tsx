import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { orderStatuses, type OrderStatus } from "../../../convex/lib/manufacturing";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { plainErrorOf } from "../../lib/errors";
import { AddRow } from "./AddRow";
import { costText, readMicros, readNumber, type DetailProps, type TableProps } from "./cells";
import { FlagList, type Flag } from "./Changes";
import { SheetButtons } from "./SheetButtons";
import { countOf } from "../../lib/format";

type Order = FunctionReturnType<typeof api.orders.list>[number];
type Line = FunctionReturnType<typeof api.orders.lines>["lines"][number];

export function Orders(props: DetailProps & { flags: readonly Flag[] }) {
  const { workspaceId, isEditable, selectedId, onSelect, flags } = props;
  const orders = useQuery(api.orders.list, { workspaceId });
  const suppliers = useQuery(api.suppliers.list, { workspaceId });
  const create = useMutation(api.orders.create);
  const update = useMutation(api.orders.update);
  const [supplierId, setSupplierId] = useState("");
  const selected = orders?.find(({ _id }) => _id === selectedId) ?? null;
  if (selected !== null) {
    return (
      <OneOrder
        workspaceId={workspaceId}
        isEditable={isEditable}
        order={selected}
        flags={flags.filter(({ orderId }) => orderId === selected._id)}
        onBack={() => onSelect(null)}
      />
    );
  }
  const flagged = (order: Order) => flags.filter(({ orderId }) => orderId === order._id).length;
  const columns: GridColumn<Order>[] = [
    { id: "number", head: "Order", width: "140px", text: (order) => order.number },
    { id: "supplier", head: "Supplier", width: "minmax(140px, 1fr)", text: (order) => order.supplierName },
    { id: "status", head: "Status", width: "100px", text: (order) => order.status },
    {
      id: "due",
      head: "Due",
      width: "120px",
      text: (order) => order.dueOn,
      edit: (order, dueOn) => update({ workspaceId, orderId: order._id, dueOn }),
    },
    { id: "lines", head: "Lines", width: "80px", align: "right", text: (order) => String(order.lineCount) },
    { id: "total", head: "Total", width: "120px", align: "right", text: (order) => costText(order.totalMicros) },
    {
      id: "changes",
      head: "Changes",
      width: "130px",
      text: (order) => (flagged(order) === 0 ? "" : `${flagged(order)} newer versions`),
      show: (order) => flagged(order) > 0 && <span className="is-warn">{flagged(order)} newer</span>,
    },
  ];
  return (
    <>
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add order"
            fields={[
              { name: "number", label: "Order number", width: 130 },
              { name: "dueOn", label: "Due, 2026-11-30", width: 130, isOptional: true },
            ]}
            onAdd={async ({ number = "", dueOn = "" }) =>
              onSelect(await create({ workspaceId, number, dueOn, ...(supplierId === "" ? {} : { supplierId }) }))
            }
          >
            <select
              className="select"
              aria-label="Supplier"
              value={supplierId}
              onChange={(event) => setSupplierId(event.target.value)}
            >
              <option value="">No supplier</option>
              {suppliers?.map(({ _id, name }) => (
                <option key={_id} value={_id}>
                  {name}
                </option>
              ))}
            </select>
          </AddRow>
        )}
        <SheetButtons
          sheet={() => ({
            fileName: "orders",
            head: ["Order", "Supplier", "Status", "Due", "Lines", "Total (USD)"],
            rows: (orders ?? []).map((order) => [
              order.number,
              order.supplierName,
              order.status,
              order.dueOn,
              order.lineCount,
              order.totalMicros / 1e6,
            ]),
          })}
          onImport={null}
        />
      </div>
      <GridTable
        name="Orders"
        rows={orders ?? []}
        columns={columns}
        isEditable={isEditable}
        empty={orders === undefined ? "" : "No orders yet."}
        onOpen={(order) => onSelect(order._id)}
      />
    </>
  );
}

function OneOrder(props: TableProps & { order: Order; flags: readonly Flag[]; onBack: () => void }) {
  const { workspaceId, isEditable, order, flags, onBack } = props;
  const read = useQuery(api.orders.lines, { workspaceId, orderId: order._id });
  const boms = useQuery(api.boms.list, { workspaceId });
  const addPart = useMutation(api.orders.addPart);
  const setLine = useMutation(api.orders.setLine);
  const removeLine = useMutation(api.orders.removeLine);
  const update = useMutation(api.orders.update);
  const importRows = useMutation(api.orders.importRows);
  const [bomId, setBomId] = useState("");
  const columns: GridColumn<Line>[] = [
    { id: "number", head: "Part", width: "140px", text: (line) => line.partNumber },
    { id: "name", head: "Name", width: "minmax(140px, 1fr)", text: (line) => line.partName },
    {
      id: "version",
      head: "Version",
      width: "110px",
      text: (line) => (line.versionNumber === undefined ? "no version" : `v${line.versionNumber}`),
    },
    { id: "bom", head: "Needed by", width: "110px", text: (line) => (line.bomLineId === undefined ? "" : "BOM line") },
    {
      id: "quantity",
      head: "Qty",
      width: "80px",
      align: "right",
      text: (line) => String(line.quantity),
      edit: (line, text) => setLine({ workspaceId, lineId: line._id, quantity: readNumber(text) }),
    },
    {
      id: "unit",
      head: "Unit price",
      width: "110px",
      align: "right",
      text: (line) => costText(line.unitCostMicros),
      edit: (line, text) => setLine({ workspaceId, lineId: line._id, unitCostMicros: readMicros(text) ?? Number.NaN }),
    },
    {
      id: "total",
      head: "Total",
      width: "110px",
      align: "right",
      text: (line) => costText(line.unitCostMicros === undefined ? null : line.unitCostMicros * line.quantity),
    },
  ];
  return (
    <>
      <div className="shop-title">
        <button type="button" className="link" onClick={onBack}>
          Orders
        </button>
        <h2>{order.number}</h2>
        <p className="quiet" aria-label="Totals">
          {order.supplierName === "" ? "no supplier" : order.supplierName} · {countOf(order.lineCount, "line")} ·{" "}
          {costText(order.totalMicros)}
        </p>
        <select
          className="select"
          aria-label="Status"
          value={order.status}
          disabled={!isEditable}
          onChange={(event) => {
            // Every option of this list is a status.
            void update({ workspaceId, orderId: order._id, status: event.target.value as OrderStatus });
          }}
        >
          {orderStatuses.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      </div>
      {flags.length > 0 && <FlagList workspaceId={workspaceId} isEditable={isEditable} flags={flags} />}
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add line"
            fields={[
              { name: "number", label: "Part number", width: 140 },
              { name: "quantity", label: "Quantity", width: 80 },
            ]}
            onAdd={({ number = "", quantity = "" }) =>
              addPart({ workspaceId, orderId: order._id, number, quantity: readNumber(quantity) })
            }
          />
        )}
        {isEditable && (boms?.length ?? 0) > 0 && (
          <select
            className="select"
            aria-label="Order lines of a BOM"
            value={bomId}
            onChange={(event) => setBomId(event.target.value)}
          >
            <option value="">From a BOM …</option>
            {boms?.map(({ _id, number, name }) => (
              <option key={_id} value={_id}>
                {number} {name}
              </option>
            ))}
          </select>
        )}
        <SheetButtons
          sheet={() => ({
            fileName: order.number,
            head: ["Part number", "Name", "Version", "Quantity", "Unit price (USD)"],
            rows: (read?.lines ?? []).map((line) => [
              line.partNumber,
              line.partName,
              line.versionNumber ?? "",
              line.quantity,
              line.unitCostMicros === undefined ? "" : line.unitCostMicros / 1e6,
            ]),
          })}
          onImport={isEditable ? (cells) => importRows({ workspaceId, orderId: order._id, cells }) : null}
        />
      </div>
      {bomId !== "" && <BomPicker workspaceId={workspaceId} orderId={order._id} bomId={bomId} />}
      <GridTable
        name={`Lines of ${order.number}`}
        rows={read?.lines ?? []}
        columns={columns}
        isEditable={isEditable && (order.status === "draft" || order.status === "placed")}
        empty={read === undefined ? "" : "No lines yet. Add a part by its number, or lines of a BOM."}
        onRemove={(line) => removeLine({ workspaceId, lineId: line._id })}
      />
    </>
  );
}

/** The first lines of a BOM, each to be ordered on its own. */
function BomPicker({ workspaceId, orderId, bomId }: { workspaceId: string; orderId: string; bomId: string }) {
  const lines = useQuery(api.boms.lines, { workspaceId, bomId, paginationOpts: { numItems: 200, cursor: null } });
  const addBomLine = useMutation(api.orders.addBomLine);
  const [sets, setSets] = useState("1");
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (bomLineId: string) => {
    try {
      await addBomLine({ workspaceId, orderId, bomLineId, sets: readNumber(sets) });
      setProblem(null);
    } catch (error) {
      setProblem(plainErrorOf(error).message);
    }
  };
  return (
    <div className="bom-picker">
      <label>
        Sets <input value={sets} onChange={(event) => setSets(event.target.value)} inputMode="numeric" />
      </label>
      <ul className="plain-list">
        {lines?.page
          .filter(({ partId }) => partId !== null)
          .map((line) => (
            <li key={line._id}>
              <button type="button" className="button" onClick={() => void add(line._id)}>
                Order {line.number}
              </button>{" "}
              {line.quantity} × {line.name}
            </li>
          ))}
      </ul>
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
