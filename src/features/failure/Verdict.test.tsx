// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Version } from "../versions/VersionStrip";
import { Verdict } from "./Verdict";

afterEach(cleanup);

function show(version: Partial<Version>, lastGood: Version | null = null) {
  const calls = { onChoice: vi.fn(), onRunAgain: vi.fn(), onEditPrompt: vi.fn(), onOpenCode: vi.fn(), onShow: vi.fn() };
  render(
    <Verdict
      version={{ number: 2, error: null, question: null, ...version } as Version}
      lastGood={lastGood}
      {...calls}
    />,
  ); // the fields it reads
  return calls;
}

const stopped = {
  code: "exception",
  message: "The fillet is larger than the edge.",
  hint: "Use a radius below 2.5 mm.",
  stage: "running",
} as const;

it("names the stage, the reason and what to do", () => {
  show({ status: "failed", stage: "running", error: stopped });
  expect(screen.getByText(/Stopped at Run script/)).toBeTruthy();
  expect(screen.getByRole("heading", { name: stopped.message })).toBeTruthy();
  expect(screen.getByText(stopped.hint)).toBeTruthy();
});

it("opens the code only where the line is known", () => {
  show({ status: "failed", stage: "running", error: stopped });
  expect(screen.queryByRole("button", { name: "Open code" })).toBeNull();
  cleanup();
  const { onOpenCode } = show({ status: "failed", stage: "running", error: { ...stopped, line: 14 } });
  fireEvent.click(screen.getByRole("button", { name: "Open code" }));
  expect(onOpenCode).toHaveBeenCalledOnce();
});

it("goes on with the prompt of the choice that was taken", () => {
  const choices = [{ label: "Plate", prompt: "80x60x5 mm plate" }];
  const { onChoice } = show({ status: "needs_input", stage: "streaming", question: { text: "Which part?", choices } });
  const row = screen.getByRole("group", { name: "Answers" });
  fireEvent.click(row.querySelector("button") ?? row);
  expect(onChoice).toHaveBeenCalledWith("80x60x5 mm plate");
});
