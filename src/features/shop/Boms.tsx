import { useMutation, usePaginatedQuery, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { AreaLink } from "../../components/ui/AreaLink";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { AddRow } from "./AddRow";
import { atLeast, costText, massText, readNumber, versionText, type DetailProps, type TableProps } from "./cells";
import { FlagList, type Flag } from "./Changes";
import { SheetButtons } from "./SheetButtons";
import { importInPieces } from "../../lib/importPieces";
import { countOf } from "../../lib/format";

type Bom = FunctionReturnType<typeof api.boms.list>[number];
type Line = FunctionReturnType<typeof api.boms.lines>["page"][number];
const PAGE = 250;

export function Boms(props: DetailProps & { flags: readonly Flag[] }) {
  const { workspaceId, isEditable, selectedId, onSelect, flags } = props;
  const boms = useQuery(api.boms.list, { workspaceId });
  const create = useMutation(api.boms.create);
  const remove = useMutation(api.boms.remove);
  const selected = boms?.find(({ _id }) => _id === selectedId) ?? null;
  if (selected !== null) {
    return (
      <OneBom
        workspaceId={workspaceId}
        isEditable={isEditable}
        bom={selected}
        flags={flags.filter(({ bomId }) => bomId === selected._id)}
        onOpenBom={onSelect}
      />
    );
  }
  const flagged = (bom: Bom) => flags.filter(({ bomId }) => bomId === bom._id).length;
  const columns: GridColumn<Bom>[] = [
    { id: "number", head: "Number", width: "140px", text: (bom) => bom.number },
    { id: "name", head: "Name", width: "minmax(160px, 1fr)", text: (bom) => bom.name },
    { id: "lines", head: "Lines", width: "80px", align: "right", text: (bom) => String(bom.lineCount) },
    {
      id: "mass",
      head: "Mass",
      width: "120px",
      align: "right",
      text: (bom) => atLeast(massText(bom.massG), bom.unknownCount),
    },
    {
      id: "cost",
      head: "Cost",
      width: "120px",
      align: "right",
      text: (bom) => atLeast(costText(bom.costMicros), bom.unknownCount),
    },
    {
      id: "changes",
      head: "Changes",
      width: "150px",
      text: (bom) => (flagged(bom) === 0 ? "" : `${flagged(bom)} newer versions`),
      show: (bom) => flagged(bom) > 0 && <span className="is-warn">{flagged(bom)} newer</span>,
    },
  ];
  return (
    <>
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add BOM"
            fields={[
              { name: "number", label: "Number", width: 120 },
              { name: "name", label: "Name", width: 220 },
            ]}
            onAdd={async ({ number = "", name = "" }) => onSelect(await create({ workspaceId, number, name }))}
          />
        )}
      </div>
      <GridTable
        name="BOMs"
        rows={boms ?? []}
        columns={columns}
        isEditable={isEditable}
        empty={boms === undefined ? "" : "No BOMs yet. Add one, or make it from a table of a document."}
        onOpen={(bom) => onSelect(bom._id)}
        onRemove={(bom) => remove({ workspaceId, bomId: bom._id })}
      />
    </>
  );
}

