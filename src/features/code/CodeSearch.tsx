import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

type Place = { index: number; count: number } | null;
const icon = { size: 14, strokeWidth: 1.5, "aria-hidden": true } as const;

/** Finds a text in the code: Enter for the next place, with Shift for the one before, Escape to stop. */
export function CodeSearch(props: {
  onQuery: (query: string) => void;
  onStep: (query: string, by: 1 | -1) => Place;
  onClose: () => void;
}) {
  const { onQuery, onStep, onClose } = props;
  const [query, setQuery] = useState("");
  const [place, setPlace] = useState<Place>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const go = (by: 1 | -1) => setPlace(onStep(query, by));
  return (
    <search className="code-search">
      <input
        ref={field}
        aria-label="Find in the code"
        placeholder="Find"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setPlace(null);
          onQuery(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") onClose();
        }}
      />
      <span className="quiet" role="status">
        {place === null ? "" : `${place.index + 1} of ${place.count}`}
      </span>
      <button type="button" className="button ghost icon" aria-label="Place before" onClick={() => go(-1)}>
        <ChevronUp {...icon} />
      </button>
      <button type="button" className="button ghost icon" aria-label="Next place" onClick={() => go(1)}>
        <ChevronDown {...icon} />
      </button>
      <button type="button" className="button ghost icon" aria-label="Stop finding" onClick={onClose}>
        <X {...icon} />
      </button>
    </search>
  );
}
