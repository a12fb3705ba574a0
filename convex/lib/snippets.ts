const BEFORE = 40;
const LENGTH = 140;

/** The stretch of `text` around the first of the words that occurs in it, on one line. Pure. */
export function snippetOf(text: string, words: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const lower = line.toLowerCase();
  const places = words
    .toLowerCase()
    .split(/\s+/)
    .map((word) => lower.indexOf(word))
    .filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...places, line.length) - BEFORE);
  const from = places.length === 0 ? 0 : start;
  const end = from + LENGTH;
  return `${from > 0 ? "… " : ""}${line.slice(from, end)}${end < line.length ? " …" : ""}`;
}
