// Keeps this page among those that are here, and hears of the others. Only who reads the context is drawn again.
import { useConvex, useQuery } from "convex/react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { PagePresence } from "./pagePresence";
import { PresenceContext, type OtherPage } from "./presenceContext";

/** The backend forgets a page after 30 s. */
const RENEW_MS = 10_000;
const NOBODY: readonly OtherPage[] = [];

export function PresenceProvider(props: { workspaceId: Id<"workspaces">; children: ReactNode }) {
  const { workspaceId, children } = props;
  const convex = useConvex();
  const [pageId] = useState(() => crypto.randomUUID());
  const [room, setRoom] = useState<{ workspaceId: Id<"workspaces">; roomToken: string }>();
  const roomToken = room?.workspaceId === workspaceId ? room.roomToken : undefined;
  const others =
    useQuery(api.presence.list, roomToken === undefined ? "skip" : { workspaceId, pageId, roomToken }) ?? NOBODY;
  const page = useMemo(
    () =>
      new PagePresence(async (looking, isFirst) => {
        const given = await convex.mutation(api.presence.beat, { workspaceId, pageId, isFirst, ...looking });
        setRoom((known) => (known?.roomToken === given ? known : { workspaceId, roomToken: given }));
      }),
    [convex, workspaceId, pageId],
  );
  useEffect(() => {
    page.tell();
    const timer = setInterval(() => page.tell(), RENEW_MS);
    const leave = () => void convex.mutation(api.presence.leave, { workspaceId, pageId }).catch(() => undefined);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", leave);
      page.stop();
      leave();
    };
  }, [convex, page, workspaceId, pageId]);
  const isWatched = others.length > 0;
  useEffect(() => page.setWatched(isWatched), [page, isWatched]);
  const value = useMemo(() => ({ page, others }), [page, others]);
  return <PresenceContext value={value}>{children}</PresenceContext>;
}
