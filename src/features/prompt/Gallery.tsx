import { Box } from "lucide-react";
import { useState } from "react";
import { galleryPrompts } from "../../../convex/lib/partsLibrary/gallery";

const FIRST_SHOWN = 8;

/** Parts to start from; each is one click, and shows what a prompt may look like. */
export function Gallery({ onPick }: { onPick: (prompt: string) => void }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? galleryPrompts : galleryPrompts.slice(0, FIRST_SHOWN);
  return (
    <section aria-label="Start from a part">
      <h2>
        Start from a part <span>From the parts library, no key needed</span>
      </h2>
      <ul className="gallery" aria-label="Prompt gallery">
        {shown.map((entry) => (
          <li key={entry.prompt}>
            <button type="button" onClick={() => onPick(entry.prompt)} title={entry.prompt}>
              <Picture family={entry.family} />
              <span style={{ display: "block" }}>{entry.title}</span>
              <span className="detail">{entry.detail}</span>
            </button>
          </li>
        ))}
      </ul>
      {!isWhole && galleryPrompts.length > FIRST_SHOWN && (
        <button type="button" className="link gallery-more" onClick={() => setIsWhole(true)}>
          Show all {galleryPrompts.length}
        </button>
      )}
    </section>
  );
}

function Picture({ family }: { family: string }) {
  const [isMissing, setIsMissing] = useState(false);
  return (
    <span className="picture" style={{ display: "grid" }}>
      {isMissing ? (
        <Box size={28} strokeWidth={1} aria-hidden="true" />
      ) : (
        <img src={`/gallery/${family}.png`} alt="" loading="lazy" onError={() => setIsMissing(true)} />
      )}
    </span>
  );
}
