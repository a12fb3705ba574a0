import { v, type Infer } from "convex/values";

/** What can read a document, and the licence that its user has to know before using it. */

export const vDocumentEngine = v.union(v.literal("builtin"), v.literal("docling"), v.literal("dolphin"));
export type DocumentEngine = Infer<typeof vDocumentEngine>;

type Card = {
  name: string;
  /** What it is good for, in a few words. */
  use: string;
  /** Terms that a person accepts before the first use; null where nothing is asked for. */
  licence: string | null;
};

export const engineCards: Readonly<Record<DocumentEngine, Card>> = {
  builtin: { name: "built in", use: "text and ruled tables, without a model", licence: null },
  docling: { name: "docling", use: "scans, tables without rules, reading order", licence: null },
  dolphin: {
    name: "Dolphin",
    use: "scans and photographed pages, on a GPU",
    licence:
      "Dolphin-v2's code is under the MIT licence. Its weights are built on Qwen2.5-VL-3B, whose research licence does " +
      "not cover commercial use: read both before you use what it reads at work.",
  },
};

/** The engine that a setting names; anything else is the one that is built in. */
export function engineOf(name: string | null): DocumentEngine {
  return name === "docling" || name === "dolphin" ? name : "builtin";
}