function OneBom(props: TableProps & { bom: Bom; flags: readonly Flag[]; onOpenBom: (id: string | null) => void }) {
  const { workspaceId, isEditable, bom, flags, onOpenBom } = props;
  const { results, status, loadMore } = usePaginatedQuery(
    api.boms.lines,
    { workspaceId, bomId: bom._id },
    { initialNumItems: PAGE },
  );
  const addLine = useMutation(api.boms.addLine);
  const setLine = useMutation(api.boms.setLine);
  const removeLine = useMutation(api.boms.removeLine);
  const importRows = useMutation(api.boms.importRows);
  const columns: GridColumn<Line>[] = [
    { id: "position", head: "Pos", width: "56px", align: "right", text: (line) => String(line.position) },
    {
      id: "number",
      head: "Part",
      width: "130px",
      text: (line) => line.number,
      show: (line) =>
        line.childBomId === null ? (
          line.number
        ) : (
          <AreaLink to={`/shop/boms/${line.childBomId}`}>{line.number}</AreaLink>
        ),
    },
    { id: "name", head: "Name", width: "minmax(140px, 1fr)", text: (line) => line.name },
    {
      id: "version",
      head: "Version",
      width: "140px",
      text: (line) =>
        line.childBomId === null ? versionText(line.versionNumber, line.latestVersionNumber) : "sub-assembly",
      show: (line) =>
        (line.latestVersionNumber ?? 0) > (line.versionNumber ?? Infinity) ? (
          <span className="is-warn">{versionText(line.versionNumber, line.latestVersionNumber)}</span>
        ) : undefined,
    },
    {
      id: "quantity",
      head: "Qty",
      width: "70px",
      align: "right",
      text: (line) => String(line.quantity),
      edit: (line, text) => setLine({ workspaceId, lineId: line._id, quantity: readNumber(text) }),
    },
    {
      id: "mass",
      head: "Mass",
      width: "100px",
      align: "right",
      text: (line) => massText(line.unitMassG === null ? null : line.unitMassG * line.quantity),
    },
    {
      id: "cost",
      head: "Cost",
      width: "100px",
      align: "right",
      text: (line) => costText(line.unitCostMicros === null ? null : line.unitCostMicros * line.quantity),
    },
    {
      id: "note",
      head: "Note",
      width: "minmax(100px, 0.6fr)",
      text: (line) => line.note,
      edit: (line, note) => setLine({ workspaceId, lineId: line._id, note }),
    },
    {
      id: "source",
      head: "From",
      width: "80px",
      text: (line) => (line.source === null ? "" : `page ${line.source.page}`),
      show: (line) =>
        line.source !== null && (
          <AreaLink to={`/documents/${line.source.documentId}/${line.source.elementId}`}>
            page {line.source.page}
          </AreaLink>
        ),
    },
  ];
  return (
    <>
      <div className="shop-title">
        <button type="button" className="link" onClick={() => onOpenBom(null)}>
          BOMs
        </button>
        <h2>
          {bom.number} {bom.name}
        </h2>
        <p className="quiet" aria-label="Totals">
          {countOf(bom.lineCount, "line")} · {atLeast(massText(bom.massG), bom.unknownCount)} ·{" "}
          {atLeast(costText(bom.costMicros), bom.unknownCount)}
          {bom.unknownCount > 0 && ` · ${bom.unknownCount} without mass or cost`}
        </p>
      </div>
      {flags.length > 0 && <FlagList workspaceId={workspaceId} isEditable={isEditable} flags={flags} />}
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add line"
            fields={[
              { name: "number", label: "Part or BOM number", width: 170 },
              { name: "quantity", label: "Quantity", width: 80 },
              { name: "note", label: "Note", width: 160, isOptional: true },
            ]}
            onAdd={({ number = "", quantity = "", note = "" }) =>
              addLine({ workspaceId, bomId: bom._id, number, quantity: readNumber(quantity), note })
            }
          />
        )}
        <SheetButtons
          sheet={() => ({
            fileName: bom.number,
            head: [
              "Position",
              "Part number",
              "Name",
              "Version",
              "Quantity",
              "Unit mass (g)",
              "Unit cost (USD)",
              "Note",
            ],
            rows: results.map((line) => [
              line.position,
              line.number,
              line.name,
              line.versionNumber ?? "",
              line.quantity,
              line.unitMassG ?? "",
              line.unitCostMicros === null ? "" : line.unitCostMicros / 1e6,
              line.note,
            ]),
          })}
          onImport={
            isEditable
              ? (all) =>
                  importInPieces(all, (cells) => importRows({ workspaceId, bomId: bom._id, cells, makesParts: true }))
              : null
          }
        />
      </div>
      <GridTable
        name={`Lines of ${bom.number}`}
        rows={results}
        columns={columns}
        isEditable={isEditable}
        empty={
          status === "LoadingFirstPage"
            ? ""
            : "No lines yet. Add a part or another BOM by its number, or import a sheet."
        }
        onRemove={(line) => removeLine({ workspaceId, lineId: line._id })}
        onNearEnd={() => status === "CanLoadMore" && loadMore(PAGE)}
      />
    </>
  );
}
