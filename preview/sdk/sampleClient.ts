import type { Changes, LiveRows, NewRows, Table, TableName, Tables, Workspace } from "./rows.ts";
import { changedSample, newSample, sampleRows } from "./samples.ts";

/** Where rows come from. `get` gives the same object until something changed, as React's external stores must. */
export type Feed<Row> = { get(): LiveRows<Row>; listen(onChange: () => void): () => void };
export type Client = { workspace: Workspace; feed<Name extends TableName>(table: Name): Feed<Tables[Name]> };

const NAMES: readonly TableName[] = [
  "parts",
  "boms",
  "bomLines",
  "orders",
  "orderLines",
  "stock",
  "suppliers",
  "checklists",
];

/** One table for each name, made by `make`. */
export function tablesBy(make: <Name extends TableName>(name: Name) => Table<Name>): Workspace {
  return Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Workspace;
}

/** Rows in memory that behave as those of a workspace do. */
export function sampleClient(): Client {
  const rows = sampleRows();
  let lastId = 0;
  const feeds = new Map<TableName, { state: LiveRows<unknown>; listeners: Set<() => void> }>();
  const feedOf = (name: TableName) => {
    const known = feeds.get(name);
    if (known) return known;
    const made = {
      state: { rows: rows[name], state: "sample", problem: "" } as LiveRows<unknown>,
      listeners: new Set<() => void>(),
    };
    feeds.set(name, made);
    return made;
  };
  const put = (name: TableName, next: unknown[]) => {
    Object.assign(rows, { [name]: next });
    const feed = feedOf(name);
    feed.state = { rows: next, state: "sample", problem: "" };
    for (const listener of feed.listeners) listener();
  };
  const feed = <Name extends TableName>(name: Name): Feed<Tables[Name]> => ({
    get: () => feedOf(name).state as LiveRows<Tables[Name]>,
    listen(onChange) {
      feedOf(name).listeners.add(onChange);
      return () => void feedOf(name).listeners.delete(onChange);
    },
  });
  const workspace = tablesBy(<Name extends TableName>(name: Name) => ({
    list: async () => rows[name],
    subscribe(onRows: (rows: Tables[Name][]) => void) {
      onRows(rows[name]);
      return feed(name).listen(() => onRows(rows[name]));
    },
    async create(fields: NewRows[Name]) {
      const id = `new-${++lastId}`;
      put(name, [...rows[name], newSample(name, id, fields)]);
      return id;
    },
    async update(id: string, changes: Changes[Name]) {
      if (!rows[name].some((row) => row.id === id)) throw new Error(`There is no row ${id} in ${name}.`);
      put(
        name,
        rows[name].map((row) => (row.id === id ? changedSample(name, row as Tables[Name], changes) : row)),
      );
    },
  }));
  return { workspace, feed };
}
