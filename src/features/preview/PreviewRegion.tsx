import { lazy, Suspense, useState, type ReactNode } from "react";
import { ErrorBoundary } from "react-error-boundary";
import type { WorkspaceData } from "./serveWorkspace";

const AppPreview = lazy(() => import("./AppPreview").then((module) => ({ default: module.AppPreview })));

const MAX_CONSOLE_LINES = 200;

type Line = { id: number; level: string; text: string };

/** A finished app, running in its sandbox, with what it says to its console. */
export function PreviewRegion(props: {
  generationId: string | null;
  code: string | null;
  theme: "dark" | "light";
  data: WorkspaceData | null;
  chip: string | null;
  /** Sends the error back to whoever writes the code; null where nobody may send one now. */
  onFix: ((prompt: string) => void) | null;
  children: ReactNode;
}) {
  const { generationId, code, theme, data, chip, onFix, children } = props;
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [ready, setReady] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ code: string; message: string } | null>(null);
  const failed = failure?.code ?? null;
  const add = (level: string, text: string) =>
    setLines((known) => [...known.slice(-MAX_CONSOLE_LINES), { id: (known.at(-1)?.id ?? 0) + 1, level, text }]);
  const state = code === null ? "empty" : failed === code ? "error" : ready === code ? "ready" : "loading";
  return (
    <>
      <section className="viewer-region" aria-label="Preview" data-generation={generationId ?? ""} data-state={state}>
        {code !== null && (
          <ErrorBoundary fallback={<p className="viewer-note">The preview stopped. Code and downloads remain.</p>}>
            <Suspense fallback={null}>
              <AppPreview
                code={code}
                theme={theme}
                data={data}
                onReady={() => setReady(code)}
                onConsole={(entry) => add(entry.level, entry.text)}
                onRuntimeError={(message, line) => {
                  const said = line === null ? message : `Line ${line}: ${message}`;
                  setFailure({ code, message: said });
                  add("error", said);
                }}
              />
            </Suspense>
          </ErrorBoundary>
        )}
        {failure !== null && state === "error" && onFix !== null && (
          <div className="preview-fix">
            <span className="ellipsis">{failure.message}</span>
            <button type="button" className="button" onClick={() => onFix(fixPrompt(failure.message))}>
              Fix with AI
            </button>
          </div>
        )}
        {chip !== null && <span className="chip viewer-chip">{chip}</span>}
        {children}
      </section>
      {lines.length > 0 && (
        <section className="console" aria-label="Console">
          <ul className="plain-list">
            {lines.map((line) => (
              <li key={line.id} className={line.level === "error" ? "is-bad" : undefined}>
                {line.text}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The standing code goes with each follow-up, so the error alone is said here. */
function fixPrompt(message: string): string {
  return `The app stopped while it ran: ${message}. Mend the cause and change nothing else.`;
}
