// Where the backend is: the page's own origin, or the deployment that a static build was made for.

type BuildSettings = { VITE_CONVEX_URL?: string | undefined; VITE_CONVEX_SITE_URL?: string | undefined };

/** For queries, mutations and live updates. */
export function convexAddress(build: BuildSettings, ownOrigin: string): string {
  return withoutSlash(build.VITE_CONVEX_URL) ?? ownOrigin;
}

/** For the HTTP API. Convex cloud answers it under a name of its own, which follows from the deployment's. */
export function siteAddress(build: BuildSettings, ownOrigin: string): string {
  const named = withoutSlash(build.VITE_CONVEX_SITE_URL);
  if (named !== null) return named;
  return withoutSlash(build.VITE_CONVEX_URL)?.replace(/\.convex\.cloud$/, ".convex.site") ?? ownOrigin;
}

function withoutSlash(address: string | undefined): string | null {
  const found = address?.trim().replace(/\/+$/, "");
  return found ? found : null;
}

/** What the build was given; Vite types these as anything. */
const build = (): BuildSettings => ({
  VITE_CONVEX_URL: import.meta.env.VITE_CONVEX_URL as string | undefined,
  VITE_CONVEX_SITE_URL: import.meta.env.VITE_CONVEX_SITE_URL as string | undefined,
});

export const backend = {
  convex: () => convexAddress(build(), window.location.origin),
  site: () => siteAddress(build(), window.location.origin),
};
