/**
 * Checks what clients saw of lists that they appended to (Elle's method): the final lists give the order of writes, and
 * with what every transaction read they give the order that transactions must have had. A cycle means that no serial
 * order explains what was seen.
 */

/** One transaction: what it read before, what it appended to those keys (null: nothing), and when it ran. */
export type Seen = {
  value: string | null;
  before: Record<string, string[]>;
  startedAt: number;
  endedAt: number;
};

/** What is wrong with a history, in words; an empty list when it is strictly serializable. */
export function faultsOf(history: readonly Seen[], final: Readonly<Record<string, string[]>>): string[] {
  const faults: string[] = [];
  const writerOf = new Map<string, number>();
  history.forEach(({ value }, n) => {
    if (value !== null) writerOf.set(value, n);
  });
  const after: Set<number>[] = history.map(() => new Set());
  const order = (first: number | undefined, second: number | undefined): void => {
    if (first !== undefined && second !== undefined && first !== second) after[first]!.add(second);
  };
  for (const [key, values] of Object.entries(final)) {
    if (new Set(values).size !== values.length) faults.push(`${key} holds a value twice`);
    for (let n = 1; n < values.length; n++) order(writerOf.get(values[n - 1]!), writerOf.get(values[n]!));
  }
  history.forEach(({ value, before }, n) => {
    for (const [key, read] of Object.entries(before)) {
      const values = final[key] ?? [];
      if (read.some((item, at) => values[at] !== item)) {
        faults.push(`transaction ${n} read ${key} as it never was`);
        continue;
      }
      if (value !== null && values[read.length] !== value)
        faults.push(`what transaction ${n} appended to ${key} is lost`);
      order(writerOf.get(read.at(-1) ?? ""), n);
      order(n, writerOf.get(values[read.length] ?? ""));
    }
    // Strictly: one that ended before another began comes before it.
    history.forEach(({ startedAt }, other) => {
      if (history[n]!.endedAt < startedAt) order(n, other);
    });
  });
  const sorted = countSortable(after);
  if (sorted < history.length) faults.push(`${history.length - sorted} transactions are in a cycle or behind one`);
  return faults;
}

/** How many nodes can be put in an order in which every edge points forward. */
function countSortable(after: readonly ReadonlySet<number>[]): number {
  const waiting = after.map(() => 0);
  for (const next of after) for (const node of next) waiting[node]!++;
  const free = waiting.flatMap((count, node) => (count === 0 ? [node] : []));
  let sorted = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    sorted++;
    for (const next of after[node]!) if (--waiting[next]! === 0) free.push(next);
  }
  return sorted;
}
