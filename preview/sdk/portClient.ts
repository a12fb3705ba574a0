import type { Ask, Reply } from "../../src/features/preview/workspaceMessages.ts";
import type { LiveRows, NewRows, Changes, TableName, Tables } from "./rows.ts";
import { tablesBy, type Client, type Feed } from "./sampleClient.ts";

type AnyRow = { id: string };
type Live = { state: LiveRows<AnyRow>; listeners: Set<() => void> };

/**
 * The rows of the workspace that shows the app, over the port that its page gave. A table is asked for once, at its
 * first use, and stays subscribed: listing it a thousand times costs one message.
 */
export function portClient(port: MessagePort): Client {
  let lastId = 0;
  const tables = new Map<TableName, Live>();
  const waiting = new Map<number, { resolve(id: string): void; reject(error: Error): void }>();
  const ask = (message: Ask) => port.postMessage(message);

  port.onmessage = ({ data: reply }: MessageEvent<Reply>) => {
    if (reply.kind === "rows" || reply.kind === "no rows") {
      const live = tables.get(reply.table);
      if (!live) return;
      live.state =
        reply.kind === "rows"
          ? { rows: reply.rows, state: "live", problem: "" }
          : { rows: live.state.rows, state: "refused", problem: reply.message };
      for (const listener of [...live.listeners]) listener();
      return;
    }
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === "done") asked?.resolve(reply.rowId);
    else asked?.reject(new Error(reply.message));
  };

  const liveOf = (table: TableName): Live => {
    const known = tables.get(table);
    if (known) return known;
    const made: Live = { state: { rows: [], state: "waiting", problem: "" }, listeners: new Set() };
    tables.set(table, made);
    ask({ id: ++lastId, kind: "subscribe", table });
    return made;
  };
  const feed = <Name extends TableName>(table: Name): Feed<Tables[Name]> => ({
    // What comes over the port has the shape of its table; the page made it.
    get: () => liveOf(table).state as LiveRows<Tables[Name]>,
    listen(onChange) {
      const { listeners } = liveOf(table);
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
  });
  const write = (table: TableName, rowId: string | null, values: object) =>
    new Promise<string>((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      ask({ id, kind: "write", table, rowId, values: values as Record<string, never> });
    });
  const workspace = tablesBy(<Name extends TableName>(table: Name) => {
    const own = feed(table);
    return {
      list: () =>
        new Promise<Tables[Name][]>((resolve, reject) => {
          const settle = () => {
            const { rows, state, problem } = own.get();
            if (state === "waiting") return false;
            if (state === "refused") reject(new Error(problem));
            else resolve(rows);
            return true;
          };
          if (settle()) return;
          const stop = own.listen(() => {
            if (settle()) stop();
          });
        }),
      subscribe(onRows: (rows: Tables[Name][]) => void) {
        const say = () => {
          const { rows, state } = own.get();
          if (state === "live") onRows(rows);
        };
        say();
        return own.listen(say);
      },
      create: (fields: NewRows[Name]) => write(table, null, fields),
      update: async (id: string, changes: Changes[Name]) => void (await write(table, id, changes)),
    };
  });
  return { workspace, feed };
}
