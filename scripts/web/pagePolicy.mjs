// What the page may load from where.

/** Clerk's own pages of sign-in: pictures, and the check against robots that it may ask for. */
const CLERK_PICTURES = "https://img.clerk.com";
const CLERK_ROBOTS = "https://challenges.cloudflare.com";

/** @returns {string[]} the origin of an address, or nothing where it is none */
function originOf(address) {
  return address && URL.canParse(address) ? [new URL(address).origin] : [];
}

/**
 * The Content-Security-Policy of our own pages. They load nothing from elsewhere but files from Supabase, where it keeps
 * them, and Clerk's sign-in, where it is set. Styles may be inline because the 3D and panel libraries set them.
 * @param {{ supabaseUrl?: string, clerkIssuer?: string }} elsewhere
 */
export function pagePolicy(elsewhere = {}) {
  const files = originOf(elsewhere.supabaseUrl);
  const clerk = originOf(elsewhere.clerkIssuer);
  const robots = clerk.length > 0 ? [CLERK_ROBOTS] : [];
  const pictures = clerk.length > 0 ? [CLERK_PICTURES] : [];
  const line = (name, ...sources) => [name, ...sources].join(" ");
  return [
    "default-src 'self'",
    line("script-src 'self'", ...clerk, ...robots),
    "style-src 'self' 'unsafe-inline'",
    line("img-src 'self' data: blob:", ...files, ...pictures),
    line("connect-src 'self' ws: wss: blob: data:", ...files, ...clerk),
    "worker-src 'self' blob:",
    // Links of the workspace open in sandboxed frames; http is for tools on this machine.
    "frame-src 'self' https: http://localhost:* http://127.0.0.1:*",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
