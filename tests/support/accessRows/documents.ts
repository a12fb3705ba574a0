import type { FunctionReference } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Row } from "./row";

/** As in `manufacturing.ts`: the workspace is asked for before anything that a row names. */
function row(
  call: FunctionReference<"query" | "mutation">,
  kind: "query" | "mutation",
  more: Record<string, unknown>,
): Row {
  return { call, kind, args: ({ workspaceId }) => ({ workspaceId, ...more }), foreign: "not_found", takesKey: false };
}

/** Documents and links. */
export const documentsRows: Row[] = [
  row(api.documents.list, "query", {}),
  row(api.documents.page, "query", { documentId: "d", number: 1 }),
  { ...row(api.documents.pictureLinks, "mutation", { documentId: "d" }), needs: "viewer" },
  row(api.documents.uploadUrl, "mutation", {}),
  row(api.documents.add, "mutation", { name: "a.pdf", storageId: "s" }),
  row(api.documents.readAgain, "mutation", { documentId: "d" }),
  row(api.documents.remove, "mutation", { documentId: "d" }),
  row(api.documents.startPart, "mutation", { documentId: "d", elementId: "p1e1", prompt: "a plate" }),
  row(api.documents.engines, "query", {}),
  row(api.documents.previewRows, "query", { documentId: "d", elementId: "p1e1" }),
  row(api.documents.sourcesOf, "query", { threadId: "t-other" }),
  row(api.imports.uploadUrl, "mutation", {}),
  {
    call: api.imports.add,
    kind: "action",
    args: ({ workspaceId }) => ({ workspaceId, fileName: "a.step", storageId: "s" }),
    foreign: "not_found",
    takesKey: false,
  },
  row(api.links.list, "query", {}),
  row(api.links.create, "mutation", { name: "Room", url: "https://example.org", permissions: [] }),
  row(api.links.update, "mutation", { linkId: "l" }),
  row(api.links.remove, "mutation", { linkId: "l" }),
  {
    call: api.links.probe,
    kind: "action",
    args: ({ workspaceId }) => ({ workspaceId, origin: "https://cad.example" }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  row(api.links.origins, "query", {}),
  { ...row(api.links.allowOrigin, "mutation", { origin: "http://10.0.0.2", isAllowed: true }), needs: "owner" },
];
