import { useMutation, useQuery } from "convex/react";
import { useState, type FormEvent } from "react";
import { api } from "../../../convex/_generated/api";
import { AreaLink } from "../../components/ui/AreaLink";
import { plainErrorOf } from "../../lib/errors";
import "./releasePart.css";

/** On the page of a thread: which part of the workspace it makes, and the version that BOMs and orders take. */
export function ReleasePart(props: {
  workspaceId: string;
  threadId: string;
  title: string;
  version: { generationId: string; number: number } | null;
}) {
  const { workspaceId, threadId, title, version } = props;
  const parts = useQuery(api.parts.ofThread, { threadId });
  const sources = useQuery(api.documents.sourcesOf, { workspaceId, threadId });
  const create = useMutation(api.parts.create);
  const release = useMutation(api.parts.release);
  const [number, setNumber] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = async (work: Promise<unknown>) => {
    try {
      await work;
      setProblem(null);
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (version === null) return;
    const fields = { number, name: title, material: "steel", process: "milled" };
    void attempt(create({ workspaceId, ...fields, generationId: version.generationId }));
  };
  if (parts === undefined || parts === null || version === null) return null;
  return (
    <section className="release-part" aria-label="Part number">
      {parts.map((part) => (
        <p key={part._id}>
          <AreaLink to={`/shop/parts/${part._id}`}>{part.number}</AreaLink> takes v{part.versionNumber}
          {part.versionNumber !== version.number && (
            <button
              type="button"
              className="link"
              onClick={() =>
                void attempt(release({ workspaceId, partId: part._id, generationId: version.generationId }))
              }
            >
              {" "}
              Release v{version.number}
            </button>
          )}
        </p>
      ))}
      {parts.length === 0 && (
        <form onSubmit={add}>
          <input
            aria-label="New part number"
            placeholder="Part number"
            required
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
          <button type="submit" className="button">
            Release v{version.number} as a part
          </button>
        </form>
      )}
      {sources?.map(({ documentId, elementId, page, name, rules }) => (
        <p key={elementId}>
          <AreaLink to={`/documents/${documentId}/${elementId}`}>
            {name}, page {page}
          </AreaLink>
          {rules > 0 && <span className="quiet"> {rules} rules checked</span>}
        </p>
      ))}
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
    </section>
  );
}
