/** The types of the module "workspace". Exported projects carry the text of this file's source in its place. */
export type * from "../../convex/lib/workspaceRows.ts";
