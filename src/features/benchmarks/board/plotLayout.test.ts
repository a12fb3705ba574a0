import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAME, isOver, plotOf, SIZE, type PlotInput } from "./plotLayout";

const entry = (side: number, rate: number, price: number, label = `Model ${side}`): PlotInput => ({
  side,
  label,
  price,
  quality: { value: rate, low: Math.max(0, rate - 0.08), high: Math.min(1, rate + 0.08), n: 102 },
});

describe("plotOf", () => {
  it("marks what nothing beats in both quality and price", () => {
    const { points } = plotOf([entry(0, 0.9, 14_000), entry(1, 0.8, 1_000), entry(2, 0.7, 2_000), entry(3, 0.6, 0)]);
    expect(points.filter(({ isOnFront }) => isOnFront).map(({ side }) => side)).toEqual([0, 1, 3]);
  });

  it("gives what costs nothing a lane left of the logarithm", () => {
    const { points, ticks } = plotOf([entry(0, 0.9, 14_000), entry(1, 0.8, 300), entry(2, 0.6, 0)]);
    expect(ticks[0]).toMatchObject({ value: 0 });
    expect(points[2]!.x).toBeLessThan(points[1]!.x);
    expect(points[1]!.x).toBeLessThan(points[0]!.x);
  });

  it("keeps every point in the frame and no label over another or over a point, for any board", () => {
    const board = fc.array(
      fc.record({
        rate: fc.double({ min: 0, max: 1, noNaN: true }),
        price: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90_000_000 })),
        label: fc.string({ minLength: 1, maxLength: 24 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(board, (sides) => {
        const { points } = plotOf(sides.map(({ rate, price, label }, side) => entry(side, rate, price, label)));
        for (const { x, y } of points) {
          expect(x).toBeGreaterThanOrEqual(FRAME.left);
          expect(x).toBeLessThanOrEqual(FRAME.right);
          expect(y).toBeGreaterThanOrEqual(FRAME.top - 1e-9);
          expect(y).toBeLessThanOrEqual(FRAME.bottom);
        }
        const labels = points.flatMap(({ side, label }) => (label === undefined ? [] : [{ side, label }]));
        for (const { side, label } of labels) {
          expect(label.x + label.width).toBeLessThanOrEqual(SIZE.width);
          for (const other of labels) {
            if (other.side !== side) expect(isOver(label, other.label)).toBe(false);
          }
          for (const point of points) {
            const isUnder = point.side !== side && isOver(label, { x: point.x, y: point.y, width: 0.01, height: 0.01 });
            expect(isUnder).toBe(false);
          }
        }
      }),
    );
  });
});
