import { describe, expect, it } from "vitest";
import { layOutTree } from "./versionTree";

const version = (number: number, parent: number | null) => ({
  _id: `g${number}`,
  parentId: parent === null ? null : `g${parent}`,
  number,
});
const lanes = (versions: ReturnType<typeof version>[]) => layOutTree(versions).map(({ lane }) => lane);

describe("the tree of versions", () => {
  it("keeps follow-ups of follow-ups in one lane", () => {
    expect(lanes([version(1, null), version(2, 1), version(3, 2)])).toEqual([0, 0, 0]);
  });

  it("opens a lane where somebody went back, and goes on in it", () => {
    const rows = layOutTree([version(1, null), version(2, 1), version(3, 1), version(4, 3)]);
    expect(rows.map(({ lane }) => lane)).toEqual([0, 0, 1, 1]);
    expect(rows.map(({ isBranch }) => isBranch)).toEqual([false, false, true, false]);
    expect(rows[2]?.parent).toEqual({ lane: 0, rowsUp: 2, number: 1 });
  });

  it("makes a root of a version whose parent is not loaded", () => {
    const rows = layOutTree([version(7, 2), version(8, 7)]);
    expect(rows[0]).toMatchObject({ lane: 0, parent: null });
    expect(rows[1]?.parent?.number).toBe(7);
  });

  it("gives each root a lane of its own", () => {
    expect(lanes([version(1, null), version(2, null)])).toEqual([0, 1]);
  });
});
