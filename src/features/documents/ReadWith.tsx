import { useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf } from "../../lib/errors";

type Engine = FunctionReturnType<typeof api.documents.engines>[number];

/** Reads a document again with another engine. One with terms of its own shows them before it is used. */
export function ReadWith(props: { workspaceId: string; documentId: Id<"documents">; engine: string }) {
  const { workspaceId, documentId } = props;
  const engines = useQuery(api.documents.engines, { workspaceId });
  const readAgain = useMutation(api.documents.readAgain);
  const [asked, setAsked] = useState<Engine | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const others = (engines ?? []).filter(({ id }) => id !== props.engine);
  if (others.length === 0) return null;
  const read = async (engine: Engine) => {
    setAsked(null);
    setProblem(null);
    try {
      await readAgain({ workspaceId, documentId, engine: engine.id, acceptsLicence: engine.licence !== null });
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  return (
    <div className="read-with" role="group" aria-label="Read again with">
      <span className="quiet">Read again:</span>
      {others.map((engine) => (
        <button
          key={engine.id}
          type="button"
          className="link"
          title={engine.use}
          onClick={() => (engine.licence === null ? void read(engine) : setAsked(engine))}
        >
          {engine.name}
        </button>
      ))}
      {asked !== null && (
        <div className="licence" role="group" aria-label={`Licence of ${asked.name}`}>
          <p>{asked.licence}</p>
          <button type="button" className="button" onClick={() => void read(asked)}>
            Accept and read with {asked.name}
          </button>
          <button type="button" className="button ghost" onClick={() => setAsked(null)}>
            Cancel
          </button>
        </div>
      )}
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
