import { Link } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { X } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { RunView } from "../../../../convex/lib/benchmarks/views";
import { formatCost, formatDuration } from "../../../lib/format";
import type { SideName } from "../sideNames";
import { faceOf } from "./cellFace";
import { CellRules } from "./CellRules";
import { CellView3D } from "./CellView3D";
import "./cellPanel.css";
import type { CellDetail } from "../../../../convex/lib/benchmarks/views";

const CodeDiff = lazy(() => import("../../compare/CodeDiff"));

/** One cell beside the board: its shape against the reference, checks, prompt, script and what the executor said. */
export function CellPanel(props: {
  workspaceId: Id<"workspaces">;
  run: RunView;
  names: readonly SideName[];
  cellId: string;
  theme: "dark" | "light";
  onClose: () => void;
}) {
  const { workspaceId, run, names, cellId, theme, onClose } = props;
  const detail = useQuery(api.benchmarkRuns.cell, { workspaceId, cellId });
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Back to the box it was opened from.
    const opener = document.activeElement;
    close.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && onClose();
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [onClose]);
  const face = detail === undefined ? null : faceOf([detail.cell]);
  const side = detail === undefined ? undefined : names[detail.cell.side];
  return (
    <aside className="cell-panel" aria-label="Cell" data-cell={cellId}>
      <header className="cell-panel-head">
        <div>
          <h2>{detail?.case.title ?? ""}</h2>
          <span className="side-detail">
            {detail !== undefined &&
              [
                side?.short,
                ...(run.samples > 1 ? [`sample ${detail.cell.sample + 1} of ${run.samples}`] : []),
                detail.case.difficulty,
                detail.case.family,
              ]
                .filter(Boolean)
                .join(" · ")}
          </span>
        </div>
        {face !== null && <span className={`chip ${face.tone}`}>{face.text}</span>}
        <button ref={close} type="button" className="button ghost icon" aria-label="Close the cell" onClick={onClose}>
          <X size={16} strokeWidth={1.5} aria-hidden="true" />
        </button>
      </header>
      {/* Taller than the screen, so it can be scrolled by key. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="cell-panel-body" tabIndex={0} role="region" aria-label="Details of the cell">
        {detail !== undefined && <Body detail={detail} workspaceId={workspaceId} theme={theme} />}
      </div>
    </aside>
  );
}

type Detail = CellDetail;

function Body(props: { detail: Detail; workspaceId: Id<"workspaces">; theme: "dark" | "light" }) {
  const { detail, workspaceId, theme } = props;
  const { cell, reference } = detail;
  const generationId = (cell.generationId ?? null) as Id<"generations"> | null; // an id that came as text
  const code = useQuery(api.generations.code, generationId === null ? "skip" : { generationId });
  return (
    <>
      {detail.case.kind === "cad" && generationId !== null && (
        <CellView3D
          workspaceId={workspaceId}
          generationId={generationId}
          thumbnailUrl={cell.thumbnailUrl ?? null}
          referenceId={
            // An id that came as text; a reference that could not be made has no shape to show.
            (reference === null || reference.error !== undefined
              ? null
              : reference.generationId) as Id<"generations"> | null
          }
          theme={theme}
        />
      )}
      <dl className="cell-figures">
        <Figure name="Time" value={cell.latencyMs === undefined ? null : formatDuration(cell.latencyMs)} />
        <Figure name="Cost" value={cell.costMicros === undefined ? null : formatCost(cell.costMicros)} />
        <Figure name="IoU" value={cell.iou === undefined ? null : cell.iou.toFixed(3)} />
      </dl>
      {reference?.error !== undefined && (
        <p className="block is-warn">The reference could not be made, so nothing is compared: {reference.error}</p>
      )}
      {detail.rules.length > 0 && <CellRules rules={detail.rules} />}
      <section className="block" aria-label="Prompt of the case">
        <h2>Prompt</h2>
        <p className="cell-prompt">{detail.case.prompt}</p>
      </section>
      {code && (
        <section className="block" aria-label="Code">
          <h2>
            Code
            {reference?.code !== undefined && <span className="quiet cell-code-note">compared with the reference</span>}
          </h2>
          {reference?.code === undefined ? (
            // Scripts have long lines, so the box can be scrolled by key.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <pre className="cell-code" tabIndex={0}>
              {code.text}
            </pre>
          ) : (
            <Suspense fallback={null}>
              <CodeDiff from={reference.code} to={code.text} language={code.language} />
            </Suspense>
          )}
        </section>
      )}
      {detail.log !== "" && (
        <section className="block" aria-label="Log">
          <h2>Log</h2>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="cell-code" tabIndex={0}>
            {detail.log}
          </pre>
        </section>
      )}
      {cell.threadId !== undefined && (
        <p className="block">
          <Link to="/t/$threadId" params={{ threadId: cell.threadId }} className="link">
            Open the generation
          </Link>
        </p>
      )}
    </>
  );
}

function Figure({ name, value }: { name: string; value: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? <span className="quiet">–</span>}</dd>
    </div>
  );
}
