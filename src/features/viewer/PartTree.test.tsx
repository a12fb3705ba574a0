// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { PartTree } from "./PartTree";

afterEach(cleanup);

const parts = ["base", "lid", "pin"].map((name, start) => ({
  name,
  colour: null,
  triangles: { start, count: 1 },
  segments: { start: 0, count: 0 },
}));

function Tree() {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  return <PartTree parts={parts} hidden={hidden} onHidden={setHidden} />;
}
const shown = () =>
  screen
    .getAllByRole("button", { pressed: true })
    .map((button) => button.getAttribute("aria-label")?.replace("Show ", ""));

it("hides a part, shows one alone and brings all back, by buttons that keys reach", () => {
  render(<Tree />);
  expect(shown()).toEqual(["base", "lid", "pin"]);
  fireEvent.click(screen.getByRole("button", { name: "Show lid" }));
  expect(shown()).toEqual(["base", "pin"]);
  expect(screen.getByText("2 of 3 parts")).toBeTruthy();
  fireEvent.click(screen.getByText("lid"));
  expect(shown()).toEqual(["lid"]);
  fireEvent.click(screen.getByRole("button", { name: "Show all" }));
  expect(shown()).toEqual(["base", "lid", "pin"]);
  expect(screen.getByText("Show all")).toHaveProperty("disabled", true);
});
