import { expect, test } from "vitest";
import { appFault } from "./appCheck";

const good = `import { useState } from "react";
import { Trash2 } from "lucide-react";
export default function App() {
  const [count] = useState<number>(1);
  return <p>{count}<Trash2 /></p>;
}
`;

test("a whole app of the modules that are served may run", () => {
  expect(appFault(good)).toBeNull();
});

test.each([
  ["broken syntax", good.replace("</p>;", "</p"), /cannot be read/],
  ["a module that is not served", good.replace('"react"', '"axios"'), /"axios" is not there/],
  ["a style sheet", `import "./app.css";\n${good}`, /"\.\/app\.css" is not there/],
  ["no default export", good.replace("export default ", ""), /no default export/],
])("%s is found", (_, code, message) => {
  expect(appFault(code)?.message).toMatch(message);
});

test("names the line of the import", () => {
  expect(appFault(good.replace('"lucide-react"', '"left-pad"'))?.line).toBe(2);
});
