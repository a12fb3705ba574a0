import { Link } from "@tanstack/react-router";
import { useMutation, usePaginatedQuery, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { AreaLink } from "../../components/ui/AreaLink";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { importInPieces } from "../../lib/importPieces";
import { AddRow } from "./AddRow";
import { costText, massText, readGrams, readMicros, versionText, type DetailProps } from "./cells";
import { SheetButtons } from "./SheetButtons";

type Part = FunctionReturnType<typeof api.parts.list>["page"][number];
const PAGE = 200;

export function Parts(props: DetailProps) {
  const { workspaceId, isEditable, selectedId, onSelect } = props;
  const { results, status, loadMore } = usePaginatedQuery(api.parts.list, { workspaceId }, { initialNumItems: PAGE });
  const create = useMutation(api.parts.create);
  const update = useMutation(api.parts.update);
  const remove = useMutation(api.parts.remove);
  const importRows = useMutation(api.parts.importRows);
  const set = (part: Part, fields: Partial<Parameters<typeof update>[0]>) =>
    update({ workspaceId, partId: part._id, ...fields });
  const columns: GridColumn<Part>[] = [
    {
      id: "number",
      head: "Number",
      width: "120px",
      text: (part) => part.number,
      edit: (part, number) => set(part, { number }),
    },
    {
      id: "name",
      head: "Name",
      width: "minmax(160px, 1fr)",
      text: (part) => part.name,
      edit: (part, name) => set(part, { name }),
    },
    {
      id: "material",
      head: "Material",
      width: "120px",
      text: (part) => part.material,
      edit: (part, material) => set(part, { material }),
    },
    {
      id: "process",
      head: "Process",
      width: "100px",
      text: (part) => part.process,
      edit: (part, process) => set(part, { process }),
    },
    {
      id: "mass",
      head: "Mass",
      width: "100px",
      align: "right",
      text: (part) => massText(part.massG),
      edit: (part, text) => set(part, { massG: readGrams(text) }),
    },
    {
      id: "cost",
      head: "Cost",
      width: "100px",
      align: "right",
      text: (part) => costText(part.costMicros),
      edit: (part, text) => set(part, { costMicros: readMicros(text) }),
    },
    {
      id: "version",
      head: "Version",
      width: "150px",
      text: (part) => versionText(part.versionNumber, part.latestVersionNumber),
    },
  ];
  const selected = results.find(({ _id }) => _id === selectedId) ?? null;
  return (
    <>
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add part"
            fields={[
              { name: "number", label: "Number", width: 110 },
              { name: "name", label: "Name", width: 180 },
              { name: "material", label: "Material", width: 110, isOptional: true },
              { name: "process", label: "Process", width: 100, isOptional: true },
            ]}
            onAdd={({ number = "", name = "", material = "", process = "" }) =>
              create({ workspaceId, number, name, material, process })
            }
          />
        )}
        <SheetButtons
          sheet={() => ({
            fileName: "parts",
            head: ["Part number", "Name", "Material", "Process", "Mass (g)", "Cost (USD)", "Version"],
            rows: results.map((part) => [
              part.number,
              part.name,
              part.material,
              part.process,
              part.massG ?? "",
              part.costMicros === undefined ? "" : part.costMicros / 1e6,
              part.versionNumber ?? "",
            ]),
          })}
          onImport={isEditable ? (all) => importInPieces(all, (cells) => importRows({ workspaceId, cells })) : null}
        />
      </div>
      <div className={selected === null ? undefined : "shop-split"}>
        <GridTable
          name="Parts"
          rows={results}
          columns={columns}
          isEditable={isEditable}
          selectedId={selectedId}
          empty={
            status === "LoadingFirstPage"
              ? ""
              : "No parts yet. Add one, import a sheet, or release a version from its thread."
          }
          onOpen={(part) => onSelect(part._id === selectedId ? null : part._id)}
          onRemove={(part) => remove({ workspaceId, partId: part._id })}
          onNearEnd={() => status === "CanLoadMore" && loadMore(PAGE)}
        />
        {selected !== null && <WhereUsed workspaceId={workspaceId} part={selected} />}
      </div>
    </>
  );
}

function WhereUsed({ workspaceId, part }: { workspaceId: string; part: Part }) {
  const uses = useQuery(api.parts.whereUsed, { workspaceId, partId: part._id });
  return (
    <aside className="shop-detail" aria-label={`Part ${part.number}`}>
      <h2>
        {part.number} {part.name}
      </h2>
      <p className="quiet">{versionText(part.versionNumber, part.latestVersionNumber)}</p>
      {part.threadId !== undefined && (
        <Link className="link" to="/t/$threadId" params={{ threadId: part.threadId }}>
          Open the thread
        </Link>
      )}
      {part.source !== undefined && (
        <AreaLink to={`/documents/${part.source.documentId}/${part.source.elementId}`}>
          From a document, page {part.source.page}
        </AreaLink>
      )}
      <h3>Where used</h3>
      {uses?.length === 0 && <p className="quiet">In no BOM and no order.</p>}
      <ul className="plain-list">
        {uses?.map((use, index) => (
          <li key={index}>
            <AreaLink to={`/shop/${use.kind === "bom" ? "boms" : "orders"}/${use.id}`}>{use.label}</AreaLink>{" "}
            {use.quantity} × {use.versionNumber === null ? "" : `v${use.versionNumber}`}
          </li>
        ))}
      </ul>
    </aside>
  );
}
