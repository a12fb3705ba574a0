import { saveBytes } from "../../lib/saveBytes";

/** The files of an app: its one source file, and a project that runs by itself. */
export function AppDownloads({ title, fileName, code }: { title: string; fileName: string; code: string | null }) {
  const saveProject = async (text: string) => {
    const { exportZip } = await import("../preview/exportZip");
    const { fileName: zipName, bytes } = exportZip({ title, code: text });
    saveBytes(zipName, bytes, "application/zip");
  };
  return (
    <section className="block" aria-label="Downloads">
      <div className="downloads">
        {code === null ? (
          <span className="quiet">Files appear when the app is ready.</span>
        ) : (
          <>
            <button
              type="button"
              className="button"
              aria-label="Download .tsx"
              onClick={() => saveBytes(`${fileName}.tsx`, code, "text/plain")}
            >
              .tsx
            </button>
            <button type="button" className="button" aria-label="Download .zip" onClick={() => void saveProject(code)}>
              .zip
            </button>
          </>
        )}
      </div>
    </section>
  );
}
