/**
 * Search indexes, simple and right: every document of the table that passes all equality filters and holds at
 * least one term (the last one also as a prefix), best first. It reads the whole table, so any write to the table
 * re-runs it (SPEC Q7).
 */
import { FunctionError } from "../protocol/errors.ts";
import type { JsonObject } from "../protocol/json.ts";
import { fieldAt } from "../protocol/json.ts";
import { compareValues } from "../storage/keys.ts";
import type { QueryContext, SearchFilterJson } from "./queries.ts";
import { tableNamed } from "./queries.ts";

const MAX_RESULTS = 1024;
const MAX_TERMS = 16;
const MAX_FILTERS = 8;
/** BM25's usual constants: how fast repeats saturate, and how much long texts pay. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;

type Candidate = { json: string; frequencies: number[]; length: number; createdMs: number };

/** The documents found, as JSON text. @throws FunctionError for an unknown index or too many filters. */
export function runSearch(context: QueryContext, indexName: string, filters: SearchFilterJson[]): string[] {
  const dot = indexName.indexOf(".");
  const table = tableNamed(context, indexName.slice(0, dot));
  const index = context.schemas.searchIndex(table, indexName.slice(dot + 1));
  if (index === undefined) throw new FunctionError(`Index ${indexName} not found.`);
  const searches = filters.filter((filter) => filter.type === "Search");
  const equalities = filters.filter((filter) => filter.type === "Eq");
  const [search] = searches;
  if (search === undefined || searches.length > 1) {
    throw new FunctionError(
      `A search query on ${indexName} needs exactly one \`.search(...)\`, got ${searches.length}.`,
    );
  }
  if (search.fieldPath !== index.searchField) {
    throw new FunctionError(
      `Search index ${indexName} searches the field ${index.searchField}, not ${search.fieldPath}.`,
    );
  }
  if (equalities.length > MAX_FILTERS) {
    throw new FunctionError(
      `Search query on ${indexName} has too many filters (${equalities.length} > maximum ${MAX_FILTERS}).`,
    );
  }
  for (const { fieldPath } of equalities) {
    if (index.filterFields.includes(fieldPath)) continue;
    throw new FunctionError(
      `Search index ${indexName} has no filter field ${fieldPath}. Its filter fields: ${index.filterFields.join(", ") || "none"}.`,
    );
  }

  const range = { low: new Uint8Array(0), high: new Uint8Array([0xff]) };
  const { transaction } = context;
  transaction.reads.add(table.byCreationTime.id, range);
  const terms = tokenize(String(search.value)).slice(0, MAX_TERMS);
  const candidates: Candidate[] = [];
  const documentsWith = terms.map(() => 0);
  let totalLength = 0;
  let documentCount = 0;
  for (const { json } of transaction.documents.scan(table, table.byCreationTime, range, "asc", -1)) {
    const document = JSON.parse(json) as JsonObject;
    const text = fieldAt(document, index.searchField);
    if (typeof text !== "string") continue;
    const words = tokenize(text);
    documentCount++;
    totalLength += words.length;
    const frequencies = terms.map((term, position) => {
      const isLast = position === terms.length - 1;
      return words.filter((word) => word === term || (isLast && word.startsWith(term))).length;
    });
    frequencies.forEach((frequency, position) => {
      if (frequency > 0) documentsWith[position]!++;
    });
    if (!frequencies.some((frequency) => frequency > 0)) continue;
    const passes = equalities.every(({ fieldPath, value }) => compareValues(fieldAt(document, fieldPath), value) === 0);
    if (passes)
      candidates.push({ json, frequencies, length: words.length, createdMs: document._creationTime as number });
  }
  const averageLength = totalLength / Math.max(1, documentCount);
  const score = (candidate: Candidate): number =>
    candidate.frequencies.reduce((sum, frequency, position) => {
      const rarity = Math.log(1 + (documentCount - documentsWith[position]! + 0.5) / (documentsWith[position]! + 0.5));
      const penalty = SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * candidate.length) / averageLength);
      return sum + (rarity * frequency * (SATURATION + 1)) / (frequency + penalty);
    }, 0);
  return candidates
    .map((candidate) => ({ candidate, score: score(candidate) }))
    .sort((a, b) => b.score - a.score || b.candidate.createdMs - a.candidate.createdMs)
    .slice(0, MAX_RESULTS)
    .map(({ candidate }) => candidate.json);
}

/** Lower-case words of letters and digits, at most 32 bytes of each. */
export function tokenize(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 32));
}
