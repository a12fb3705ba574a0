import path from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTypePack } from "../../preview/typePack";
import { answerFromAppTemplates } from "../../convex/lib/appTemplates/appTemplates";
import { appGalleryPrompts } from "../../convex/lib/appTemplates/gallery";
import { usesWorkspace } from "../../convex/lib/apps";
import { makeAppChecker, type Diagnostic } from "../../convex/lib/appChecker";

describe("the type check with the packed declarations", () => {
  let check: (code: string) => Diagnostic[];
  beforeAll(() => {
    check = makeAppChecker(ts, makeTypePack(path.resolve(import.meta.dirname, "../..")));
  });

  test("an app with React, icons and charts has no findings", { timeout: 30_000 }, () => {
    const code = `import { useState } from "react";
import { Trash2, ChevronDown } from "lucide-react";
import { Bar, BarChart, ResponsiveContainer } from "recharts";
export default function App() {
  const [rows, setRows] = useState<number[]>([1]);
  return <button onClick={() => setRows([...rows, 2])}><Trash2 size={16} aria-hidden /><ChevronDown /><ResponsiveContainer><BarChart data={rows.map((n) => ({ n }))}><Bar dataKey="n" /></BarChart></ResponsiveContainer></button>;
}`;
    expect(check(code)).toEqual([]);
  });

  test("every template that works on the workspace's rows has no findings", { timeout: 60_000 }, () => {
    const onRows = appGalleryPrompts.flatMap(({ prompt, template }) => {
      const answer = answerFromAppTemplates(prompt);
      return answer.kind === "app" && usesWorkspace(answer.code) ? [{ template, code: answer.code }] : [];
    });
    expect(onRows.length).toBeGreaterThanOrEqual(16);
    for (const { template, code } of onRows) expect([template, check(code)]).toEqual([template, []]);
  });

  test("an app on the workspace's rows has no findings, and a field that no row has is one", () => {
    const app = (field: string) => `import { useRows, workspace, type OrderRow } from "workspace";
const late = (order: OrderRow) => order.status === "placed" && order.dueOn < "2026-01-01";
export default function App() {
  const { rows, state, problem } = useRows("orders");
  return <button onClick={() => void workspace.orders.update("a", { status: "placed" })}>{state}{problem}{rows.filter(late).map((row) => row.${field})}</button>;
}`;
    expect(check(app("number"))).toEqual([]);
    expect(check(app("price"))).toContainEqual(expect.objectContaining({ code: "TS2339", line: 5 }));
  });

  test.each([
    ["a wrong type", "const n: number = 'x';\nexport default function App() { return <p>{n}</p>; }", "TS2322", 1],
    [
      "an unknown icon",
      'import { NoSuchIcon } from "lucide-react";\nexport default function App() { return <NoSuchIcon />; }',
      "TS2305",
      1,
    ],
    [
      "an unknown module",
      'export default function App() { return <p>{x}</p>; }\nimport x from "left-pad";',
      "TS2307",
      2,
    ],
    [
      "an unchecked index",
      "const a = [1];\nexport default function App() { return <p>{a[0].toFixed()}</p>; }",
      "TS2532",
      2,
    ],
    ["a wrong attribute", "export default function App() { return <p clas='x' />; }", "TS2322", 1],
    ["broken syntax", "export default function App() {\n  return <p>;\n}", "TS17008", 2],
    ["a missing default export", "export const a = 1;", "app/no_default_export", 1],
  ])("%s is found with its line", (_name, code, expected, line) => {
    expect(check(code)).toContainEqual(expect.objectContaining({ code: expected, line }));
  });
});
