import type { TableName } from "../../../convex/lib/workspaceRows";
import { readAsk, type Reply, type Value } from "./workspaceMessages";

/** The page's end of an app's data: passes what it asks for to the backend, as whoever looks at it, and bounds how often. */

export type WorkspaceData = {
  /** Calls back with the rows now and after every change. @returns a function that ends it */
  watch(table: TableName, onRows: (rows: { id: string }[]) => void, onRefused: (message: string) => void): () => void;
  /** @returns the id of the row; rejects with words for people */
  write(table: TableName, rowId: string | null, values: Record<string, Value>): Promise<string>;
};

/** Writes an app may make at once, and how many more each second. The backend has its own limit beside this one. */
const BURST = 20;
const PER_SECOND = 4;
const MAX_AT_ONCE = 8;
/** Messages in one second after which the app is cut off: no app that works asks so often. */
const FLOOD = 500;

/**
 * Answers one port until it is closed.
 * @param onFlood told once, when an app was cut off
 * @param now milliseconds, passed in for tests
 * @returns a function that closes the port and ends its subscriptions
 */
export function serveWorkspace(
  port: MessagePort,
  data: WorkspaceData,
  onFlood: (message: string) => void,
  now: () => number = () => performance.now(),
): () => void {
  const watched = new Map<TableName, () => void>();
  let tokens = BURST;
  let filledAt = now();
  let running = 0;
  let heard = { since: now(), count: 0 };
  const send = (reply: Reply) => port.postMessage(reply);
  const close = () => {
    port.onmessage = null;
    port.close();
    for (const stop of watched.values()) stop();
    watched.clear();
  };

  function takeToken(): boolean {
    const at = now();
    tokens = Math.min(BURST, tokens + ((at - filledAt) / 1_000) * PER_SECOND);
    filledAt = at;
    if (tokens < 1 || running >= MAX_AT_ONCE) return false;
    tokens -= 1;
    return true;
  }

  async function write(id: number, table: TableName, rowId: string | null, values: Record<string, Value>) {
    if (!takeToken()) {
      send({
        kind: "refused",
        id,
        message: `The app writes faster than ${PER_SECOND} times a second. Try again in a moment.`,
      });
      return;
    }
    running += 1;
    try {
      send({ kind: "done", id, rowId: await data.write(table, rowId, values) });
    } catch (error) {
      send({ kind: "refused", id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      running -= 1;
    }
  }

  port.onmessage = (event: MessageEvent<unknown>) => {
    if (now() - heard.since > 1_000) heard = { since: now(), count: 0 };
    heard.count += 1;
    if (heard.count > FLOOD) {
      close();
      onFlood(`The app asked for data more than ${FLOOD} times in a second and was cut off from it.`);
      return;
    }
    const ask = readAsk(event.data);
    if (ask === null) return;
    if (ask.kind === "write") {
      void write(ask.id, ask.table, ask.rowId, ask.values);
      return;
    }
    if (watched.has(ask.table)) return;
    const { table } = ask;
    watched.set(
      table,
      data.watch(
        table,
        (rows) => send({ kind: "rows", table, rows }),
        (message) => send({ kind: "no rows", table, message }),
      ),
    );
  };
  return close;
}
