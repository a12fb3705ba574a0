// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Viewer } from "./Viewer";

afterEach(cleanup);

it("shows the thumbnail and says why when the browser cannot draw in 3D", () => {
  // happy-dom has no WebGL.
  render(<Viewer modelUrl="/a" modelKey="a" thumbnailUrl="/a.png" theme="dark" units="mm" />);
  expect(screen.getByRole("alert").textContent).toContain("WebGL is off or missing");
  expect(screen.getByRole("img", { name: "The part" }).getAttribute("src")).toBe("/a.png");
});
