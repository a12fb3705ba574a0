import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf } from "../../lib/errors";
import { saveBytes } from "../../lib/saveBytes";

/** Everything of the version in one .zip: prompt, script, parameters, facts, checks, files, picture. */
export function BundleButton({ generationId }: { generationId: Id<"generations"> }) {
  const ask = useMutation(api.exports.bundle);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async () => {
    setIsBusy(true);
    setProblem(null);
    try {
      // The packer is loaded when somebody packs.
      const [content, { bundleZip }] = await Promise.all([ask({ generationId }), import("./bundleZip")]);
      saveBytes(`${content.folder}.zip`, await bundleZip(content), "application/zip");
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label="Download everything as .zip"
        disabled={isBusy}
        onClick={() => void save()}
      >
        .zip
      </button>
      {problem !== null && (
        <span className="field-error" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
