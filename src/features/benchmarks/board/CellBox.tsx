import { Box, LayoutTemplate, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { CellView } from "../../../../convex/lib/benchmarks/views";
import { faceOf, sayBefore } from "./cellFace";
import type { LivePlace } from "./LiveModel";

/** The pointer only passes over most boxes. */
const REST_MS = 180;

/** One case on one side: the part's picture and its score, why it failed, or the stage while it runs. */
export function CellBox(props: {
  samples: readonly CellView[];
  sideName: string;
  kind: "cad" | "app";
  isOpen: boolean;
  onLive: (place: LivePlace | null) => void;
  onOpen: (cell: CellView) => void;
}) {
  const { samples, sideName, kind, isOpen, onLive, onOpen } = props;
  const button = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const face = faceOf(samples);
  if (face === null) return null;
  const { cell, tone, text, passed } = face;
  const hasModel = kind === "cad" && cell.generationId !== undefined && cell.thumbnailUrl !== undefined;
  const goLive = () => {
    const box = button.current?.getBoundingClientRect();
    if (hasModel && box !== undefined) onLive({ cell, left: box.left, top: box.top });
  };
  const Icon = kind === "cad" ? Box : LayoutTemplate;
  return (
    <button
      ref={button}
      type="button"
      className={`cell-box is-${tone}`}
      aria-current={isOpen ? "true" : undefined}
      data-state={cell.state}
      data-outcome={cell.outcome}
      disabled={cell.state === "waiting"}
      onPointerEnter={(event) => {
        if (event.pointerType !== "mouse") return;
        clearTimeout(timer.current);
        timer.current = setTimeout(goLive, REST_MS);
      }}
      onPointerLeave={() => {
        clearTimeout(timer.current);
        onLive(null);
      }}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && goLive()}
      onBlur={() => onLive(null)}
      onClick={() => onOpen(cell)}
    >
      <span className="cell-picture">
        {cell.thumbnailUrl !== undefined ? (
          <img src={cell.thumbnailUrl} alt="" loading="lazy" />
        ) : tone === "live" ? (
          <i className="dot breathes" aria-hidden="true" />
        ) : tone === "bad" ? (
          <X size={12} strokeWidth={2} aria-hidden="true" />
        ) : (
          <Icon size={14} strokeWidth={1.5} aria-hidden="true" />
        )}
      </span>
      <span className="cell-words">
        <span className="hidden-visually">{sayBefore(sideName, face)}</span>
        <span className="cell-word">{text}</span> {passed !== null && <span className="side-detail">{passed}</span>}
      </span>
    </button>
  );
}
