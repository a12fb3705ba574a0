import { numberOf } from "../../../convex/lib/rowImport";

/** How tables of the shop write and read their figures: grams and dollars for people, micro-dollars for the backend. */

export type TableProps = { workspaceId: string; isEditable: boolean };
export type DetailProps = TableProps & { selectedId: string | null; onSelect: (id: string | null) => void };

const GRAMS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const DOLLARS = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const massText = (massG: number | null | undefined): string =>
  massG === null || massG === undefined
    ? "unknown"
    : massG < 10_000
      ? `${GRAMS.format(massG)} g`
      : `${GRAMS.format(massG / 1000)} kg`;

export const costText = (micros: number | null | undefined): string =>
  micros === null || micros === undefined ? "unknown" : `$${DOLLARS.format(micros / 1e6)}`;

/** A total that is a least figure where some of its rows are unknown. */
export const atLeast = (text: string, unknownCount: number): string => (unknownCount > 0 ? `≥ ${text}` : text);

/** NaN for what is no number: the backend then says what it should be. */
export const readNumber = (text: string): number => numberOf(text) ?? Number.NaN;

/** Null for an empty cell, which gives the figure back to the estimate. */
export const readMicros = (text: string): number | null =>
  text.trim() === "" || text.trim() === "unknown" ? null : Math.round(readNumber(text) * 1e6);

export const readGrams = (text: string): number | null => {
  if (text.trim() === "" || text.trim() === "unknown") return null;
  const kilos = /^(.*?)\s*kg$/i.exec(text.trim())?.[1];
  return kilos === undefined ? readNumber(text) : readNumber(kilos) * 1000;
};

export const versionText = (version: number | null | undefined, latest: number | null | undefined): string =>
  version === null || version === undefined
    ? "no version"
    : latest !== null && latest !== undefined && latest > version
      ? `v${version} · v${latest} is newer`
      : `v${version}`;
