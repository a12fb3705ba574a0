import type { Id } from "../../../convex/_generated/dataModel";
import { saveBytes } from "../../lib/saveBytes";
import { BundleButton } from "./BundleButton";

export type Link = { format: string; url: string; bytes: number };

const ORDER = ["step", "stl", "3mf", "glb", "dxf", "svg"];

/** Every file of the version on screen, and its script. */
export function Downloads({
  generationId,
  links,
  code,
  fileName,
}: {
  generationId: Id<"generations"> | null;
  links: readonly Link[];
  code: string | null;
  fileName: string;
}) {
  const files = links
    .filter((link) => link.format !== "png")
    .sort((a, b) => ORDER.indexOf(a.format) - ORDER.indexOf(b.format));
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
    </section>
  );
}
