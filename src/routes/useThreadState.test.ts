import { expect, it } from "vitest";
import type { Id } from "../../convex/_generated/dataModel";
import type { Version } from "../features/versions/VersionStrip";
import { threadStateOf, versionAsked } from "./useThreadState";

const version = (number: number, status: Version["status"], parent: number | null = null) =>
  ({
    _id: `g${number}` as Id<"generations">,
    number,
    status,
    parentId: parent === null ? null : `g${parent}`,
  }) as Version; // the fields it reads

it("keeps the last good model while the next version is made", () => {
  const { selected, shown } = threadStateOf([version(1, "succeeded"), version(2, "executing", 1)], undefined);
  expect([selected?.number, shown?.number]).toEqual([2, 1]);
});

it("shows the parent of a failed branch, not the newest of another branch", () => {
  const versions = [version(1, "succeeded"), version(2, "succeeded", 1), version(3, "failed", 1)];
  expect(threadStateOf(versions, undefined).shown?.number).toBe(1);
});

it("shows the version that the address names", () => {
  expect(threadStateOf([version(1, "succeeded"), version(2, "succeeded", 1)], 1).shown?.number).toBe(1);
});

it("has nothing to show before the first model", () => {
  expect(threadStateOf([version(1, "generating")], undefined).shown).toBeNull();
  expect(threadStateOf([], undefined).selected).toBeNull();
});

it("a link to a finished version shows that one; whoever asked for it follows the newest", () => {
  expect(versionAsked({ status: "succeeded", number: 3 }, false)).toEqual({ v: 3 });
  expect(versionAsked({ status: "succeeded", number: 1 }, true)).toEqual({});
  expect(versionAsked({ status: "executing", number: 2 }, false)).toEqual({});
});
