import { api } from "../../../convex/_generated/api";
import type { Row, Targets } from "./row";

const ofGeneration = ({ generationId }: Targets) => ({ generationId });
const ofThread = ({ threadId }: Targets) => ({ threadId });

/** Versions after they are made, and the sliders that people hold. */
export const versionsRows: Row[] = [
  { call: api.versions.restore, kind: "mutation", args: ofGeneration, foreign: "not_found", takesKey: false },
  {
    call: api.versions.rename,
    kind: "mutation",
    args: (t) => ({ ...ofGeneration(t), label: "Final" }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.versions.pin,
    kind: "mutation",
    args: (t) => ({ ...ofGeneration(t), isPinned: true }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.versions.draft,
    kind: "action",
    args: ({ workspaceId, generationId }) => ({ workspaceId, generationId, values: { A: 1 } }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.versions.compareGeometry,
    kind: "action",
    args: ({ workspaceId, generationId }) => ({ workspaceId, fromId: generationId, toId: generationId }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  { call: api.holds.list, kind: "query", args: ofThread, foreign: "null", takesKey: false },
  {
    call: api.holds.hold,
    kind: "mutation",
    args: (t) => ({ ...ofThread(t), parameter: "A", value: 1 }),
    foreign: "not_found",
    takesKey: false,
  },
  { call: api.holds.release, kind: "mutation", args: ofThread, foreign: "not_found", takesKey: false },
];
