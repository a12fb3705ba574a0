import { expect, test } from "vitest";
import type { Version } from "../features/versions/VersionStrip";
import { announcementOf, fileNameOf, partnerOf } from "./threadWords";

const version = (number: number, status: Version["status"] = "succeeded") =>
  ({ _id: `id${number}`, number, status, error: null }) as unknown as Version;

test("a file is named by its thread, in letters that every system takes", () => {
  expect(fileNameOf("80×60 plate, 4 holes!")).toBe("80-60-plate-4-holes");
  expect(fileNameOf("板")).toBe("part");
});

test("a screen reader hears that a version is ready", () => {
  expect(announcementOf(version(2), "done")).toBe("Version 2 ready");
});

test("a version is compared with the last good one before it, the first with a later one", () => {
  const versions = [version(1), version(2, "failed"), version(3)];
  expect(partnerOf(versions, version(3))?.number).toBe(1);
  expect(partnerOf(versions, version(1))?.number).toBe(3);
  expect(partnerOf([version(1)], version(1))).toBeUndefined();
});
