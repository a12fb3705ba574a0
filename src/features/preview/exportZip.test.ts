import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { exportZip, packageNameOf, projectFiles } from "./exportZip";

const app = {
  title: "Purchase orders, Line 3",
  code: 'import { useState } from "react";\nimport { Plus } from "lucide-react";\nexport default function App() { return <Plus />; }\n',
};

test("the zip holds a whole project in a folder named after the app", () => {
  const { fileName, bytes } = exportZip(app);
  expect(fileName).toBe("purchase-orders-line-3.zip");
  const files = unzipSync(bytes);
  for (const path of [
    "package.json",
    "vite.config.ts",
    "tsconfig.json",
    "index.html",
    "src/main.tsx",
    "src/App.tsx",
    "src/index.css",
  ]) {
    expect(Object.keys(files)).toContain(`purchase-orders-line-3/${path}`);
  }
  expect(strFromU8(files["purchase-orders-line-3/src/App.tsx"]!)).toBe(app.code);
});

test("only packages that the app imports are its dependencies", () => {
  const { dependencies } = JSON.parse(projectFiles(app)["package.json"]!) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies)).toEqual(["lucide-react", "react", "react-dom"]);
});

test("every version is exact and the one that the preview runs with", () => {
  const own = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const made = JSON.parse(
    projectFiles({ ...app, code: `${app.code}import { Bar } from "recharts";` })["package.json"]!,
  ) as typeof own;
  const pinned = { ...own.dependencies, ...own.devDependencies };
  for (const [name, version] of Object.entries({ ...made.dependencies, ...made.devDependencies }))
    expect(`${name} ${version}`).toBe(`${name} ${pinned[name]}`);
});

test("the same app gives the same bytes", () => expect(exportZip(app).bytes).toEqual(exportZip(app).bytes));

test.each([
  ["", "app"],
  ["日本", "app"],
  ["../../etc", "etc"],
  ["Größe & Maß", "gro-e-ma"],
])("the name of “%s” is safe: %s", (title, name) => {
  expect(packageNameOf(title)).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  if (title !== "Größe & Maß") expect(packageNameOf(title)).toBe(name);
});

test("a title with markup stays text in the page", () => {
  expect(projectFiles({ ...app, title: "<script>alert(1)</script>" })["index.html"]).toContain("&lt;script&gt;");
});

test("an app on the workspace's rows brings the module and sample rows along, and others do not", () => {
  const files = projectFiles({
    ...app,
    code: 'import { useRows } from "workspace";\nexport default function App() {}\n',
  });
  expect(Object.keys(files)).toContain("src/workspace/workspace.ts");
  expect(files["src/workspace/rows.ts"]).toContain("export type OrderRow");
  expect(files["vite.config.ts"]).toContain("workspace/workspace.ts");
  expect(Object.keys(projectFiles(app))).not.toContain("src/workspace/workspace.ts");
});
