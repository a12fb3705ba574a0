import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import { internalQuery, type ActionAccess } from "./functions";
import { vRole } from "./lib/validators";
import * as Members from "./model/members";
import * as Users from "./model/users";

/** What `userAction` asks. */
export const caller = internalQuery({
  args: {},
  handler: async (ctx): Promise<Id<"users">> => (await Users.requireCaller(ctx, undefined))._id,
});

/** What `workspaceAction` asks before an action starts: an action has no database of its own. */
export const check = internalQuery({
  args: { workspaceId: v.string(), role: vRole },
  handler: async (ctx, { workspaceId, role }): Promise<ActionAccess> => {
    const user = await Users.requireCaller(ctx, undefined);
    const access = await Members.requireAccess(ctx, user, workspaceId, role);
    return { userId: user._id, userName: user.name, workspaceId: access.workspace._id, role: access.role };
  },
});
