// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { commandOf, viewerActions } from "./viewerKeys";

function press(
  key: string,
  target: EventTarget | null = null,
  more: Partial<KeyboardEvent> = {},
  isViewerFocused = false,
) {
  const event = {
    key,
    target,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    ...more,
  };
  return commandOf(event, isViewerFocused)?.kind ?? null;
}

function element(html: string): Element {
  document.body.innerHTML = html;
  return document.body.querySelector("[data-target]") ?? document.body;
}

describe("commandOf", () => {
  it("runs tools by single keys anywhere on the page", () => {
    expect(["f", "p", "x", "m", "w", "s", "1", "q"].map((key) => press(key, element("<button data-target>")))).toEqual([
      "fit",
      "projection",
      "section",
      "measure",
      "mode",
      "screenshot",
      "view",
      null,
    ]);
  });

  it.each([
    "<input data-target>",
    "<textarea data-target></textarea>",
    '<div contenteditable="true"><p data-target></p></div>',
    '<div role="dialog"><button data-target></button></div>',
  ])("stays silent inside %s", (html) => {
    expect(press("f", element(html))).toBeNull();
    expect(press("Escape", element(html))).toBeNull();
  });

  it("leaves combinations to the page and the browser", () => {
    expect([
      press("p", null, { ctrlKey: true }),
      press("s", null, { metaKey: true }),
      press("F", null, { shiftKey: true }),
    ]).toEqual([null, null, null]);
  });

  it("leaves keys alone that someone else has taken", () => {
    expect(press("p", null, { defaultPrevented: true })).toBeNull();
  });

  it("turns, moves and scales only in the focused viewer", () => {
    expect(press("ArrowLeft")).toBeNull();
    expect(press("ArrowLeft", null, {}, true)).toBe("orbit");
    expect(press("ArrowLeft", null, { shiftKey: true }, true)).toBe("pan");
    expect(press("+", null, { shiftKey: true }, true)).toBe("zoom");
  });
});

it("names every key that works anywhere for the palette, and each does there what it does on the page", () => {
  const keys = [..."abcdefghijklmnopqrstuvwxyz0123456789"].filter((key) => press(key) !== null);
  expect(viewerActions.map((action) => action.keys.toLowerCase()).sort()).toEqual(keys.sort());
  for (const { label, keys: key, command } of viewerActions) {
    expect(label.length).toBeGreaterThan(3);
    expect(press(key.toLowerCase())).toBe(command.kind);
  }
});
