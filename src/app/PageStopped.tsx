import type { FallbackProps } from "react-error-boundary";

/** The last net: the page itself failed. Nothing of the work is lost, it lives in the backend. */
export function PageStopped({ error, resetErrorBoundary }: FallbackProps) {
  return (
    <main className="start">
      <div className="start-inner">
        <h1>This page stopped</h1>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        <p className="quiet">Your parts are safe in the workspace. Load the page again to go on.</p>
        <button type="button" className="button" onClick={resetErrorBoundary}>
          Try again
        </button>
      </div>
    </main>
  );
}
