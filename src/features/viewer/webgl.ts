/** What this browser can draw in 3D. Asked once: making a context to find out is not free, and browsers allow few. */
type Webgl = { isThere: boolean; isSoftware: boolean };
let known: Webgl | null = null;

/** True when this browser can draw in 3D. */
export function hasWebgl(): boolean {
  known ??= ask();
  return known.isThere;
}

/** True where no graphics card draws: each frame then takes the processor that also runs everything else. */
export function isDrawnInSoftware(): boolean {
  known ??= ask();
  return known.isSoftware;
}

/** Of the names that drivers give themselves. */
export function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

function ask(): Webgl {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    if (context === null) return { isThere: false, isSoftware: false };
    const names = context.getExtension("WEBGL_debug_renderer_info");
    const name = String(context.getParameter(names === null ? context.RENDERER : names.UNMASKED_RENDERER_WEBGL));
    context.getExtension("WEBGL_lose_context")?.loseContext();
    return { isThere: true, isSoftware: isSoftwareRenderer(name) };
  } catch {
    // Some browsers throw instead of answering null when 3D is switched off by policy: the answer is the same.
    return { isThere: false, isSoftware: false };
  }
}
