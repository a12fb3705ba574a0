import type { PaginationOptions } from "convex/server";
import { refuse } from "./errors";

export const MAX_PAGE_ROWS = 1_000;

/** The page that a client asks for. Throws `invalid` for one that has no rows or too many. */
export function pageOptions(asked: PaginationOptions): PaginationOptions {
  if (Number.isInteger(asked.numItems) && asked.numItems >= 1 && asked.numItems <= MAX_PAGE_ROWS) return asked;
  throw refuse(
    "invalid",
    `A page has 1 to ${MAX_PAGE_ROWS} rows, not ${asked.numItems}.`,
    "Ask for one page after the other.",
  );
}
