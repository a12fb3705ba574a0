import { lazy, Suspense, useEffect, useState } from "react";
import type { CodeFault } from "./CodeEditor";
import { keepUnsaved, useUnsaved } from "./unsavedCode";
import "./code.css";

const CodeEditor = lazy(() => import("./CodeEditor"));

/** The script of the version: read, copy, search, or edit and run by hand. Edits stay until they are run or discarded. */
export function CodePanel(props: {
  generationId: string;
  code: { text: string; language: string; complete: boolean } | null;
  canEdit: boolean;
  fault: CodeFault | null;
  logs: readonly { stream: string; text: string }[];
  /** True when the run began. */
  onRun: (text: string) => Promise<boolean>;
}) {
  const { generationId, code, canEdit, fault, logs, onRun } = props;
  const unsaved = useUnsaved(generationId);
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [isCopied]);

  if (code === null) {
    return (
      <div className="block quiet" role="region" aria-label="Code">
        The script appears here while it is written.
      </div>
    );
  }
  const text = unsaved ?? code.text;
  const isChanged = unsaved !== null && unsaved !== code.text;
  const canRun = isChanged && text.trim() !== "";
  const run = () => {
    if (canRun) void onRun(text).then((isRunning) => isRunning && keepUnsaved(generationId, null));
  };
  return (
    <div className="code-panel" role="region" aria-label="Code">
      <div className="code-bar">
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}
        >
          {isCopied ? "Copied" : "Copy"}
        </button>
        {isChanged && <span className="code-state">Edited, not run</span>}
        <span className="spacer" />
        {isChanged ? (
          <>
            <button type="button" className="button ghost" onClick={() => keepUnsaved(generationId, null)}>
              Discard
            </button>
            <button type="button" className="button primary" disabled={!canRun} onClick={run}>
              Run as a new version
            </button>
          </>
        ) : (
          <span className="quiet">{code.language === "python" ? "Python, build123d" : "TSX"}</span>
        )}
      </div>
      <Suspense fallback={<pre className="code-editor log-lines">{text}</pre>}>
        <CodeEditor
          text={text}
          language={code.language}
          isEditable={code.complete && canEdit}
          fault={isChanged ? null : fault}
          onChange={(next) => keepUnsaved(generationId, next === code.text ? null : next)}
          onRun={run}
        />
      </Suspense>
      {logs.length > 0 && (
        <section className="block" aria-label="Console">
          <h2>Log</h2>
          {/* Its lines may scroll, so it can be reached by key. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="log-lines" tabIndex={0}>
            {logs.map((line) => line.text).join("")}
          </pre>
        </section>
      )}
    </div>
  );
}
