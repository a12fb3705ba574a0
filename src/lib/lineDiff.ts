// Pure: what changed between two texts, line by line.

export type DiffLine = { kind: "same" | "added" | "removed"; text: string };
/** Lines that belong together, with the number of their first line in the new text, from 1. */
export type DiffHunk = { at: number; lines: DiffLine[] };

/** Past this many cells of the table the middle is taken as replaced whole: a page must not hang on a diff. */
const MAX_CELLS = 4_000_000;

/** Every line of both texts, in order. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.trimEnd().split("\n");
  const b = after.trimEnd().split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (texts: string[]) => texts.map((text): DiffLine => ({ kind: "same", text }));
  return [
    ...same(b.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(b.slice(b.length - end)),
  ];
}

/** The changes with `context` unchanged lines around each; changes close to each other share a hunk. */
export function hunksOf(lines: readonly DiffLine[], context = 2): DiffHunk[] {
  const keep = lines.map((_, at) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== "same"),
  );
  const hunks: DiffHunk[] = [];
  let number = 0;
  lines.forEach((line, at) => {
    if (line.kind !== "removed") number++;
    if (keep[at] !== true) return;
    if (at === 0 || keep[at - 1] !== true) hunks.push({ at: Math.max(1, number), lines: [] });
    hunks.at(-1)?.lines.push(line);
  });
  return hunks;
}

/** The longest common subsequence, by the classic table. */
function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: "removed", text });
  const added = (text: string): DiffLine => ({ kind: "added", text });
  if (a.length * b.length > MAX_CELLS) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      lines.push({ kind: "same", text: left });
      i++;
      j++;
    } else if (
      left !== undefined &&
      (right === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push(removed(left));
      i++;
    } else if (right !== undefined) {
      lines.push(added(right));
      j++;
    }
  }
  return lines;
}
