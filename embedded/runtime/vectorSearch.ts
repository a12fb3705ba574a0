/** Vector indexes by brute force: exact cosine similarity over every document that passes the filter. */
import { FunctionError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { fieldAt } from "../protocol/json.ts";
import { matches } from "./filters.ts";
import type { QueryContext } from "./queries.ts";
import { tableNamed } from "./queries.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 256;

/** The nearest documents, best first. @throws FunctionError for an unknown index or a vector of another length. */
export function runVectorSearch(context: QueryContext, query: JsonObject): { _id: string; _score: number }[] {
  const indexName = String(query.indexName);
  const dot = indexName.indexOf(".");
  const table = tableNamed(context, indexName.slice(0, dot));
  const index = context.schemas.vectorIndex(table, indexName.slice(dot + 1));
  if (index === undefined) throw new FunctionError(`Index ${indexName} not found.`);
  const vector = query.vector as number[];
  if (vector.length !== index.dimensions) {
    throw new FunctionError(
      `Vector search on ${indexName} takes ${index.dimensions} dimensions, got ${vector.length}.`,
    );
  }
  const limit = typeof query.limit === "number" ? query.limit : DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT)
    throw new FunctionError(`Vector search limit must be 1 to ${MAX_LIMIT}, got ${limit}.`);
  const filter = (query.expressions ?? null) as Json;
  const found: { _id: string; _score: number }[] = [];
  for (const document of context.transaction.documents.every(table)) {
    const other = fieldAt(document, index.vectorField);
    if (!Array.isArray(other) || other.length !== vector.length) continue;
    if (filter !== null && !matches(filter, document)) continue;
    found.push({ _id: document._id as string, _score: cosine(vector, other as number[]) });
  }
  return found.sort((a, b) => b._score - a._score).slice(0, limit);
}

function cosine(left: number[], right: number[]): number {
  let dot = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let position = 0; position < left.length; position++) {
    dot += left[position]! * right[position]!;
    leftSquares += left[position]! ** 2;
    rightSquares += right[position]! ** 2;
  }
  const length = Math.sqrt(leftSquares * rightSquares);
  return length === 0 ? 0 : dot / length;
}
