import { LayoutTemplate } from "lucide-react";
import { appGalleryPrompts } from "../../../convex/lib/appTemplates/gallery";

const SHOWN = 8;

/** Small apps to start from; each is one click. */
export function AppGallery({ onPick }: { onPick: (prompt: string) => void }) {
  return (
    <section aria-label="Or a small app">
      <h2>
        Or a small app <span>From the templates, no key needed</span>
      </h2>
      <ul className="app-gallery">
        {appGalleryPrompts.slice(0, SHOWN).map((entry) => (
          <li key={entry.template}>
            <button type="button" onClick={() => onPick(entry.prompt)} title={entry.prompt}>
              <LayoutTemplate size={16} strokeWidth={1.5} aria-hidden="true" />
              <span>
                {entry.title}
                <span className="detail">{entry.detail}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
