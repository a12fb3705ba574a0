import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { AddRow } from "./AddRow";
import { readNumber, type TableProps } from "./cells";

type Supplier = FunctionReturnType<typeof api.suppliers.list>[number];

export function Suppliers({ workspaceId, isEditable }: TableProps) {
  const suppliers = useQuery(api.suppliers.list, { workspaceId });
  const create = useMutation(api.suppliers.create);
  const update = useMutation(api.suppliers.update);
  const remove = useMutation(api.suppliers.remove);
  const columns: GridColumn<Supplier>[] = [
    {
      id: "name",
      head: "Name",
      width: "minmax(160px, 1fr)",
      text: (row) => row.name,
      edit: (row, name) => update({ workspaceId, supplierId: row._id, name }),
    },
    {
      id: "email",
      head: "E-mail",
      width: "220px",
      text: (row) => row.email,
      edit: (row, email) => update({ workspaceId, supplierId: row._id, email }),
    },
    {
      id: "lead",
      head: "Lead time, days",
      width: "120px",
      align: "right",
      text: (row) => (row.leadDays === undefined ? "" : String(row.leadDays)),
      edit: (row, text) => update({ workspaceId, supplierId: row._id, leadDays: readNumber(text) }),
    },
    {
      id: "note",
      head: "Note",
      width: "minmax(140px, 1fr)",
      text: (row) => row.note,
      edit: (row, note) => update({ workspaceId, supplierId: row._id, note }),
    },
  ];
  return (
    <>
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add supplier"
            fields={[
              { name: "name", label: "Name", width: 180 },
              { name: "email", label: "E-mail", width: 200, isOptional: true },
              { name: "leadDays", label: "Lead days", width: 90, isOptional: true },
            ]}
            onAdd={({ name = "", email = "", leadDays = "" }) =>
              create({ workspaceId, name, email, ...(leadDays === "" ? {} : { leadDays: readNumber(leadDays) }) })
            }
          />
        )}
      </div>
      <GridTable
        name="Suppliers"
        rows={suppliers ?? []}
        columns={columns}
        isEditable={isEditable}
        empty={suppliers === undefined ? "" : "No suppliers yet."}
        onRemove={(row) => remove({ workspaceId, supplierId: row._id })}
      />
    </>
  );
}
