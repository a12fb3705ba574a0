import { api } from "../../../convex/_generated/api";
import type { Row, Targets } from "./row";

const code = "from build123d import *\nresult = Box(1, 2, 3)\n";

const page = { numItems: 5, cursor: null };
const ofGeneration = ({ generationId }: Targets) => ({ generationId });
/** Users, threads, generations, files. */
export const coreRows: Row[] = [
  { call: api.users.enter, kind: "mutation", args: () => ({}), foreign: "own", takesKey: false },
  { call: api.users.rename, kind: "mutation", args: () => ({ name: "Bea" }), foreign: "own", takesKey: false },
  {
    call: api.threads.list,
    kind: "query",
    args: ({ workspaceId }) => ({ workspaceId, paginationOpts: page }),
    foreign: "not_found",
    takesKey: false,
  },
  { call: api.threads.get, kind: "query", args: ({ threadId }) => ({ threadId }), foreign: "null", takesKey: false },
  {
    call: api.threads.rename,
    kind: "mutation",
    args: ({ threadId }) => ({ threadId, title: "Mine" }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.threads.choices,
    kind: "query",
    args: ({ workspaceId }) => ({ workspaceId }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.threads.pin,
    kind: "mutation",
    args: ({ threadId }) => ({ threadId, isPinned: true }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.threads.archive,
    kind: "mutation",
    args: ({ threadId }) => ({ threadId, isArchived: true }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.threads.tag,
    kind: "mutation",
    args: ({ threadId }) => ({ threadId, tags: ["mine"] }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.generations.create,
    kind: "mutation",
    args: ({ workspaceId }) => ({ workspaceId, prompt: "a cube", code }),
    foreign: "not_found",
    takesKey: true,
  },
  {
    call: api.generations.recent,
    kind: "query",
    args: ({ workspaceId }) => ({ workspaceId }),
    foreign: "not_found",
    takesKey: true,
  },
  { call: api.generations.get, kind: "query", args: ofGeneration, foreign: "null", takesKey: true },
  { call: api.generations.progress, kind: "query", args: ofGeneration, foreign: "not_found", takesKey: false },
  { call: api.generations.code, kind: "query", args: ofGeneration, foreign: "not_found", takesKey: false },
  { call: api.generations.logs, kind: "query", args: ofGeneration, foreign: "not_found", takesKey: false },
  {
    call: api.generations.runParameters,
    kind: "mutation",
    args: (t) => ({ ...ofGeneration(t), values: { A: 1 } }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.generations.runCode,
    kind: "mutation",
    args: (t) => ({ ...ofGeneration(t), text: code }),
    foreign: "not_found",
    takesKey: false,
  },
  { call: api.generations.cancel, kind: "mutation", args: ofGeneration, foreign: "not_found", takesKey: true },
  {
    call: api.artifacts.links,
    kind: "mutation",
    args: ofGeneration,
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  {
    call: api.artifacts.make,
    kind: "action",
    args: ({ workspaceId, generationId }) => ({ workspaceId, generationId, format: "3mf" }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  {
    call: api.artifacts.thumbnailLinks,
    kind: "mutation",
    args: ({ workspaceId }) => ({ workspaceId, artifactIds: [] }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  {
    call: api.providers.status,
    kind: "query",
    args: ({ workspaceId }) => ({ workspaceId }),
    foreign: "not_found",
    takesKey: false,
  },
];
