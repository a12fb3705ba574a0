import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { importInPieces } from "../../lib/importPieces";
import { AddRow } from "./AddRow";
import { readNumber, type TableProps } from "./cells";
import { SheetButtons } from "./SheetButtons";

type Row = FunctionReturnType<typeof api.stock.list>[number];

export function Stock({ workspaceId, isEditable }: TableProps) {
  const rows = useQuery(api.stock.list, { workspaceId });
  const set = useMutation(api.stock.set);
  const remove = useMutation(api.stock.remove);
  const importRows = useMutation(api.stock.importRows);
  const columns: GridColumn<Row>[] = [
    { id: "number", head: "Part", width: "140px", text: (row) => row.number },
    { id: "name", head: "Name", width: "minmax(160px, 1fr)", text: (row) => row.name },
    {
      id: "onHand",
      head: "On hand",
      width: "100px",
      align: "right",
      text: (row) => String(row.onHand),
      edit: (row, text) => set({ workspaceId, number: row.number, onHand: readNumber(text) }),
    },
    {
      id: "reorderPoint",
      head: "Reorder at",
      width: "100px",
      align: "right",
      text: (row) => String(row.reorderPoint),
      edit: (row, text) => set({ workspaceId, number: row.number, reorderPoint: readNumber(text) }),
    },
    {
      id: "location",
      head: "Location",
      width: "140px",
      text: (row) => row.location,
      edit: (row, location) => set({ workspaceId, number: row.number, location }),
    },
    {
      id: "state",
      head: "State",
      width: "140px",
      text: (row) => (row.isLow ? `${row.reorderPoint - row.onHand} short` : "enough"),
      show: (row) =>
        row.isLow ? (
          <span className="is-warn">{row.reorderPoint - row.onHand} short</span>
        ) : (
          <span className="quiet">enough</span>
        ),
    },
  ];
  return (
    <>
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Set stock"
            fields={[
              { name: "number", label: "Part number", width: 140 },
              { name: "onHand", label: "On hand", width: 80 },
              { name: "reorderPoint", label: "Reorder at", width: 90, isOptional: true },
              { name: "location", label: "Location", width: 120, isOptional: true },
            ]}
            onAdd={({ number = "", onHand = "", reorderPoint = "", location = "" }) =>
              set({
                workspaceId,
                number,
                onHand: readNumber(onHand),
                ...(reorderPoint === "" ? {} : { reorderPoint: readNumber(reorderPoint) }),
                location,
              })
            }
          />
        )}
        <SheetButtons
          sheet={() => ({
            fileName: "stock",
            head: ["Part number", "Name", "On hand", "Reorder point", "Location"],
            rows: (rows ?? []).map((row) => [row.number, row.name, row.onHand, row.reorderPoint, row.location]),
          })}
          onImport={isEditable ? (all) => importInPieces(all, (cells) => importRows({ workspaceId, cells })) : null}
        />
      </div>
      <GridTable
        name="Stock"
        rows={rows ?? []}
        columns={columns}
        isEditable={isEditable}
        empty={rows === undefined ? "" : "No stock yet. Set what is there of a part by its number."}
        onRemove={(row) => remove({ workspaceId, stockId: row._id })}
      />
    </>
  );
}
