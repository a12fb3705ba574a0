// Makes the pictures of the prompt gallery with the product itself: `npm run gallery` writes public/gallery/<family>.png.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { galleryPrompts } from "../convex/lib/partsLibrary/gallery.ts";
import { Api } from "../tests/support/api.ts";
import { startProduct } from "../tests/support/product.ts";

const folder = path.resolve(import.meta.dirname, "../public/gallery");
mkdirSync(folder, { recursive: true });
const product = await startProduct();
try {
  const api = new Api(product.url, product.apiKey);
  for (const { family, prompt } of galleryPrompts) {
    const generation = await api.waitForEnd(await api.create({ prompt }));
    const picture = generation.artifacts.find((artifact) => artifact.format === "png");
    if (!picture)
      throw new Error(`${family}: ${generation.status} ${JSON.stringify(generation.error ?? generation.question)}`);
    const response = await fetch(picture.url);
    writeFileSync(path.join(folder, `${family}.png`), Buffer.from(await response.arrayBuffer()));
    console.log(`${family}.png`);
  }
} finally {
  await product.stop();
}
