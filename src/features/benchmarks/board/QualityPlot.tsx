import { useState } from "react";
import type { BoardRow } from "../../../../convex/lib/benchmarks/views";
import { formatDuration } from "../../../lib/format";
import { percentText, rangeText } from "../figures";
import type { SideName } from "../sideNames";
import { FRAME, plotOf, SIZE, type PlotInput, type PlotPoint } from "./plotLayout";

type Price = "costMicros" | "latencyP50Ms";
const PRICES: { id: Price; label: string; axis: string; title: string }[] = [
  { id: "costMicros", label: "Cost", axis: "Cost per part, log", title: "Pass rate and cost" },
  { id: "latencyP50Ms", label: "Time", axis: "Time per part, log", title: "Pass rate and time" },
];

/** Each side as a point: how often it passes, and what that takes. Points are reached with Tab and say what they are. */
export function QualityPlot(props: {
  rows: readonly BoardRow[];
  names: readonly SideName[];
  cheapestSide: number | undefined;
  litSide: number | null;
  onLight: (side: number | null) => void;
}) {
  const { rows, names, cheapestSide, litSide, onLight } = props;
  const [price, setPrice] = useState<Price>("costMicros");
  const { axis, title } = PRICES.find(({ id }) => id === price) ?? PRICES[0]!; // the list is not empty
  const input = rows.flatMap((row): PlotInput[] => {
    const quality = row.rates.passAt1;
    const paid = row.figures[price];
    if (quality === undefined || paid === undefined) return [];
    return [{ side: row.side, label: names[row.side]?.short ?? "", quality, price: paid.value }];
  });
  const plot = plotOf(input);
  const text = (value: number) => priceText(price, value);
  const sayOf = (side: number) => {
    const entry = input.find((each) => each.side === side);
    if (entry === undefined) return "";
    const { quality } = entry;
    const rate = `${percentText(quality.value)}, interval ${rangeText(quality.low, quality.high)}`;
    return `${entry.label}: passes ${rate}, ${text(entry.price)}`;
  };
  const missing = rows.length - input.length;
  return (
    <section className="sheet plot" aria-label={title}>
      <header className="plot-head">
        <h2>{title}</h2>
        <select
          className="select"
          aria-label="Along the plot"
          value={price}
          onChange={(event) => setPrice(event.target.value as Price)}
        >
          {PRICES.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </header>
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="group" aria-label={`${title}, ${input.length} points`}>
        {plot.nearBest !== null && (
          <>
            <rect
              className="plot-band"
              x={FRAME.left}
              width={FRAME.right - FRAME.left}
              y={plot.nearBest.top}
              height={plot.nearBest.bottom - plot.nearBest.top}
            />
            <title>{title}</title>
          </>
        )}
        {plot.rows.map(({ y, share }) => (
          <g key={share}>
            <line className="plot-line" x1={FRAME.left} x2={FRAME.right} y1={y} y2={y} />
            <text className="plot-text" x={FRAME.left - 6} y={y + 3.5} textAnchor="end">
              {Math.round(share * 100)}%
            </text>
          </g>
        ))}
        {plot.ticks.map(({ x, value }) => (
          <text key={value} className="plot-text" x={x} y={FRAME.bottom + 18} textAnchor="middle">
            {text(value)}
          </text>
        ))}
        <text className="plot-text" x={(FRAME.left + FRAME.right) / 2} y={FRAME.bottom + 38} textAnchor="middle">
          {axis}
        </text>
        <polyline className="plot-front" points={plot.front.map(({ x, y }) => `${x},${y}`).join(" ")} />
        {plot.points.map((point) => (
          <Point
            key={point.side}
            point={point}
            say={sayOf(point.side)}
            isCheapest={point.side === cheapestSide}
            isLit={point.side === litSide}
            onLight={onLight}
          />
        ))}
      </svg>
      <p className="plot-say" role="status">
        {litSide !== null && sayOf(litSide) !== ""
          ? sayOf(litSide)
          : missing > 0
            ? `${missing} of ${rows.length} not drawn: ${price === "costMicros" ? "price unknown" : "nothing timed"} or nothing scored yet.`
            : "The band reaches from the best rate to 10 % below it."}
      </p>
    </section>
  );
}

function Point(props: {
  point: PlotPoint;
  say: string;
  isCheapest: boolean;
  isLit: boolean;
  onLight: (side: number | null) => void;
}) {
  const { point, say, isCheapest, isLit, onLight } = props;
  const { x, y, top, bottom, label } = point;
  const className = [
    "plot-point",
    point.isOnFront ? "" : "is-beaten",
    isCheapest ? "is-cheapest" : "",
    isLit ? "is-lit" : "",
  ].join(" ");
  return (
    // A point names itself when the keyboard reaches it; there is nothing to press.
    <g
      className={className}
      tabIndex={0}
      role="img"
      aria-label={say}
      onPointerEnter={() => onLight(point.side)}
      onPointerLeave={() => onLight(null)}
      onFocus={() => onLight(point.side)}
      onBlur={() => onLight(null)}
    >
      <line className="plot-whisker" x1={x} x2={x} y1={top} y2={bottom} />
      <circle cx={x} cy={y} r={11} fill="transparent" />
      <circle className="plot-dot" cx={x} cy={y} r={4.5} />
      {label !== undefined && (
        <text className="plot-label" x={label.x + 2} y={label.y + 10} aria-hidden="true">
          {label.text}
        </text>
      )}
    </g>
  );
}

function priceText(price: Price, value: number): string {
  if (price === "latencyP50Ms") return formatDuration(value);
  if (value === 0) return "free";
  const dollars = value / 1e6;
  // Two figures that count: $0.0003, $0.014, $1.20.
  return `$${dollars >= 1 ? dollars.toFixed(2) : Number(dollars.toPrecision(2))}`;
}
