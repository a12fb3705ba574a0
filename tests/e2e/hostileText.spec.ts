// Texts that would run if a page took them for markup, in every place that people and scripts name things, all at once.
import { expect, test, type Page } from "@playwright/test";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../convex/_generated/api";
import { Api } from "../support/api";
import { apiKey, openAsSomeone, productUrl, shownModel } from "./story";

const RUN = "top.hit=1";
/** 40 ways into a page; each would set `hit` or leave an element with `data-hit`. None is longer than 60 characters. */
const PAYLOADS = [
  `<script>${RUN}</script>`,
  `<script data-hit src=//x.invalid></script>`,
  `<img data-hit src=x onerror=${RUN}>`,
  `<svg data-hit onload=${RUN}>`,
  `<svg data-hit><script>${RUN}</script></svg>`,
  `<iframe data-hit srcdoc="<script>${RUN}</script>">`,
  `<iframe data-hit src=javascript:${RUN}>`,
  `<a data-hit href=javascript:${RUN}>go</a>`,
  `<b data-hit onmouseover=${RUN}>b</b>`,
  `<details data-hit open ontoggle=${RUN}>`,
  `<video data-hit><source onerror=${RUN}></video>`,
  `<audio data-hit src=x onerror=${RUN}>`,
  `<body data-hit onload=${RUN}>`,
  `<input data-hit autofocus onfocus=${RUN}>`,
  `<select data-hit autofocus onfocus=${RUN}>`,
  `<textarea data-hit autofocus onfocus=${RUN}>`,
  `<marquee data-hit onstart=${RUN}>`,
  `<object data-hit data=javascript:${RUN}>`,
  `<embed data-hit src=javascript:${RUN}>`,
  `<form data-hit action=javascript:${RUN}><button>`,
  `<math data-hit><a xlink:href=javascript:${RUN}>`,
  `<link data-hit rel=stylesheet href=//x.invalid>`,
  `<meta data-hit http-equiv=refresh content=0>`,
  `<base data-hit href=//x.invalid>`,
  `<style data-hit>@import'//x.invalid'</style>`,
  `"><script>${RUN}</script>`,
  `'><img data-hit src=x onerror=${RUN}>`,
  `"autofocus onfocus=${RUN} data-hit="`,
  `' onmouseover='${RUN}' data-hit='`,
  `</title><script>${RUN}</script>`,
  `</textarea><svg data-hit onload=${RUN}>`,
  `</script><script>${RUN}</script>`,
  `--><img data-hit src=x onerror=${RUN}>`,
  `]]><script>${RUN}</script>`,
  `javascript:${RUN}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `&lt;img data-hit src=x onerror=${RUN}&gt;`,
  `<ScRiPt>${RUN}</sCrIpT>`,
  `<img data-hit src=x onerror=&#116;op.hit=1>`,
];

async function member(): Promise<ConvexHttpClient> {
  const response = await fetch(`${productUrl()}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: productUrl() },
    body: JSON.stringify({ guestId: crypto.randomUUID(), name: PAYLOADS[2] }),
  });
  const client = new ConvexHttpClient(productUrl(), { skipConvexDeploymentUrlCheck: true });
  client.setAuth(((await response.json()) as { token: string }).token);
  return client;
}

/** A part with a solid for every fourth payload: its names go through STEP and GLB and come back to the viewer. */
const script = `from build123d import *
names = ${JSON.stringify(PAYLOADS.filter((_text, index) => index % 4 === 0))}
solids = []
for index, name in enumerate(names):
    solid = Pos(4 * (index % 8), 4 * (index // 8), 0) * Box(2, 2, 2)
    solid.label = name
    solids.append(solid)
result = Compound(label=names[0], children=solids)
`;

test("forty hostile texts in names, prompts, tables, comments and models stay texts", async ({ browser }) => {
  expect(PAYLOADS).toHaveLength(40);
  const client = await member();
  const { workspaces } = await client.mutation(api.users.enter, { name: PAYLOADS[2]! });
  const workspaceId = workspaces[0]!._id;
  const at = { workspaceId };
  const product = new Api(productUrl(), apiKey());
  const draft = await client.mutation(api.generations.create, { ...at, prompt: PAYLOADS.join(" "), code: script });
  const id = await client.mutation(api.generations.runCode, { generationId: draft, text: `${script}# run\n` });
  await Promise.all(
    PAYLOADS.map(async (text, index) => {
      const number = `X-${index}`;
      await client.mutation(api.parts.create, { ...at, number, name: text, material: text, process: "milled" });
    }),
  );
  await client.mutation(api.links.create, { ...at, name: PAYLOADS[0]!, url: "https://x.invalid", permissions: [] });
  await client.mutation(api.checklists.create, { ...at, name: PAYLOADS[3]!, standard: "", items: PAYLOADS });
  const ended = await product.waitForEnd(id);
  expect(ended.status, JSON.stringify(ended.error)).toBe("succeeded");
  for (const text of PAYLOADS.slice(0, 10)) await client.mutation(api.comments.create, { generationId: id, text });

  const { page, pageErrors, strayRequests } = await openAsSomeone(browser, `/g/${id}`);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const shown: [string, string][] = [
    [`/g/${id}`, PAYLOADS[0]!],
    ["/shop/parts", PAYLOADS[1]!],
    ["/settings/audit", PAYLOADS[3]!],
    ["/links/", PAYLOADS[0]!],
  ];
  for (const [path, text] of shown) {
    if (path.startsWith("/g/")) await shownModel(page);
    else await page.goto(`${productUrl()}${path}`, { waitUntil: "commit" });
    await expect(page.getByText(text).first(), path).toBeVisible();
    expect(await traces(page), path).toEqual({ elements: 0, hit: null });
  }
  expect(dialogs).toEqual([]);
  expect(pageErrors).toEqual([]);
  expect(strayRequests).toEqual([]);
});

/** What a payload that was taken for markup leaves behind. */
async function traces(page: Page): Promise<{ elements: number; hit: unknown }> {
  return await page.evaluate(() => ({
    elements: document.querySelectorAll("[data-hit]").length,
    hit: (window as { hit?: unknown }).hit ?? null,
  }));
}
