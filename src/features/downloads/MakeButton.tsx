import { useAction } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { MadeFormat } from "../../../convex/lib/uploadTargets";
import { plainErrorOf } from "../../lib/errors";
import { saveLink } from "../../lib/saveLink";

/** A format that is made when somebody asks for it, and saved as soon as it is there. */
export function MakeButton({
  workspaceId,
  generationId,
  format,
  onProblem,
}: {
  workspaceId: Id<"workspaces">;
  generationId: Id<"generations">;
  format: MadeFormat;
  onProblem: (problem: string | null) => void;
}) {
  const make = useAction(api.artifacts.make);
  const [isBusy, setIsBusy] = useState(false);
  const save = async () => {
    setIsBusy(true);
    onProblem(null);
    try {
      saveLink((await make({ workspaceId, generationId, format })).url);
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      onProblem(`${message} ${hint}`);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <button
      type="button"
      className="button"
      aria-label={`Make and download ${format.toUpperCase()}`}
      aria-busy={isBusy}
      disabled={isBusy}
      onClick={() => void save()}
    >
      {format.toUpperCase()}
    </button>
  );
}
