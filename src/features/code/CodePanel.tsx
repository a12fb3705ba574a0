import { lazy, Suspense, useEffect, useState } from "react";

const CodeEditor = lazy(() => import("./CodeEditor"));

/** The script of the version: read, copy, or edit and run by hand. */
export function CodePanel(props: {
  code: { text: string; complete: boolean } | null;
  errorLine: number | null;
  logs: readonly { stream: string; text: string }[];
  onRun: (text: string) => Promise<void>;
}) {
  const { code, errorLine, logs, onRun } = props;
  const [edited, setEdited] = useState<string | null>(null);
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
  const text = edited ?? code.text;
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
        <span className="spacer" />
        {edited === null ? (
          <button type="button" className="button" disabled={!code.complete} onClick={() => setEdited(code.text)}>
            Edit
          </button>
        ) : (
          <>
            <button type="button" className="button ghost" onClick={() => setEdited(null)}>
              Discard
            </button>
            <button
              type="button"
              className="button primary"
              disabled={edited === code.text || edited.trim() === ""}
              onClick={() => void onRun(edited).then(() => setEdited(null))}
            >
              Run as a new version
            </button>
          </>
        )}
      </div>
      <Suspense fallback={<pre className="code-editor log-lines">{text}</pre>}>
        <CodeEditor
          text={text}
          isEditable={edited !== null}
          errorLine={edited === null ? errorLine : null}
          onChange={setEdited}
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
