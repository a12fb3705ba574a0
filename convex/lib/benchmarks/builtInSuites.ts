import { parseCase, type Case } from "./suite";
import { appsRows } from "./suites/apps";
import { cadRows } from "./suites/cad";
import { cadReference } from "./suites/cadReferences";

/** The suites that come with the product. A change of their cases comes with the next version. */

export type BuiltInSuite = { id: string; name: string; version: number; kind: "cad" | "app"; cases: Case[] };

export const builtInSuites: readonly BuiltInSuite[] = [
  { id: "cad", name: "CAD parts", version: 2, kind: "cad", cases: cadRows.map(parseCase).map(withReference) },
  { id: "apps", name: "Apps", version: 1, kind: "app", cases: appsRows.map(parseCase) },
];

function withReference(each: Case): Case {
  const referenceScript = cadReference(each.id);
  return referenceScript === undefined ? each : { ...each, referenceScript };
}
