import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import type { NotificationKind } from "../lib/peopleValidators";
import * as Members from "./members";
import { requireRow } from "./rows";

/** The only writer of `notifications`. */

const MAX_TEXT_CHARACTERS = 200;
const MARKED_PER_CALL = 500;

/** Tells `userIds`, each once and never the person who did it. */
export async function tell(
  ctx: MutationCtx,
  actor: { id: Id<"users">; name: string } | null,
  userIds: readonly Id<"users">[],
  about: { kind: NotificationKind; generation: Doc<"generations">; text: string },
): Promise<void> {
  const { kind, generation, text } = about;
  for (const userId of new Set(userIds)) {
    if (userId === actor?.id) continue;
    await ctx.db.insert("notifications", {
      workspaceId: generation.workspaceId,
      userId,
      kind,
      actorName: actor?.name ?? "NaturalCAD",
      text: text.slice(0, MAX_TEXT_CHARACTERS),
      threadId: generation.threadId,
      versionNumber: generation.number,
      isRead: false,
      at: Date.now(),
    });
  }
}

/** Throws `not_found` for a row that is not this person's. */
export async function markRead(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: Id<"users">,
  notificationId: string,
): Promise<void> {
  const row = await requireRow(ctx, "notifications", notificationId, workspaceId, "notification");
  if (row.userId !== userId) throw Members.notFound("notification", notificationId);
  if (!row.isRead) await ctx.db.patch("notifications", row._id, { isRead: true });
}

/** Marks up to 500 unread ones of this person as read. */
export async function markAllRead(ctx: MutationCtx, workspaceId: Id<"workspaces">, userId: Id<"users">): Promise<void> {
  const rows = await ctx.db
    .query("notifications")
    .withIndex("by_workspace_and_user_and_isRead", (q) =>
      q.eq("workspaceId", workspaceId).eq("userId", userId).eq("isRead", false),
    )
    .take(MARKED_PER_CALL);
  for (const row of rows) await ctx.db.patch("notifications", row._id, { isRead: true });
}
