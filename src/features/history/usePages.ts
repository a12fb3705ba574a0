// A long live list in pages: only those around what is on screen are subscribed to, the others stay as last seen.
import { useQueries } from "convex/react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { useMemo, useState } from "react";
import { api } from "../../../convex/_generated/api";

export type HistoryItem = FunctionReturnType<typeof api.threads.list>["page"][number];
export type HistoryArgs = Omit<FunctionArgs<typeof api.threads.list>, "paginationOpts">;

export const PAGE_ROWS = 50;

type Request = { numItems: number; cursor: string | null; endCursor?: string };
export type Page = { request: Request; rows: readonly HistoryItem[]; end: string | null; source: unknown };
type Answer = FunctionReturnType<typeof api.threads.list>;

/** Pages with one answer taken in. A row that has moved here from a page that nobody watches leaves that page. */
export function withAnswer(pages: readonly Page[], index: number, answer: Answer): Page[] {
  const before = new Set(pages[index]?.rows.map((row) => row._id));
  const arrived = new Set(answer.page.map((row) => row._id).filter((id) => !before.has(id)));
  const next = pages.map((page, other) => {
    if (other === index) return { ...page, rows: answer.page, end: answer.continueCursor, source: answer };
    if (arrived.size === 0 || !page.rows.some((row) => arrived.has(row._id))) return page;
    return { ...page, rows: page.rows.filter((row) => !arrived.has(row._id)) };
  });
  if (index === pages.length - 1 && !answer.isDone) {
    next.push({
      request: { numItems: PAGE_ROWS, cursor: answer.continueCursor },
      rows: [],
      end: null,
      source: undefined,
    });
  }
  return next;
}

/** The pages around these rows, and one more to each side. */
export function watchedPages(pages: readonly Page[], first: number, last: number): { from: number; to: number } {
  let start = 0;
  let from = pages.length - 1;
  let to = 0;
  pages.forEach((page, index) => {
    const end = start + page.rows.length;
    // One row further: a page that the filter left empty begins there.
    if (start <= last + 1 && end >= first) {
      from = Math.min(from, index);
      to = Math.max(to, index);
    }
    start = end;
  });
  return { from: Math.max(0, from - 1), to: Math.min(pages.length - 1, to + 1) };
}

/** `first` and `last` are the rows on screen. */
export function usePages(args: HistoryArgs, first: number, last: number) {
  const [pages, setPages] = useState<readonly Page[]>([
    { request: { numItems: PAGE_ROWS, cursor: null }, rows: [], end: null, source: undefined },
  ]);
  const { from, to } = watchedPages(pages, first, last);
  // The cursors alone decide what is asked; rows that change ask nothing anew.
  const watched = pages.slice(from, to + 1).map(({ request }, offset) => [from + offset, request] as const);
  const key = JSON.stringify([args, watched]);
  const requests = useMemo(() => {
    const [base, list] = JSON.parse(key) as [HistoryArgs, [number, Request][]];
    return Object.fromEntries(
      list.map(([index, request]) => [
        String(index),
        // The wire type of `paginationOpts` has an id that only Convex's own hook uses.
        { query: api.threads.list, args: { ...base, paginationOpts: request } },
      ]),
    );
  }, [key]);
  const answers = useQueries(requests) as Record<string, Answer | Error | undefined>;

  let next = pages;
  for (const [index, answer] of Object.entries(answers)) {
    if (answer instanceof Error) throw answer;
    if (answer !== undefined && next[Number(index)]?.source !== answer) next = withAnswer(next, Number(index), answer);
  }
  // A page that is left keeps its bounds: asked again, it must end where its successor begins.
  next = next.some((page, index) => (index < from || index > to) && isOpen(page))
    ? next.map((page, index) =>
        (index < from || index > to) && isOpen(page)
          ? { ...page, request: { ...page.request, endCursor: page.end ?? "" } }
          : page,
      )
    : next;
  if (next !== pages) setPages(next);

  const rows = useMemo(() => next.flatMap((page) => page.rows), [next]);
  return { rows, isLoaded: next[0]?.source !== undefined, hasAll: next.at(-1)?.source !== undefined };
}

const isOpen = ({ request, end }: Page) => end !== null && request.endCursor === undefined;
