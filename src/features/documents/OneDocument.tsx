import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { engineName } from "./engineName";
import { ElementUses } from "./ElementUses";
import { ReadWith } from "./ReadWith";
import { countOf } from "../../lib/format";

type Document = FunctionReturnType<typeof api.documents.list>[number];
export type Element = NonNullable<FunctionReturnType<typeof api.documents.page>>["elements"][number];

/** The page with its boxes beside what was read: choosing one lights up the other. */
export function OneDocument(props: {
  workspaceId: string;
  isEditable: boolean;
  document: Document;
  elementId: string | null;
  onElement: (id: string) => void;
  onBack: () => void;
}) {
  const { workspaceId, isEditable, document, elementId, onElement, onBack } = props;
  const linked = /^p(\d+)e/.exec(elementId ?? "")?.[1];
  const [number, setNumber] = useState(linked === undefined ? 1 : Number(linked));
  const [hovered, setHovered] = useState<string | null>(null);
  const page = useQuery(api.documents.page, { workspaceId, documentId: document._id, number });
  const pictures = usePictures(workspaceId, document);
  const elements = page?.elements ?? [];
  const lit = hovered ?? elementId;
  const split = useRef<HTMLDivElement>(null);
  // Chosen on either side, or come back to from a line that was made of it: the other side may have it out of sight.
  useEffect(() => {
    if (elementId === null || elements.length === 0) return;
    for (const each of split.current?.querySelectorAll(`[data-element="${CSS.escape(elementId)}"]`) ?? []) {
      each.scrollIntoView({ block: "nearest" });
    }
  }, [elementId, elements.length]);
  const chosen = elements.find((element) => element.elementId === elementId) ?? null;
  return (
    <>
      <header className="documents-head">
        <button type="button" className="link" onClick={onBack}>
          Documents
        </button>
        <h1>{document.name}</h1>
        <p className="quiet">
          {engineName(document.engine)} · {countOf(document.pageCount, "page")} ·{" "}
          {countOf(document.elementCount, "element")}
        </p>
        {document.pageCount > 1 && (
          <div className="page-turn">
            <button type="button" className="button" disabled={number <= 1} onClick={() => setNumber(number - 1)}>
              Previous page
            </button>
            <span>
              {number} of {document.pageCount}
            </span>
            <button
              type="button"
              className="button"
              disabled={number >= document.pageCount}
              onClick={() => setNumber(number + 1)}
            >
              Next page
            </button>
          </div>
        )}
      </header>
      {isEditable && document.state !== "parsing" && (
        <ReadWith workspaceId={workspaceId} documentId={document._id} engine={document.engine} />
      )}
      {document.state === "failed" && (
        <p role="alert" className="is-bad">
          {document.error?.message} {document.error?.hint}
        </p>
      )}
      {document.skipped.length > 0 && (
        <ul className="plain-list skipped" aria-label="Not read">
          {document.skipped.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <div ref={split} className="document-split">
        <section aria-label={`Page ${number}`}>
          {page && (
            <div
              className="document-page"
              style={{ aspectRatio: `${page.width} / ${page.height}` }}
              onMouseLeave={() => setHovered(null)}
            >
              {pictures.has(number) && <img src={pictures.get(number)} alt={`Page ${number} of ${document.name}`} />}
              {elements.map((element) => (
                <button
                  key={element._id}
                  type="button"
                  className={clsx("box", element.elementId === lit && "is-lit")}
                  data-element={element.elementId}
                  aria-label={`${element.label} ${element.order}: ${element.text.slice(0, 60)}`}
                  style={boxStyle(element, page)}
                  onMouseEnter={() => setHovered(element.elementId)}
                  onFocus={() => setHovered(element.elementId)}
                  onClick={() => onElement(element.elementId)}
                >
                  {!page.hasPicture && element.cells === undefined && <span>{element.text}</span>}
                </button>
              ))}
            </div>
          )}
        </section>
        <section aria-label="What was read" className="document-elements">
          {elements.map((element) => (
            <article
              key={element._id}
              className={clsx("element", element.elementId === lit && "is-lit")}
              data-element={element.elementId}
              onMouseEnter={() => setHovered(element.elementId)}
              onMouseLeave={() => setHovered(null)}
              onFocus={() => setHovered(element.elementId)}
            >
              <button type="button" className="element-head" onClick={() => onElement(element.elementId)}>
                {element.label}
                <span className="quiet">
                  {element.confidence === null ? "confidence unknown" : `${Math.round(element.confidence * 100)} %`} ·{" "}
                  {engineName(element.engine)}
                </span>
              </button>
              {element.cells === undefined ? <p>{element.text}</p> : <Cells cells={element.cells} />}
              {chosen?._id === element._id && isEditable && (
                <ElementUses workspaceId={workspaceId} documentId={document._id} element={element} />
              )}
            </article>
          ))}
          {page !== undefined && elements.length === 0 && <p className="empty-note">Nothing was read on this page.</p>}
        </section>
      </div>
    </>
  );
}

function Cells({ cells }: { cells: readonly (readonly string[])[] }) {
  return (
    <div className="cells">
      <table>
        <tbody>
          {cells.slice(0, 200).map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (index === 0 ? <th key={column}>{cell}</th> : <td key={column}>{cell}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function boxStyle({ bbox }: Element, { width, height }: { width: number; height: number }) {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = bbox;
  const share = (value: number, whole: number) => `${(value / whole) * 100}%`;
  return {
    left: share(x0, width),
    top: share(y0, height),
    width: share(x1 - x0, width),
    height: share(y1 - y0, height),
  };
}

/** Addresses of the pages' pictures; asked for again when the document has been read anew. */
function usePictures(workspaceId: string, document: Document): ReadonlyMap<number, string> {
  const ask = useMutation(api.documents.pictureLinks);
  const [links, setLinks] = useState<ReadonlyMap<number, string>>(new Map());
  const { _id: documentId, state } = document;
  useEffect(() => {
    if (state !== "ready") return;
    let isCurrent = true;
    void ask({ workspaceId, documentId }).then((found) => {
      if (isCurrent) setLinks(new Map(found.map(({ number, url }) => [number, url])));
    });
    return () => {
      isCurrent = false;
    };
  }, [ask, workspaceId, documentId, state]);
  return links;
}
