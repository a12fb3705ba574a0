import { useAction, useMutation } from "convex/react";
import { useEffect, useRef, useState, type RefObject } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { checkInputFile, inputEndings } from "../../../convex/lib/inputFiles";
import { plainErrorOf } from "../../lib/errors";
import { uploadFile } from "../../lib/uploadFile";
import "./imports.css";

/**
 * STEP and STL files dropped anywhere on the page, or chosen through `picker`: each becomes a part, and the last one
 * opens. A file that is refused says why and leaves the page as it was.
 */
export function ImportDrop(props: {
  workspaceId: Id<"workspaces">;
  picker: RefObject<HTMLInputElement | null>;
  onImported: (generationId: Id<"generations">) => void;
}) {
  const { workspaceId, picker, onImported } = props;
  const uploadUrl = useMutation(api.imports.uploadUrl);
  const add = useAction(api.imports.add);
  const [isOver, setIsOver] = useState(false);
  const [running, setRunning] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const take = async (files: readonly File[]) => {
    const problems: string[] = [];
    let last: Id<"generations"> | null = null;
    for (const file of files) {
      setRunning(file.name);
      try {
        await checkInputFile(file.name, file);
        const storageId = await uploadFile(await uploadUrl({ workspaceId }), file);
        last = await add({ workspaceId, fileName: file.name, storageId });
      } catch (error) {
        const { message, hint } = plainErrorOf(error);
        problems.push(`${message} ${hint}`);
      }
    }
    setRunning(null);
    setProblem(problems.length === 0 ? null : problems.join(" "));
    if (last !== null) onImported(last);
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });

  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // else the browser opens the file in place of the page
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      // Between two elements of the page the drag goes on.
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      void latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);

  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        aria-label="STEP or STL files"
        accept={inputEndings.join(",")}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = ""; // so that the same file can be chosen again
          void take(files);
        }}
      />
      {isOver && (
        <div className="import-drop">
          <p>
            Drop a STEP or STL file
            <span>It becomes a part of this workspace. At most 16 MiB each.</span>
          </p>
        </div>
      )}
      {running !== null && (
        <p className="import-note" role="status">
          Importing {running}
        </p>
      )}
      {problem !== null && running === null && (
        <p className="import-note is-bad" role="alert">
          {problem}
          <button type="button" className="link" onClick={() => setProblem(null)}>
            Close
          </button>
        </p>
      )}
    </>
  );
}
