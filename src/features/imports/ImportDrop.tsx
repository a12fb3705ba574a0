import { useAction, useMutation } from "convex/react";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { checkInputFile, inputEndings } from "../../../convex/lib/inputFiles";
import { plainErrorOf } from "../../lib/errors";
import { uploadFile } from "../../lib/uploadFile";
import "./imports.css";

/** Where a file goes: a thread of its own, or the next version of the part that is open. */
type Place = "new" | "open";
export type OpenPart = { id: Id<"threads">; title: string };
/** Opens the dialog that chooses files. */
export type FileChooser = { choose: (place: Place) => void };

/**
 * STEP and STL files dropped anywhere on the page, or chosen through `ref`: each becomes a part, or a version of the
 * part that is open, and the last one opens. A file that is refused says why and leaves the page as it was.
 */
export function ImportDrop(props: {
  workspaceId: Id<"workspaces">;
  openPart: OpenPart | null;
  ref: Ref<FileChooser>;
  onImported: (generationId: Id<"generations">) => void;
}) {
  const { workspaceId, openPart, ref, onImported } = props;
  const uploadUrl = useMutation(api.imports.uploadUrl);
  const add = useAction(api.imports.add);
  const [over, setOver] = useState<Place | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const input = useRef<HTMLInputElement>(null);
  const chosenPlace = useRef<Place>("new");
  useImperativeHandle(ref, () => ({
    choose: (place) => {
      chosenPlace.current = place;
      input.current?.click();
    },
  }));

  const take = async (files: readonly File[], place: Place) => {
    // The part may be left while its file is on its way.
    const into = place === "open" && openPart !== null ? { threadId: openPart.id } : {};
    const problems: string[] = [];
    let last: Id<"generations"> | null = null;
    for (const file of files) {
      setRunning(file.name);
      try {
        await checkInputFile(file.name, file);
        const storageId = await uploadFile(await uploadUrl({ workspaceId }), file);
        last = await add({ workspaceId, fileName: file.name, storageId, ...into });
      } catch (error) {
        const { message, hint } = plainErrorOf(error);
        problems.push(`${message} ${hint}`);
      }
    }
    setRunning(null);
    setProblem(problems.length === 0 ? null : problems.join(" "));
    if (last !== null) onImported(last);
  };
  /** With a part open the left half of the page is its, the right half makes a new one. */
  const placeAt = (x: number): Place => (openPart !== null && x < window.innerWidth / 2 ? "open" : "new");
  const latest = useRef({ take, placeAt });
  useEffect(() => {
    latest.current = { take, placeAt };
  });

  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const dragOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // else the browser opens the file in place of the page
      setOver(latest.current.placeAt(event.clientX));
    };
    const leave = (event: DragEvent) => {
      // Between two elements of the page the drag goes on.
      if (event.relatedTarget === null) setOver(null);
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(null);
      const { take, placeAt } = latest.current;
      void take([...(event.dataTransfer?.files ?? [])], placeAt(event.clientX));
    };
    window.addEventListener("dragover", dragOver);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", dragOver);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);

  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label="STEP or STL files"
        accept={inputEndings.join(",")}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = ""; // so that the same file can be chosen again
          void take(files, chosenPlace.current);
        }}
      />
      {over !== null && (
        <div className="import-drop">
          {openPart !== null && (
            <p className={over === "open" ? "is-over" : undefined}>
              Next version of {openPart.title}
              <span>Its scripts find the file as a part.</span>
            </p>
          )}
          <p className={over === "new" ? "is-over" : undefined}>
            {openPart === null ? "Drop a STEP or STL file" : "New part"}
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
