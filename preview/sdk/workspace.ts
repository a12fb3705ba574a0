import { useState, useSyncExternalStore } from "react";
import { client } from "./connection.ts";
import type { LiveRows, TableName, Tables, Workspace } from "./rows.ts";

/** The module "workspace" of apps: the tables of the workspace that the app runs in. */

export type * from "./rows.ts";

export const workspace: Workspace = client().workspace;

/** The rows of a table, and again after every change by anybody. */
export function useRows<Name extends TableName>(table: Name): LiveRows<Tables[Name]> {
  const [feed] = useState(() => client().feed(table));
  return useSyncExternalStore(feed.listen, feed.get, feed.get);
}
