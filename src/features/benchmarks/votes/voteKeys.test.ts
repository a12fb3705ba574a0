import { expect, it } from "vitest";
import { choiceOfKey } from "./voteKeys";

const press = (key: string, more = {}) => choiceOfKey({ key, metaKey: false, ctrlKey: false, altKey: false, ...more });

it("votes with the arrows and with T and B, and leaves every other key alone", () => {
  expect(["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp", "t", "B"].map((key) => press(key))).toEqual([
    "left",
    "right",
    "tie",
    "both_bad",
    "tie",
    "both_bad",
  ]);
  expect(press("x")).toBeNull();
  expect(press("b", { metaKey: true })).toBeNull();
});
