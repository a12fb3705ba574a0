// One published app over the whole screen, on the workspace's rows.
import { Link } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { lazy, Suspense, useRef, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { useWorkspaceData } from "../features/preview/useWorkspaceData";
import "../features/preview/apps.css";
import { NotFound } from "./NotFound";
import { useWorkspace } from "./workspaceContext";

const AppPreview = lazy(() => import("../features/preview/AppPreview").then((m) => ({ default: m.AppPreview })));

export function AppScreen({ threadId }: { threadId: string }) {
  const id = threadId as Id<"threads">; // null for an id of nothing
  const { theme } = useWorkspace();
  const app = useQuery(api.apps.get, { threadId: id });
  const data = useWorkspaceData(id);
  const body = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isReady, setIsReady] = useState(false);
  if (app === null) return <NotFound />;
  if (app === undefined) return <main className="centre" aria-busy="true" aria-label="Loading this app" />;
  return (
    <main className="centre app-screen" aria-label={app.name}>
      <div className="app-screen-bar">
        <h1 className="ellipsis">{app.name}</h1>
        <span className="quiet">v{app.number}</span>
        <span className="spacer" />
        {problem !== null && (
          <span className="is-bad ellipsis" role="alert">
            {problem}
          </span>
        )}
        <Link to="/t/$threadId" params={{ threadId: id }} className="link">
          {app.headNumber > app.number ? `Change, v${app.headNumber} is newer` : "Change"}
        </Link>
        <button type="button" className="button" onClick={() => void body.current?.requestFullscreen()}>
          Full screen
        </button>
      </div>
      <div
        ref={body}
        className="app-screen-body"
        role="region"
        aria-label="Preview"
        data-state={problem !== null ? "error" : isReady ? "ready" : "loading"}
      >
        <Suspense fallback={null}>
          <AppPreview
            code={app.code}
            theme={theme}
            data={data}
            onReady={() => {
              setProblem(null);
              setIsReady(true);
            }}
            onRuntimeError={(message) => setProblem(message)}
          />
        </Suspense>
      </div>
    </main>
  );
}
