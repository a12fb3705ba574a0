import { useConvex } from "convex/react";
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf } from "../../lib/errors";
import type { WorkspaceData } from "./serveWorkspace";

/** The backend's rows for one app, asked for as whoever is signed in. */
export function useWorkspaceData(threadId: Id<"threads">): WorkspaceData {
  const convex = useConvex();
  return useMemo(
    () => ({
      watch(table, onRows, onRefused) {
        const watch = convex.watchQuery(api.appData.rows, { threadId, table });
        const say = () => {
          try {
            const rows = watch.localQueryResult();
            if (rows === null) onRefused("You cannot see this app's workspace.");
            else if (rows !== undefined) onRows(rows as { id: string }[]); // appRows gives each an id
          } catch (error) {
            onRefused(wordsOf(error));
          }
        };
        const stop = watch.onUpdate(say);
        say();
        return stop;
      },
      async write(table, rowId, values) {
        try {
          const place = rowId === null ? {} : { id: rowId };
          return await convex.mutation(api.appData.write, { threadId, table, values, ...place });
        } catch (error) {
          throw new Error(wordsOf(error), { cause: error });
        }
      },
    }),
    [convex, threadId],
  );
}

function wordsOf(error: unknown): string {
  const { message, hint } = plainErrorOf(error);
  return hint === "" ? message : `${message} ${hint}`;
}
