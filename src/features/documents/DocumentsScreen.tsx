import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { MAX_DOCUMENT_BYTES } from "../../../convex/lib/documents";
import { GridTable, type GridColumn } from "../../components/ui/GridTable";
import { plainErrorOf } from "../../lib/errors";
import { useAreaPath } from "../../routes/useAreaPath";
import { useWorkspace } from "../../routes/workspaceContext";
import { engineName } from "./engineName";
import { OneDocument } from "./OneDocument";
import { uploadFile } from "../../lib/uploadFile";
import "./documents.css";
import { countOf } from "../../lib/format";

type Document = FunctionReturnType<typeof api.documents.list>[number];

const stateText = (row: Document) =>
  row.state === "parsing"
    ? "being read"
    : row.state === "failed"
      ? (row.error?.message ?? "failed")
      : `${countOf(row.pageCount, "page")}, ${countOf(row.elementCount, "element")}`;

/** `/documents/<id>/<element>` shows the element's page with its box lit. */
export function DocumentsScreen() {
  const { workspace } = useWorkspace();
  const { pieces, open } = useAreaPath("documents");
  const isEditable = workspace.role === "owner" || workspace.role === "editor";
  const documents = useQuery(api.documents.list, { workspaceId: workspace._id });
  const uploadUrl = useMutation(api.documents.uploadUrl);
  const add = useMutation(api.documents.add);
  const readAgain = useMutation(api.documents.readAgain);
  const remove = useMutation(api.documents.remove);
  const picker = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [documentId, elementId = null] = pieces;

  if (documentId !== undefined) {
    const document = documents?.find(({ _id }) => _id === documentId) ?? null;
    return (
      <main className="page documents">
        {document !== null && (
          <OneDocument
            key={document._id}
            workspaceId={workspace._id}
            isEditable={isEditable}
            document={document}
            elementId={elementId}
            onElement={(id) => open(document._id, id)}
            onBack={() => open()}
          />
        )}
        {documents !== undefined && document === null && (
          <p className="empty-note">This document was removed, or belongs to another workspace.</p>
        )}
      </main>
    );
  }

  const take = async (files: FileList) => {
    setProblem(null);
    for (const file of files) {
      try {
        if (file.size > MAX_DOCUMENT_BYTES) {
          throw new Error(`${file.name} has ${file.size} bytes; at most ${MAX_DOCUMENT_BYTES} are read.`);
        }
        const storageId = await uploadFile(await uploadUrl({ workspaceId: workspace._id }), file);
        await add({ workspaceId: workspace._id, name: file.name, storageId });
      } catch (error) {
        const { message, hint } = plainErrorOf(error);
        setProblem(`${file.name}: ${message} ${hint}`);
      }
    }
  };
  const columns: GridColumn<Document>[] = [
    { id: "name", head: "Name", width: "minmax(180px, 1fr)", text: (row) => row.name },
    {
      id: "state",
      head: "Read",
      width: "minmax(200px, 1fr)",
      text: stateText,
      show: (row) =>
        row.state === "ready" ? undefined : (
          <span className={row.state === "failed" ? "is-bad" : "is-live"}>{stateText(row)}</span>
        ),
    },
    { id: "engine", head: "Engine", width: "90px", text: (row) => engineName(row.engine) },
    { id: "size", head: "Size", width: "90px", align: "right", text: (row) => `${Math.ceil(row.bytes / 1024)} kB` },
    { id: "author", head: "By", width: "140px", text: (row) => row.authorName },
    {
      id: "again",
      head: "",
      width: "100px",
      text: (row) => (row.state === "failed" ? "Read again" : ""),
      show: (row) =>
        row.state === "failed" &&
        isEditable && (
          <button
            type="button"
            className="link"
            onClick={(event) => {
              event.stopPropagation();
              void readAgain({ workspaceId: workspace._id, documentId: row._id });
            }}
          >
            Read again
          </button>
        ),
    },
  ];
  return (
    <main className="page documents">
      <header className="documents-head">
        <h1>Documents</h1>
        {isEditable && (
          <>
            <input
              ref={picker}
              type="file"
              hidden
              multiple
              aria-label="Document files"
              accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.tsv"
              onChange={(event) => {
                const { files } = event.target;
                if (files !== null) void take(files).then(() => (event.target.value = ""));
              }}
            />
            <button type="button" className="button primary" onClick={() => picker.current?.click()}>
              Upload
            </button>
          </>
        )}
      </header>
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
      <GridTable
        name="Documents"
        rows={documents ?? []}
        columns={columns}
        isEditable={isEditable}
        empty={
          documents === undefined
            ? ""
            : "No documents yet. Upload a PDF, picture, DOCX, XLSX or CSV: its tables become BOMs, orders and checks."
        }
        onOpen={(row) => open(row._id)}
        onRemove={(row) => remove({ workspaceId: workspace._id, documentId: row._id })}
      />
    </main>
  );
}
