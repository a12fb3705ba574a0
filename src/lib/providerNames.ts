import { AUTO, parseProvider, providerLabels } from "../../convex/lib/providers";

/** How a provider is called on screen. A label that someone sent from outside stands as it is. */
export function providerName(id: string): string {
  if (id === AUTO) return "Auto";
  // Said in full wherever it is named, so that nobody takes its parts for a model's.
  if (id === "partsLibrary") return `${providerLabels.partsLibrary}, no model`;
  const known = parseProvider(id);
  return known === id && known !== AUTO ? providerLabels[known] : id;
}
