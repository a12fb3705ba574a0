// The editor's search: every place of a text, marked, and the way from one to the next.
import { RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

export const setQuery = StateEffect.define<string>();

const MAX_MARKS = 2_000;
const mark = Decoration.mark({ class: "cm-found" });

/** Start and end of every match, upper and lower case alike. */
export function matchesOf(text: string, query: string): { from: number; to: number }[] {
  if (query === "") return [];
  const [haystack, needle] = [text.toLowerCase(), query.toLowerCase()];
  const found: { from: number; to: number }[] = [];
  for (
    let at = haystack.indexOf(needle);
    at !== -1 && found.length < MAX_MARKS;
    at = haystack.indexOf(needle, at + 1)
  ) {
    if (found.at(-1) !== undefined && at < (found.at(-1)?.to ?? 0)) continue;
    found.push({ from: at, to: at + needle.length });
  }
  return found;
}

type Search = { query: string; marks: DecorationSet };

function marksOf(document: Text, query: string): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of matchesOf(document.toString(), query)) builder.add(from, to, mark);
  return builder.finish();
}

export const searchField = StateField.define<Search>({
  create: () => ({ query: "", marks: Decoration.none }),
  update(search, transaction) {
    const asked = transaction.effects.find((effect) => effect.is(setQuery));
    const query = asked?.value ?? search.query;
    if (asked === undefined && !transaction.docChanged) return search;
    return { query, marks: marksOf(transaction.state.doc, query) };
  },
  provide: (field) => EditorView.decorations.from(field, (search) => search.marks),
});

/** Selects the next match after the selection (or the one before it) and scrolls to it; the number of it, or null. */
export function step(view: EditorView, query: string, by: 1 | -1): { index: number; count: number } | null {
  const matches = matchesOf(view.state.doc.toString(), query);
  if (matches.length === 0) return null;
  const { from, to } = view.state.selection.main;
  const next =
    by === 1 ? matches.findIndex((match) => match.from >= to) : matches.findLastIndex((match) => match.to <= from);
  const index = next === -1 ? (by === 1 ? 0 : matches.length - 1) : next;
  const match = matches[index];
  if (match === undefined) return null;
  view.dispatch({ selection: { anchor: match.from, head: match.to }, scrollIntoView: true });
  return { index, count: matches.length };
}
