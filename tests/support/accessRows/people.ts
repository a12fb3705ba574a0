import { api } from "../../../convex/_generated/api";
import type { Row, Targets } from "./row";

const page = { numItems: 5, cursor: null };
const inWorkspace = ({ workspaceId }: Targets) => ({ workspaceId });
const onComment = ({ workspaceId }: Targets) => ({ workspaceId, commentId: "none" });
const onGeneration = ({ generationId }: Targets) => ({ generationId });
const paged = (t: Targets) => ({ ...inWorkspace(t), paginationOpts: page });
const refused = { foreign: "not_found", takesKey: false } as const;

export const peopleRows: Row[] = [
  { call: api.comments.list, kind: "query", args: (t) => ({ ...onGeneration(t), paginationOpts: page }), ...refused },
  { call: api.comments.people, kind: "query", args: inWorkspace, ...refused },
  {
    call: api.comments.create,
    kind: "mutation",
    args: (t) => ({ ...onGeneration(t), text: "Thicker" }),
    ...refused,
    needs: "commenter",
  },
  {
    call: api.comments.edit,
    kind: "mutation",
    args: (t) => ({ ...onComment(t), text: "Thicker" }),
    ...refused,
    needs: "commenter",
  },
  { call: api.comments.remove, kind: "mutation", args: onComment, ...refused, needs: "commenter" },
  {
    call: api.comments.setResolved,
    kind: "mutation",
    args: (t) => ({ ...onComment(t), isResolved: true }),
    ...refused,
    needs: "commenter",
  },
  { call: api.comments.fix, kind: "mutation", args: onComment, ...refused },
  { call: api.notifications.list, kind: "query", args: paged, ...refused },
  { call: api.notifications.unread, kind: "query", args: inWorkspace, ...refused },
  { call: api.notifications.markAllRead, kind: "mutation", args: inWorkspace, ...refused, needs: "viewer" },
  {
    call: api.notifications.markRead,
    kind: "mutation",
    args: (t) => ({ ...inWorkspace(t), notificationId: "none" }),
    ...refused,
    needs: "viewer",
  },
  { call: api.activity.list, kind: "query", args: paged, ...refused },
  { call: api.presence.list, kind: "query", args: (t) => ({ ...inWorkspace(t), pageId: "p" }), ...refused },
  {
    call: api.presence.beat,
    kind: "mutation",
    args: (t) => ({ ...inWorkspace(t), pageId: "p" }),
    ...refused,
    needs: "viewer",
  },
  {
    call: api.presence.leave,
    kind: "mutation",
    args: (t) => ({ ...inWorkspace(t), pageId: "p" }),
    ...refused,
    needs: "viewer",
  },
  { call: api.search.all, kind: "query", args: (t) => ({ ...inWorkspace(t), text: "plate" }), ...refused },
  {
    call: api.shares.create,
    kind: "action",
    args: (t) => ({ ...inWorkspace(t), ...onGeneration(t), allowsDownloads: false }),
    ...refused,
  },
  { call: api.shares.list, kind: "query", args: onGeneration, ...refused, needs: "editor" },
  { call: api.shares.revoke, kind: "mutation", args: (t) => ({ ...inWorkspace(t), shareId: "none" }), ...refused },
];
