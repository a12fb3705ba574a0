import { expect, test } from "vitest";
import { checkLinkUrl, frameRights } from "./links";

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "http://example.org/",
  "https://a:b@example.org/",
  "no address",
  "",
])("%s is no address of a link", (text) => expect(() => checkLinkUrl(text)).toThrow());

test("https addresses and this machine's own are taken", () => {
  expect(checkLinkUrl(" https://example.org/a ")).toBe("https://example.org/a");
  expect(checkLinkUrl("http://127.0.0.1:9000")).toBe("http://127.0.0.1:9000/");
});

test("a frame gets the permissions that were granted, for its own origin alone", () => {
  expect(frameRights("https://meet.example/room", "https://us.example", ["camera", "microphone"]).allow).toBe(
    "camera https://meet.example; microphone https://meet.example",
  );
});

test("a frame of this very origin cannot reach into the page", () => {
  expect(frameRights("https://us.example/t/1", "https://us.example", []).sandbox).not.toContain("allow-same-origin");
});
