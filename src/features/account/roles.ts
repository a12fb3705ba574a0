import type { Role } from "../../../convex/lib/validators";

/** From the most to the least. */
export const ROLES: readonly Role[] = ["owner", "editor", "commenter", "viewer"];
