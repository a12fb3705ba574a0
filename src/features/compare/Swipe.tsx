import { useRef, useState, type PointerEvent, type ReactNode } from "react";

const STEP = 0.05;

/** Two pictures of one size over each other; what lies right of the line shows the second. */
export function Swipe({ before, after }: { before: ReactNode; after: ReactNode }) {
  const [share, setShare] = useState(0.5);
  const root = useRef<HTMLDivElement>(null);
  const move = (next: number) => setShare(Math.min(1, Math.max(0, next)));
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = root.current?.getBoundingClientRect();
    if (box !== undefined && event.currentTarget.hasPointerCapture(event.pointerId))
      move((event.clientX - box.left) / box.width);
  };
  const percent = `${Math.round(share * 100)}%`;
  return (
    <div ref={root} className="compare-swipe">
      <div className="compare-layer">{before}</div>
      <div className="compare-layer" style={{ clipPath: `inset(0 0 0 ${percent})` }}>
        {after}
      </div>
      <div
        className="swipe-line"
        style={{ left: percent }}
        role="slider"
        tabIndex={0}
        aria-label="Where the second version begins"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={percent}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") move(share - STEP);
          if (event.key === "ArrowRight") move(share + STEP);
        }}
      />
    </div>
  );
}
