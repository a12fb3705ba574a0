// An app that nobody watches: its types are checked in the backend, by the real compiler, and its author mends it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLlmFake, type LlmFake } from "../fakes/llm";
import { Api } from "../support/api";
import { startProduct, type Product } from "../support/product";

const inFence = (code: string) => `\`\`\`tsx\n${code}\n\`\`\`\n`;
const WRONG = `import { useState } from "react";

export default function App() {
  const [count, setCount] = useState<number>("none");
  return <button onClick={() => setCount(count + 1)}>{count}</button>;
}`;

let llm: LlmFake;
let product: Product;
let api: Api;
beforeAll(async () => {
  llm = await startLlmFake({ reply: [inFence(WRONG), inFence(WRONG.replace('"none"', "0"))] });
  product = await startProduct({ env: { LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" } });
  api = new Api(product.url, product.apiKey);
}, 120_000);
afterAll(async () => {
  await product?.stop();
  await llm?.stop();
});

it("sends the compiler's findings back to the model, and the app that stands has none", async () => {
  const app = await api.waitForEnd(await api.create({ prompt: "a counter with one button", kind: "app" }));
  expect(app.status, JSON.stringify(app.error)).toBe("succeeded");
  expect(app.attempts.map(({ outcome }) => outcome)).toEqual(["rejected", "ok"]);
  expect(JSON.stringify(llm.journal[1]!.body)).toContain("TS2345");
  expect(app.code).toContain("useState<number>(0)");
  expect(app.warnings).toEqual([]);
});
