import { expect, it } from "vitest";
import { costHint } from "./costHint";

const forecast = { likelyMicros: 18_000, highMicros: 54_000, basis: 0 };

it("says what the next prompt may cost, and what that rests on", () => {
  expect(costHint(forecast, null)).toEqual({
    text: "About $0.02",
    title: "From the price and a usual length; with repairs up to $0.05.",
    tone: "quiet",
  });
  expect(costHint({ ...forecast, basis: 12 }, null)?.title).toMatch(/^From 12 past calls/);
});

it("says nothing where nothing is to pay", () => {
  expect(costHint(null, null)).toBeNull();
  expect(costHint({ ...forecast, likelyMicros: 0 }, null)).toBeNull();
});

it("warns before the budget is spent and says so when it is", () => {
  const budget = { monthlyMicros: 10_000_000, spentMicros: 9_000_000, state: "warning" as const };
  expect(costHint(forecast, budget)).toMatchObject({ text: "About $0.02 · 90 % of the budget used", tone: "warn" });
  expect(costHint(forecast, { ...budget, state: "spent" })).toMatchObject({ text: "Budget spent", tone: "bad" });
});
