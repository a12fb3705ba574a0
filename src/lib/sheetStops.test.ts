import { expect, test } from "vitest";
import { nearestStop, nextStop, sheetHeight } from "./sheetStops";

test("a sheet that is let go rests at the nearest of its three stops", () => {
  expect([0, 60, 200, 320, 400, 600].map((height) => nearestStop(height, 600))).toEqual([
    ...["tabs", "tabs", "half", "half", "full", "full"],
  ]);
});

test("keys go one stop at a time and no further than the ends", () => {
  expect([nextStop("half", 1), nextStop("full", 1), nextStop("tabs", -1)]).toEqual(["full", "full", "tabs"]);
});

test("a full sheet leaves a strip of the part, and is never lower than half of the room", () => {
  expect(sheetHeight("full", 600)).toBe(480);
  expect(sheetHeight("full", 200)).toBe(sheetHeight("half", 200));
});
