import { useState } from "react";
import type { Id } from "../../../convex/_generated/dataModel";
import { madeFormats } from "../../../convex/lib/uploadTargets";
import { saveBytes } from "../../lib/saveBytes";
import { BundleButton } from "./BundleButton";
import { MakeButton } from "./MakeButton";

export type Link = { format: string; url: string; bytes: number };

const ORDER = ["step", "stl", "3mf", "glb", "dxf", "svg"];

/** Every file of the version on screen, the ones that can be made of it, and its script. */
export function Downloads({
  workspaceId,
  generationId,
  links,
  code,
  fileName,
}: {
  workspaceId: Id<"workspaces">;
  generationId: Id<"generations"> | null;
  links: readonly Link[];
  code: string | null;
  fileName: string;
}) {
  const [problem, setProblem] = useState<{ of: string; text: string } | null>(null);
  const files = links
    .filter((link) => link.format !== "png")
    .sort((a, b) => ORDER.indexOf(a.format) - ORDER.indexOf(b.format));
  // The shape is there once its STEP file is: from then on other formats can be made of it.
  const hasShape = files.some(({ format }) => format === "step");
  const missing = hasShape ? madeFormats.filter((made) => files.every(({ format }) => format !== made)) : [];
  return (
    <section className="block" aria-label="Downloads">
      <div className="downloads">
        {files.map((link) => (
          <a
            key={link.format}
            className="button"
            href={`${link.url}&download=1`}
            download
            aria-label={`Download ${link.format.toUpperCase()}`}
          >
            {link.format.toUpperCase()}
          </a>
        ))}
        {generationId !== null &&
          missing.map((format) => (
            <MakeButton
              key={`${generationId} ${format}`}
              workspaceId={workspaceId}
              generationId={generationId}
              format={format}
              onProblem={(text) => setProblem(text === null ? null : { of: generationId, text })}
            />
          ))}
        {code !== null && (
          <button
            type="button"
            className="button"
            aria-label="Download .py"
            onClick={() => saveBytes(`${fileName}.py`, code, "text/x-python")}
          >
            .py
          </button>
        )}
        {files.length > 0 && generationId !== null && <BundleButton key={generationId} generationId={generationId} />}
        {files.length === 0 && code === null && <span className="quiet">Files appear when the part is ready.</span>}
      </div>
      {problem !== null && problem.of === generationId && (
        <p className="field-error" role="alert">
          {problem.text}
        </p>
      )}
    </section>
  );
}
