// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { GridTable } from "./GridTable";

afterEach(cleanup);

const show = (rows: readonly { _id: string }[]) => (
  <GridTable
    name="Parts"
    rows={rows}
    columns={[{ id: "name", head: "Name", width: "1fr", text: ({ _id }) => _id }]}
    isEditable={false}
    empty="No parts yet."
  />
);

it("says that it is empty beside the grid, not inside, and shows the grid with the first row", () => {
  const { rerender } = render(show([]));
  expect(screen.getByText("No parts yet.").closest('[role="grid"]')).toBeNull();
  expect(screen.queryByRole("grid")).toBeNull();
  rerender(show([{ _id: "bolt" }]));
  expect(screen.getByRole("grid", { name: "Parts" })).toBeDefined();
  expect(screen.queryByText("No parts yet.")).toBeNull();
});
