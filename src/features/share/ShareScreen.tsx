// A version for anybody who has the link: no sign-in, nothing of the workspace around it.
import { lazy, Suspense, useEffect, useState } from "react";
import type { Facts as FactsType } from "../../../convex/lib/validators";
import { useTheme } from "../../lib/useTheme";
import { formatSize, formatVolume } from "../../lib/format";
import "./share.css";
import { backend } from "../../app/backendAddress";

const Viewer = lazy(() => import("../viewer/Viewer").then((module) => ({ default: module.Viewer })));

type Shared = {
  title: string;
  number: number;
  authorName: string;
  facts: FactsType | null;
  allowsDownloads: boolean;
  files: { format: string; url: string; bytes: number }[];
};

export function ShareScreen({ token }: { token: string }) {
  const { theme } = useTheme();
  const [answer, setAnswer] = useState<{ shared: Shared } | { message: string } | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    load(token, leaving.signal).then(setAnswer, () => {
      if (!leaving.signal.aborted) setAnswer({ message: "The part could not be loaded. Reload the page." });
    });
    return () => leaving.abort();
  }, [token]);

  if (answer === null) return <main className="share" aria-busy="true" aria-label="Loading this part" />;
  if ("message" in answer) {
    return (
      <main className="share share-gone">
        <h1>Nothing to show</h1>
        <p>{answer.message}</p>
      </main>
    );
  }
  const { title, number, authorName, facts, allowsDownloads, files } = answer.shared;
  const urlOf = (format: string) => files.find((file) => file.format === format)?.url ?? null;
  return (
    <main className="share">
      <header>
        <h1>{title}</h1>
        <p className="quiet">
          v{number} by {authorName}
          {facts !== null && ` · ${formatSize(facts.bboxMm.size)} mm · ${formatVolume(facts.volumeMm3)}`}
        </p>
      </header>
      <section className="share-viewer" aria-label="Viewer">
        <Suspense fallback={null}>
          <Viewer modelUrl={urlOf("glb")} modelKey={token} thumbnailUrl={urlOf("png")} theme={theme} units="mm" />
        </Suspense>
      </section>
      {allowsDownloads && (
        <section className="share-files" aria-label="Downloads">
          {files
            .filter(({ format }) => format !== "png")
            .map(({ format, url }) => (
              <a key={format} className="button" href={`${url}&download=1`} download>
                {format.toUpperCase()}
              </a>
            ))}
        </section>
      )}
    </main>
  );
}

async function load(token: string, signal: AbortSignal): Promise<{ shared: Shared } | { message: string }> {
  const response = await fetch(`${backend.site()}/api/v1/shares/${encodeURIComponent(token)}`, { signal });
  const body: unknown = await response.json();
  if (response.ok) return { shared: body as Shared }; // the backend's own validator made this shape
  const { error } = body as { error: { message: string; hint: string } };
  return { message: `${error.message} ${error.hint}` };
}
