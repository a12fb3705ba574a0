// Makes a version the case of a suite: its prompt, its spec, and its shape as the right answer.
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import type { Id } from "../../../convex/_generated/dataModel";
import { AreaLink } from "../../components/ui/AreaLink";
import { useDo } from "./useDo";
import { api } from "../../../convex/_generated/api";

export function AddToSuite(props: { workspaceId: Id<"workspaces">; generationId: Id<"generations"> }) {
  const { workspaceId, generationId } = props;
  const [isOpen, setIsOpen] = useState(false);
  const suites = useQuery(api.suites.list, isOpen ? { workspaceId } : "skip");
  const add = useMutation(api.suites.addGeneration);
  const { isBusy, problem, act } = useDo();
  const [added, setAdded] = useState<{ suiteId: string; name: string } | null>(null);
  return (
    <section className="block" aria-label="Benchmark">
      {!isOpen ? (
        <button type="button" className="button" onClick={() => setIsOpen(true)}>
          Add to a benchmark suite
        </button>
      ) : (
        <ul className="plain-list" aria-label="Suites to add to">
          {(suites ?? []).map(({ id, name, version }) => (
            <li key={id}>
              <button
                type="button"
                className="button ghost"
                disabled={isBusy || added !== null}
                onClick={() =>
                  act(async () => setAdded({ suiteId: await add({ workspaceId, suiteId: id, generationId }), name }))
                }
              >
                {name} v{version}
              </button>
            </li>
          ))}
        </ul>
      )}
      {added !== null && (
        <p role="status">
          Added to <AreaLink to={`/benchmarks/suite/${encodeURIComponent(added.suiteId)}`}>{added.name}</AreaLink>, with
          its checks.
        </p>
      )}
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
