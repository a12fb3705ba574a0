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
 * On a static host the backend is elsewhere too: its addresses are called, and pictures come from its files.
 * @param {{ supabaseUrl?: string, clerkIssuer?: string, backendUrls?: (string | undefined)[] }} elsewhere
 */
export function pagePolicy(elsewhere = {}) {
  const files = [elsewhere.supabaseUrl, ...(elsewhere.backendUrls ?? [])].flatMap(originOf);
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

/** The address of Clerk in a publishable key: `pk_test_` or `pk_live_`, then its host and a $ in base64. */
function clerkAddress(publishableKey) {
  const encoded = /^pk_(?:test|live)_(.+)$/.exec(publishableKey ?? "")?.[1];
  if (encoded === undefined) return undefined;
  return `https://${Buffer.from(encoded, "base64").toString("utf8").replace(/\$$/, "")}`;
}

/**
 * The policy that a build for a static host carries in its page, since no server of ours sends it; null for a build that
 * `npm start` serves. A page cannot say who may frame it: that is a header of the host (vercel.json).
 * @param {Record<string, string | undefined>} environment `VITE_…` as the build sees it
 */
export function policyInPage(environment) {
  const convexUrl = environment.VITE_CONVEX_URL?.trim();
  if (!convexUrl) return null;
  const siteUrl = environment.VITE_CONVEX_SITE_URL || convexUrl.replace(/\.convex\.cloud\/?$/, ".convex.site");
  const clerkIssuer = clerkAddress(environment.VITE_CLERK_PUBLISHABLE_KEY);
  const policy = pagePolicy({ backendUrls: [convexUrl, siteUrl], supabaseUrl: environment.SUPABASE_URL, clerkIssuer });
  return policy.replace(/; frame-ancestors [^;]*/, "");
}
