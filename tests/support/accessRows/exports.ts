import { api } from "../../../convex/_generated/api";
import type { Row } from "./row";

export const exportsRows: Row[] = [
  {
    call: api.exports.github,
    kind: "query",
    args: ({ workspaceId }) => ({ workspaceId }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.exports.bundle,
    kind: "mutation",
    args: ({ generationId }) => ({ generationId }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  {
    call: api.exports.toGitHub,
    kind: "action",
    args: ({ workspaceId, generationId }) => ({ workspaceId, generationId, repository: "team/parts" }),
    foreign: "not_found",
    takesKey: false,
  },
];
