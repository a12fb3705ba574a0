import { Presence } from "@convex-dev/presence";
import { components } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";

/**
 * Open pages, kept by the presence component: a workspace is a room of it, and a page is one of its users, since each
 * open page is seen by itself.
 */

/** The component forgets a page after two and a half of these: 30 s. */
const BEAT_MS = 12_000;
const MAX_PAGES = 100;

type Room = Id<"workspaces">;
const presence = new Presence<Room>(components.presence);

/** What one page shows. `view` is camera and section as in an address. */
export type OpenPage = {
  workspaceId: Room;
  userId: Id<"users">;
  userName: string;
  pageId: string;
  threadId: Id<"threads"> | null;
  versionNumber: number | null;
  view: string | null;
};

/**
 * The pages that are open in a workspace, at most 100. `roomToken` is what `beat` gave a page of it; with another room's
 * there are none, so that a token opens nothing by itself.
 */
export async function pagesOf(ctx: QueryCtx, workspaceId: Room, roomToken: string): Promise<OpenPage[]> {
  const pages = await presence.list(ctx, roomToken, MAX_PAGES);
  return pages.flatMap(({ online, data }) => {
    const page = data as OpenPage | undefined;
    return online && page?.workspaceId === workspaceId ? [page] : [];
  });
}

/** Says that a page is open, and what it shows. @returns the token with which its workspace's pages are listed */
export async function beat(ctx: MutationCtx, page: OpenPage): Promise<string> {
  const { workspaceId } = page;
  const key = keyOf(page.userId, page.pageId);
  const { roomToken } = await presence.heartbeat(ctx, workspaceId, key, `${workspaceId} ${key}`, BEAT_MS);
  await presence.updateRoomUser(ctx, workspaceId, key, page);
  return roomToken;
}

/** Forgets the pages that fell silent: the component remembers when each was last there, and nobody asks for that. */
export async function forgetSilent(ctx: MutationCtx, workspaceId: Room): Promise<void> {
  for (const { userId, online } of await presence.listRoom(ctx, workspaceId)) {
    if (!online) await presence.removeRoomUser(ctx, workspaceId, userId);
  }
}

export async function leave(ctx: MutationCtx, user: Doc<"users">, workspaceId: Room, pageId: string): Promise<void> {
  const key = keyOf(user._id, pageId);
  const open = await presence.listUser(ctx, key);
  if (open.some(({ roomId }) => roomId === workspaceId)) await presence.removeRoomUser(ctx, workspaceId, key);
}

/** For a workspace that goes. */
export async function forgetRoom(ctx: MutationCtx, workspaceId: Room): Promise<void> {
  await presence.removeRoom(ctx, workspaceId);
}

/** A page's id is its browser's word: with whose it is in front nobody speaks for somebody else's. */
function keyOf(userId: Id<"users">, pageId: string): string {
  return `${userId} ${pageId}`;
}
