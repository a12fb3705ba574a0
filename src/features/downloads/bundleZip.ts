import { strToU8, zipSync } from "fflate";

/** A fixed time, local as zip stores it, so that the same version gives the same bytes. */
const MTIME = new Date(2026, 0, 1);
/** What is packed already gains nothing from being packed again. */
const PACKED = new Set(["png", "3mf"]);

export type BundleContent = {
  folder: string;
  texts: Record<string, string>;
  files: readonly { name: string; url: string }[];
};

/**
 * Everything of one version as a .zip in one folder. Throws when one of its files does not come: a bundle that lacks
 * something says nothing of it.
 */
export async function bundleZip(content: BundleContent): Promise<Uint8Array<ArrayBuffer>> {
  const produced = await Promise.all(
    content.files.map(async ({ name, url }) => {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${name} did not come: the store answered ${answer.status}.`);
      return [name, new Uint8Array(await answer.arrayBuffer())] as const;
    }),
  );
  const texts = Object.entries(content.texts).map(([name, text]) => [name, strToU8(text)] as const);
  const entries = [...texts, ...produced]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => {
      const level = PACKED.has(name.split(".").at(-1) ?? "") ? (0 as const) : (6 as const);
      return [`${content.folder}/${name}`, [bytes, { level }]] as [string, [Uint8Array, { level: 0 | 6 }]];
    });
  return zipSync(Object.fromEntries(entries), { mtime: MTIME }) as Uint8Array<ArrayBuffer>;
}
