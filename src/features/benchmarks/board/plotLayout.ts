/**
 * Where the points, whiskers and labels of the plot of quality against a price lie. Pure: numbers in, pixels out.
 * Along x: the logarithm of money or time, with a lane of its own for what costs nothing.
 */
import type { Interval } from "../../../../convex/lib/benchmarks/statistics";

export type PlotInput = { side: number; label: string; quality: Interval; price: number };
export type Box = { x: number; y: number; width: number; height: number };
export type PlotPoint = {
  side: number;
  x: number;
  y: number;
  /** The ends of the interval. */
  top: number;
  bottom: number;
  /** Is nothing both better and cheaper? */
  isOnFront: boolean;
  /** Absent where it would lie over another: the point then says its name when it is chosen. */
  label?: Box & { text: string };
};
export type Plot = {
  points: PlotPoint[];
  /** The points that nothing beats, from cheap to dear. */
  front: { x: number; y: number }[];
  ticks: { x: number; value: number }[];
  rows: { y: number; share: number }[];
  /** The band of 10 % below the best rate. */
  nearBest: { top: number; bottom: number } | null;
};

export const SIZE = { width: 340, height: 268 };
export const FRAME = { left: 40, right: 330, top: 14, bottom: 218 };
const FREE_LANE = 36;
const INNER_PAD = 12;
const LABEL_HEIGHT = 13;
const CHARACTER_WIDTH = 5.6;
const DOT_RADIUS = 5;

export function plotOf(input: readonly PlotInput[]): Plot {
  const rows = [0, 0.25, 0.5, 0.75, 1].map((share) => ({ share, y: yOf(share) }));
  const scale = scaleOf(input.map(({ price }) => price));
  const best = Math.max(0, ...input.map(({ quality }) => quality.value));
  const bare = input.map((entry) => ({
    entry,
    x: scale.xOf(entry.price),
    y: yOf(entry.quality.value),
    isOnFront: !input.some((other) => beats(other, entry)),
  }));
  const whiskers = bare.map(({ entry, x }) => ({
    x: x - 2,
    y: yOf(entry.quality.high),
    width: 4,
    height: yOf(entry.quality.low) - yOf(entry.quality.high),
  }));
  const dots = bare.map(({ x, y }) => around(x, y));
  const placed: Box[] = [];
  // The front's names matter most, so they choose their places first.
  const order = [...bare.keys()].sort((a, b) => Number(bare[b]?.isOnFront) - Number(bare[a]?.isOnFront));
  const labels = new Map<number, Box & { text: string }>();
  for (const index of order) {
    const point = bare[index];
    if (point === undefined) continue;
    const taken = [...placed, ...dots.filter((_, at) => at !== index), ...whiskers.filter((_, at) => at !== index)];
    const box = candidates(point, point.entry).find(
      (candidate) => isInside(candidate) && !taken.some((other) => isOver(candidate, other)),
    );
    if (box === undefined) continue;
    placed.push(box);
    labels.set(index, { ...box, text: point.entry.label });
  }
  return {
    points: bare.map(({ entry, x, y, isOnFront }, index) => {
      const label = labels.get(index);
      return {
        side: entry.side,
        x,
        y,
        top: yOf(entry.quality.high),
        bottom: yOf(entry.quality.low),
        isOnFront,
        ...(label === undefined ? {} : { label }),
      };
    }),
    front: bare
      .filter(({ isOnFront }) => isOnFront)
      .map(({ x, y }) => ({ x, y }))
      .sort((a, b) => a.x - b.x || b.y - a.y),
    ticks: scale.ticks,
    rows,
    nearBest: best > 0 ? { top: yOf(best), bottom: yOf(best * 0.9) } : null,
  };
}

export function isOver(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function beats(other: PlotInput, mine: PlotInput): boolean {
  const isNoWorse = other.quality.value >= mine.quality.value && other.price <= mine.price;
  return isNoWorse && (other.quality.value > mine.quality.value || other.price < mine.price);
}

const yOf = (share: number) => FRAME.bottom - share * (FRAME.bottom - FRAME.top);

function scaleOf(prices: readonly number[]) {
  const paid = prices.filter((price) => price > 0);
  const hasFree = paid.length < prices.length;
  const start = FRAME.left + INNER_PAD + (hasFree ? FREE_LANE : 0);
  const end = FRAME.right - INNER_PAD;
  const low = Math.log10(Math.min(...paid));
  const span = Math.log10(Math.max(...paid)) - low;
  const xOf = (price: number) => {
    if (price <= 0) return FRAME.left + INNER_PAD;
    return span === 0 ? (start + end) / 2 : start + ((Math.log10(price) - low) / span) * (end - start);
  };
  const free = hasFree ? [{ x: xOf(0), value: 0 }] : [];
  if (paid.length === 0) return { xOf, ticks: free };
  return { xOf, ticks: [...free, ...decades(low, low + span).map((value) => ({ x: xOf(value), value }))] };
}

/** Whole powers of ten in the range; with fewer than two of them, its ends, rounded to what they are. */
function decades(low: number, high: number): number[] {
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const count = last - first + 1;
  if (count < 2) return low === high ? [10 ** low] : [10 ** low, 10 ** high];
  const step = Math.ceil(count / 5);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => 10 ** (first + index * step));
}

function candidates({ x, y }: { x: number; y: number }, { label, quality }: PlotInput): Box[] {
  const width = label.length * CHARACTER_WIDTH + 4;
  const over = yOf(quality.high) - LABEL_HEIGHT - 1;
  const under = yOf(quality.low) + 1;
  const right = x + DOT_RADIUS + 4;
  const left = x - DOT_RADIUS - 4 - width;
  const centre = x - width / 2;
  const places: [number, number][] = [
    [right, y - LABEL_HEIGHT - 2],
    [right, y + 2],
    [left, y - LABEL_HEIGHT - 2],
    [left, y + 2],
    [right, y - LABEL_HEIGHT / 2],
    [left, y - LABEL_HEIGHT / 2],
    [right, y - LABEL_HEIGHT * 2],
    [right, y + LABEL_HEIGHT],
    [left, y - LABEL_HEIGHT * 2],
    [left, y + LABEL_HEIGHT],
    // Past the ends of its own whisker: in the middle, or beginning or ending at it.
    [centre, over],
    [centre, under],
    [x - DOT_RADIUS, over],
    [x - DOT_RADIUS, under],
    [x + DOT_RADIUS - width, over],
    [x + DOT_RADIUS - width, under],
  ];
  return places.map(([at, top]) => ({ x: at, y: top, width, height: LABEL_HEIGHT }));
}

const around = (x: number, y: number): Box => ({
  x: x - DOT_RADIUS,
  y: y - DOT_RADIUS,
  width: DOT_RADIUS * 2,
  height: DOT_RADIUS * 2,
});

function isInside(box: Box): boolean {
  return box.x >= FRAME.left && box.x + box.width <= SIZE.width && box.y >= 0 && box.y + box.height <= FRAME.bottom;
}
