/** Where the executor sends files. Pure. */

/** The formats that every part is made in: preview, mesh, exact shape, picture. */
export const partFormats = ["glb", "stl", "step", "png"] as const;

/** The formats that are made once somebody asks for them. */
export const madeFormats = ["3mf", "dxf", "svg"] as const;
export type MadeFormat = (typeof madeFormats)[number];

/**
 * The address of the store as the executor sees it, or null where an executor elsewhere cannot reach this machine's
 * own store: files then come back with the answer.
 */
export function uploadTarget(uploadUrl: string, storagePublicUrl: string | null, workerUrl: string): string | null {
  const target = new URL(uploadUrl);
  if (storagePublicUrl !== null) {
    const seen = new URL(storagePublicUrl);
    target.protocol = seen.protocol;
    target.host = seen.host;
  }
  return isLoopback(target) && !isLoopback(new URL(workerUrl)) ? null : target.href;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
