import { ConvexError } from "convex/values";
import { expect, test } from "vitest";
import { plainErrorOf } from "./errors";

test("what the backend refuses keeps its words", () => {
  const refused = new ConvexError({ code: "conflict", message: "This is the only owner.", hint: "Make another." });
  expect(plainErrorOf(refused)).toEqual({
    code: "conflict",
    message: "This is the only owner.",
    hint: "Make another.",
  });
});

test("a fault of a backend in production is told by the number that its log has", () => {
  const { code, message, hint } = plainErrorOf(new Error("[CONVEX M(parts:create)] [Request ID: 0a1b2c] Server Error"));
  expect({ code, message }).toEqual({ code: "unexpected", message: "The backend could not do this." });
  expect(hint).toContain("0a1b2c");
});

test("a fault of a backend on one's own machine is told in its own words", () => {
  const { hint } = plainErrorOf(new Error("[Request ID: 0a1b2c] Server Error\nUncaught Error: no such table"));
  expect(hint).toBe("Uncaught Error: no such table");
});
