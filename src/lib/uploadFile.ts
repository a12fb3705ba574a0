/** Sends a file to the store and gives its id there. Throws with the store's answer where it does not take it. */
export async function uploadFile(address: string, file: File): Promise<string> {
  const url = new URL(address);
  // The page talks to its own origin only; a loopback store is behind it.
  const isLocal = url.hostname === "127.0.0.1" || url.hostname === "localhost" || url.hostname === location.hostname;
  const target = isLocal ? `${location.origin}${url.pathname}${url.search}` : url.href;
  const response = await fetch(target, {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream" },
    body: file,
  });
  if (!response.ok) throw new Error(`The store answered ${response.status}.`);
  const { storageId } = (await response.json()) as { storageId: string }; // Convex's own shape
  return storageId;
}
