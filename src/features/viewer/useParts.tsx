/** Which parts of an assembly are shown. The choice holds for parts of the same name in the next version. */
import { useMemo, useState } from "react";
import type { CadModel } from "./cadModel";
import { withoutParts } from "./parts";
import { PartTree } from "./PartTree";

const NOTHING: ReadonlySet<number> = new Set();

export function useParts(model: CadModel | null) {
  const [hidden, setHidden] = useState(NOTHING);
  const [names, setNames] = useState("");
  const parts = model?.parts ?? [];
  const newNames = parts.map(({ name }) => name).join("\n");
  // Another set of parts: numbers of the ones before mean nothing in it.
  if (newNames !== names && model !== null) {
    setNames(newNames);
    setHidden(NOTHING);
  }
  const visible = useMemo(() => (model === null ? null : withoutParts(model, hidden)), [model, hidden]);
  const tree = parts.length > 1 ? <PartTree parts={parts} hidden={hidden} onHidden={setHidden} /> : null;
  return { visible, tree };
}
