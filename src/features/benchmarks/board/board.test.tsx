// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BoardRow, CellView, RunView, Side } from "../../../../convex/lib/benchmarks/views";
import { sideNames } from "../sideNames";
import { BoardTop } from "./BoardTop";
import { CellBox } from "./CellBox";
import { RunStrip } from "./RunStrip";

afterEach(cleanup);

const SIDES: Side[] = ["a/good", "a/cheap", "a/weak"].map((model) => ({
  provider: "openrouter",
  model,
  profile: "balanced",
  repairs: true,
}));
const around = (value: number, by: number) => ({ value, low: value - by, high: value + by, n: 102 });
const row = (side: number, pass: number, costMicros: number, rank: BoardRow["rank"]): BoardRow => ({
  side,
  rank: rank ?? { from: 1, to: 1 },
  rates: { passAt1: around(pass, 0.07) },
  figures: { costMicros: around(costMicros, 1), latencyP50Ms: around(4_000 + side, 10) },
  limits: [{ measure: "latencyP95Ms", limit: 30_000, isMet: side !== 2 }],
  scored: 102,
  ended: 120,
});
const ROWS = [
  row(0, 0.88, 14_000, { from: 1, to: 2 }),
  row(1, 0.81, 1_000, { from: 1, to: 2 }),
  row(2, 0.3, 200, { from: 3, to: 3 }),
];

function board(onUse: ((side: number) => void) | null = null) {
  render(
    <BoardTop
      rows={ROWS}
      names={sideNames(SIDES)}
      cheapest={{ side: 1, certainty: 0.83 }}
      kindName="parts"
      onUse={onUse}
    />,
  );
  return screen.getByRole("table", { name: "Models" });
}
const firstCells = (table: HTMLElement) =>
  within(table)
    .getAllByRole("rowheader")
    .map(({ textContent }) => textContent);

describe("the table", () => {
  it("shares ranks, shows rate and interval, and offers the cheapest within ten per cent", () => {
    const onUse = vi.fn();
    const table = board(onUse);
    const rows = within(table).getAllByRole("row");
    expect(rows[1]!.textContent).toContain("1–2");
    expect(rows[1]!.textContent).toContain("88 %");
    expect(rows[1]!.textContent).toContain("81–95");
    expect(rows[2]!.textContent).toContain("Cheapest within 10 %");
    expect(screen.getByText(/83 % of resampled/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Use cheap for parts like these" }));
    expect(onUse).toHaveBeenCalledWith(1);
  });

  it("sorts by any column, and says which", () => {
    const table = board();
    fireEvent.click(within(table).getByRole("button", { name: "$ / part" }));
    expect(firstCells(table)[0]).toContain("weak");
    expect(within(table).getByRole("columnheader", { name: "$ / part" }).getAttribute("aria-sort")).toBe("descending");
    fireEvent.click(within(table).getByRole("button", { name: "$ / part" }));
    expect(firstCells(table)[0]).toContain("good");
  });

  it("offers nothing to people who may only look", () => {
    board();
    expect(screen.queryByRole("button", { name: /^Use/ })).toBeNull();
  });
});

it("has a point for each side that the keyboard reaches and that says its figures", () => {
  board();
  const point = screen.getByRole("img", { name: "cheap: passes 81 %, interval 74–88, $0.001" });
  expect(point.getAttribute("tabindex")).toBe("0");
  fireEvent.focus(point);
  expect(screen.getByRole("status").textContent).toContain("cheap: passes 81 %");
});

it("says which side keeps a limit and which does not", () => {
  board();
  const limits = screen.getByRole("list", { name: "Limits" });
  expect(limits.textContent).toContain("p95 at most 30.0 s");
  expect(limits.textContent).toMatch(/not met weak/);
});

describe("the strip", () => {
  const RUN: RunView = {
    id: "r",
    number: 12,
    suiteId: "s",
    suiteName: "Everyday parts",
    suiteVersion: 3,
    authorName: "Ina",
    state: "running",
    sides: SIDES,
    samples: 3,
    caseCount: 40,
    cellCount: 720,
    endedCount: 612,
    runningCount: 4,
    infrastructureCount: 2,
    failedCount: 90,
    spentMicros: 1_940_000,
    capMicros: 3_000_000,
    leftMs: 240_000,
    startedAt: 0,
  };
  const on = () => ({ pause: vi.fn(), resume: vi.fn(), cancel: vi.fn() });

  it("says how far, how long, what it cost and what is not scored", () => {
    render(<RunStrip run={RUN} on={null} />);
    const text = screen.getByRole("region", { name: "Run progress" }).textContent;
    for (const part of ["612 of 720 cells", "about 4 min left", "$1.94 of $3.00", "2 provider errors, not scored"]) {
      expect(text).toContain(part);
    }
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says why a run stands still, and resumes it", () => {
    const actions = on();
    render(
      <RunStrip run={{ ...RUN, state: "paused", pausedBecause: "The key of OpenRouter was refused." }} on={actions} />,
    );
    expect(screen.getByText("The key of OpenRouter was refused.")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Resume run" }));
    expect(actions.resume).toHaveBeenCalledOnce();
  });

  it("cancels only after a second word", () => {
    const actions = on();
    render(<RunStrip run={RUN} on={actions} />);
    fireEvent.click(screen.getByRole("button", { name: "Cancel run" }));
    expect(actions.cancel).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole("button", { name: "Leave 108 cells out" }));
    expect(actions.cancel).toHaveBeenCalledOnce();
  });
});

it("opens the sample that a box stands for", () => {
  const onOpen = vi.fn();
  const cell = (more: Partial<CellView>): CellView => ({
    id: "a",
    caseId: "k",
    side: 0,
    sample: 0,
    state: "ended",
    ...more,
  });
  const failed = cell({ id: "b", sample: 1, outcome: "failed", reason: "Holes" });
  render(
    <CellBox
      samples={[cell({ outcome: "passed" }), failed]}
      sideName="good"
      kind="cad"
      isOpen={false}
      onLive={vi.fn()}
      onOpen={onOpen}
    />,
  );
  fireEvent.click(screen.getByRole("button", { name: "good: Failed, Holes 1 of 2" }));
  expect(onOpen).toHaveBeenCalledWith(failed);
});
