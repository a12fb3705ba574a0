// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { PromptBox, type PromptBoxProps } from "./PromptBox";

afterEach(cleanup);

function show(props: Partial<PromptBoxProps>) {
  const onSubmit = vi.fn();
  render(
    <PromptBox
      text=""
      onText={() => undefined}
      onSubmit={onSubmit}
      provider="auto"
      providers={["partsLibrary"]}
      onProvider={() => undefined}
      placeholder=""
      isSending={false}
      error={null}
      isOffline={false}
      {...props}
    />,
  );
  return {
    onSubmit,
    field: screen.getByRole("textbox", { name: "Prompt" }),
    button: screen.getByRole("button", { name: /Generate/ }),
  };
}

it("sends nothing while the prompt is empty", () => {
  const { onSubmit, field, button } = show({ text: "   " });
  expect(button).toHaveProperty("disabled", true);
  fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
  expect(onSubmit).not.toHaveBeenCalled();
});

it("sends on Ctrl+Enter", () => {
  const { onSubmit, field } = show({ text: "20 mm cube" });
  fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
  expect(onSubmit).toHaveBeenCalledOnce();
});

it("names both figures when a prompt is too long, and keeps it", () => {
  const { button, field } = show({ text: "x".repeat(20_001) });
  expect(button).toHaveProperty("disabled", true);
  expect(screen.getByRole("alert").textContent).toMatch(/20,001.*20,000 characters/);
  expect((field as HTMLTextAreaElement).value).toHaveLength(20_001); // a textarea by its role
});

it("says what the prompt is about, and sends without it once it is taken away", () => {
  const onRemove = vi.fn();
  show({ text: "Make this hole 6 mm", chosen: { title: "Edge 3", text: "Edge 3, circle; Radius 2.50 mm", onRemove } });
  expect(screen.getByText("About: Edge 3")).toHaveProperty("title", "Edge 3, circle; Radius 2.50 mm");
  fireEvent.click(screen.getByRole("button", { name: "Send without Edge 3" }));
  expect(onRemove).toHaveBeenCalledOnce();
});
