// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { PageActions, PageActionsContext, usePageActions } from "./pageActions";

afterEach(cleanup);

function Tool({ onRun, label }: { onRun: () => void; label: string }) {
  usePageActions([{ id: label, label, run: onRun }]);
  return <p>{label}</p>;
}

it("what a screen offers is there while it is on show, as it was drawn last", () => {
  const offered = new PageActions();
  const [first, second] = [vi.fn(), vi.fn()];
  const page = (run: () => void) => (
    <PageActionsContext value={offered}>
      <Tool label="Measure" onRun={run} />
    </PageActionsContext>
  );
  const { rerender, unmount } = render(page(first));
  rerender(page(second));
  expect(screen.getByText("Measure")).toBeTruthy();
  offered.all()[0]!.run();
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
  unmount();
  expect(offered.all()).toEqual([]);
});
