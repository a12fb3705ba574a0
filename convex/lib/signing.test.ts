import { expect, test } from "vitest";
import { linkExpiry, signedPath, verifyLink } from "./signing";

const now = Date.UTC(2026, 0, 1, 10, 20);
const link = (nowMs: number) => new URL(signedPath("secret", "artifact", linkExpiry(nowMs)), "http://x");
const verdict = (url: URL, { secret = "secret", artifact = "artifact", at = now } = {}) =>
  verifyLink(secret, artifact, url.searchParams.get("exp"), url.searchParams.get("sig"), at);

test("a link is good for at least one hour and the same within an hour", () => {
  expect(linkExpiry(now) * 1000).toBe(Date.UTC(2026, 0, 1, 12));
  expect(link(now).href).toBe(link(now + 39 * 60_000).href);
  expect(verdict(link(now), { at: now + 3600_000 })).toBe("good");
});

test("an hour that is full is kept as it is", () => {
  expect(linkExpiry(Date.UTC(2026, 0, 1, 10)) * 1000).toBe(Date.UTC(2026, 0, 1, 11));
});

test("a link ends when its time is over", () => {
  expect(verdict(link(now), { at: Date.UTC(2026, 0, 1, 12) })).toBe("expired");
});

test("a link is good for its own file and key alone", () => {
  expect(verdict(link(now), { artifact: "another" })).toBe("forged");
  expect(verdict(link(now), { secret: "another" })).toBe("forged");
});

test.each([
  ["exp", "1e99"],
  ["exp", "9999999999"],
  ["exp", ""],
  ["sig", ""],
  ["sig", "é"],
])("a changed %s (%s) is forged", (name, value) => {
  const url = link(now);
  url.searchParams.set(name, value);
  expect(verdict(url)).toBe("forged");
});
