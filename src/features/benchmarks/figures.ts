// Pure: the measures of a board as people read them.
import type { FigureName, RateName } from "../../../convex/lib/benchmarks/views";
import { formatDuration, formatLength } from "../../lib/format";

export const RATE_LABEL: Record<RateName, string> = {
  passAt1: "Passes",
  passAtK: "Passes in k",
  compiles: "Compiles",
  valid: "Valid",
  watertight: "Watertight",
  specPass: "Checks",
  typeChecks: "Type-checks",
  renders: "Renders",
  topology: "Same topology",
};

export const FIGURE_LABEL: Record<FigureName, string> = {
  iou: "IoU",
  normalizedIou: "IoU, aligned",
  chamfer: "Chamfer",
  hausdorff: "Hausdorff",
  volumeError: "Volume error",
  sizeError: "Size error",
  latencyP50Ms: "p50",
  latencyP95Ms: "p95",
  firstTokenMs: "First token",
  tokens: "Tokens",
  costMicros: "$ / part",
  repairsNeeded: "Repairs",
};

/** Where less is better, a table sorts from the small end. */
export const isLessBetter = (name: FigureName): boolean => name !== "iou" && name !== "normalizedIou";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function figureText(name: FigureName, value: number): string {
  switch (name) {
    case "iou":
    case "normalizedIou":
    case "repairsNeeded":
      return value.toFixed(2);
    case "chamfer":
    case "hausdorff":
      return `${formatLength(value)} mm`;
    case "volumeError":
    case "sizeError":
      return `${(value * 100).toFixed(1)} %`;
    case "latencyP50Ms":
    case "latencyP95Ms":
    case "firstTokenMs":
      return formatDuration(value);
    case "tokens":
      return WHOLE.format(value);
    case "costMicros":
      return partCostText(value);
    default:
      return name satisfies never;
  }
}

/** The price of one part, micro-dollars: four decimals below a dollar, where prices differ most. */
function partCostText(micros: number): string {
  if (micros === 0) return "$0";
  return micros < 50 ? "< $0.0001" : `$${(micros / 1e6).toFixed(micros < 1e6 ? 4 : 2)}`;
}

export const percentText = (rate: number): string => `${Math.round(rate * 100)} %`;

/** “81–93”, both ends in whole per cent. */
export const rangeText = (low: number, high: number): string => `${Math.round(low * 100)}–${Math.round(high * 100)}`;

/** “−12 points”: a difference of two rates. */
export const pointsText = (difference: number): string => {
  const points = Math.round(difference * 100);
  return points === 0 ? "0" : `${points > 0 ? "+" : "−"}${Math.abs(points)}`;
};

/** “p 0.031”, “p < 0.001”. */
export const chanceText = (chance: number): string =>
  chance < 0.001 ? "p < 0.001" : `p ${chance < 0.1 ? chance.toFixed(3) : chance.toFixed(2)}`;

export const rankText = ({ from, to }: { from: number; to: number }): string =>
  from === to ? String(from) : `${from}–${to}`;

/** About how long: “about 4 min left”. */
export function leftText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "less than 1 min left";
  if (minutes < 90) return `about ${minutes} min left`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `about ${hours} h left` : `about ${Math.round(hours / 24)} days left`;
}

/** “1 case”, “40 cases”. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${WHOLE.format(count)} ${count === 1 ? one : many}`;
