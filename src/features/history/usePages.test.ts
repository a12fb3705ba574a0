import { expect, test } from "vitest";
import { watchedPages, withAnswer, type HistoryItem, type Page } from "./usePages";

const rows = (...ids: string[]) => ids.map((_id) => ({ _id }) as HistoryItem);
const page = (...ids: string[]): Page => ({
  request: { numItems: 2, cursor: null },
  rows: rows(...ids),
  end: "e",
  source: {},
});
const answer = (ids: string[], isDone = false) => ({ page: rows(...ids), isDone, continueCursor: "next" });

test("the page after an unfinished last one is made, and begins where it ended", () => {
  const pages = withAnswer([page()], 0, answer(["a", "b"]));
  expect(pages).toHaveLength(2);
  expect(pages[1]!.request.cursor).toBe("next");
  expect(withAnswer([page()], 0, answer(["a"], true))).toHaveLength(1);
});

test("a row that was worked on moves to the top and leaves the page where it was", () => {
  const pages = withAnswer([page("a", "b"), page("c", "d")], 0, answer(["d", "a", "b"]));
  expect(pages.map((each) => each.rows.map((row) => row._id))).toEqual([["d", "a", "b"], ["c"]]);
});

test("the page behind one that a filter left empty is watched", () => {
  expect(watchedPages([page("a", "b", "c"), page(), page()], 0, 2)).toEqual({ from: 0, to: 2 });
});

test("of a thousand pages only those on screen and their neighbours are watched", () => {
  const pages = Array.from({ length: 1000 }, (_, index) => page(`${index}a`, `${index}b`));
  expect(watchedPages(pages, 0, 1)).toEqual({ from: 0, to: 2 });
  expect(watchedPages(pages, 1001, 1005)).toEqual({ from: 499, to: 504 });
});
