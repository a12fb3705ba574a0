/** True when this browser can draw in 3D. Asked once: making a context to find out is not free, and browsers allow few. */
let known: boolean | null = null;

export function hasWebgl(): boolean {
  if (known !== null) return known;
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    known = context !== null;
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  } catch {
    // Some browsers throw instead of answering null when 3D is switched off by policy: the answer is the same.
    known = false;
  }
  return known;
}
