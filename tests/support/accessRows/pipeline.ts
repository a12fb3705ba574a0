import { api } from "../../../convex/_generated/api";
import type { Row, Targets } from "./row";

const ofWorkspace = ({ workspaceId }: Targets) => ({ workspaceId });
const ofGeneration = ({ generationId }: Targets) => ({ generationId });

/** Providers, keys, costs and specs. */
export const pipelineRows: Row[] = [
  { call: api.providerSettings.get, kind: "query", args: ofWorkspace, foreign: "not_found", takesKey: false },
  {
    call: api.providerSettings.update,
    kind: "mutation",
    args: (targets) => ({ ...ofWorkspace(targets), profile: "fast" }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.providerSettings.setKey,
    kind: "action",
    args: (targets) => ({ ...ofWorkspace(targets), provider: "anthropic", key: "a-key-of-this-test" }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.providerSettings.removeKey,
    kind: "mutation",
    args: (targets) => ({ ...ofWorkspace(targets), provider: "anthropic" }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.providerSettings.probe,
    kind: "action",
    args: (targets) => ({ ...ofWorkspace(targets), provider: "partsLibrary" }),
    foreign: "not_found",
    takesKey: false,
  },
  { call: api.preferences.get, kind: "query", args: ofWorkspace, foreign: "not_found", takesKey: false },
  {
    call: api.preferences.setUnits,
    kind: "mutation",
    args: () => ({ units: "inch" }),
    foreign: "own",
    takesKey: false,
  },
  {
    call: api.costs.ledger,
    kind: "query",
    args: (targets) => ({ ...ofWorkspace(targets), from: "2026-11-01", to: "2026-11-30" }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.costs.budget,
    kind: "query",
    args: (targets) => ({ ...ofWorkspace(targets), month: "2026-11" }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.costs.setBudget,
    kind: "mutation",
    args: (targets) => ({ ...ofWorkspace(targets), monthlyMicros: 1_000_000 }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.costs.forecast,
    kind: "query",
    args: (targets) => ({ ...ofWorkspace(targets), provider: "auto", kind: "cad", hasCode: false }),
    foreign: "not_found",
    takesKey: false,
  },
  {
    call: api.generations.editSpec,
    kind: "mutation",
    args: (targets) => ({ ...ofGeneration(targets), rules: [] }),
    foreign: "not_found",
    takesKey: false,
  },
  { call: api.generations.rules, kind: "query", args: ofGeneration, foreign: "not_found", takesKey: false },
];
