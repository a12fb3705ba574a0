// @vitest-environment happy-dom
import { createRequire } from "node:module";
import { transform } from "sucrase";
import { createElement, type ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { answerFromAppTemplates } from "../../convex/lib/appTemplates/appTemplates";
import { connect } from "../../preview/sdk/connection";
import * as workspaceModule from "../../preview/sdk/workspace";
import { serveWorkspace } from "../../src/features/preview/serveWorkspace";

/** Only how long a failing test takes. */
const patience = { timeout: 20_000 };
const require = createRequire(import.meta.url);

test("an app shows a row that somebody adds while it is open", { timeout: 45_000 }, async () => {
  const { port1, port2 } = new MessageChannel();
  const pushes = new Map<string, (rows: { id: string }[]) => void>();
  const close = serveWorkspace(
    port1,
    {
      watch(table, onRows) {
        pushes.set(table, onRows);
        onRows([]);
        return () => undefined;
      },
      write: async () => "order-1",
    },
    () => undefined,
  );
  connect(port2);
  const answer = answerFromAppTemplates("Build a data table that displays purchase orders with sorting");
  if (answer.kind !== "app") throw new Error("no template fits");
  const { code } = transform(answer.code, { transforms: ["typescript", "jsx", "imports"], jsxRuntime: "automatic" });
  const module = { exports: {} as { default: ComponentType } };
  const load = (name: string): unknown => (name === "workspace" ? workspaceModule : require(name));
  new Function("require", "module", "exports", code)(load, module, module.exports);
  const place = document.createElement("div");
  createRoot(place).render(createElement(module.exports.default));
  await vi.waitFor(() => expect(pushes.has("orders")).toBe(true), patience);
  const order = { id: "o", number: "PO-LIVE-1", supplier: "", status: "draft", dueOn: "", lineCount: 0, totalUsd: 0 };
  pushes.get("orders")?.([order]);
  await vi.waitFor(() => expect(place.textContent).toContain("PO-LIVE-1"), patience);
  expect(place.textContent).toContain("1 order of this workspace");
  close();
  port2.close();
});
