// The session of an account in this browser: a refresh token that is kept, and an access token for a few minutes.
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../convex/_generated/api";
import { plainErrorOf } from "../lib/errors";
import { backend } from "./backendAddress";

const REFRESH_KEY = "naturalcad.session";
const LOCK = "naturalcad.session";

let accessToken: string | null = null;

/** Calls the backend without being signed in: sign-in itself. */
export function openClient(): ConvexHttpClient {
  return new ConvexHttpClient(backend.convex(), { skipConvexDeploymentUrlCheck: true });
}

export function hasAccountSession(): boolean {
  return localStorage.getItem(REFRESH_KEY) !== null;
}

/** Keeps what sign-in gave. Load the page anew afterwards, so that everything runs as this person. */
export function keepAccountSession(session: { accessToken: string; refreshToken: string }): void {
  localStorage.setItem(REFRESH_KEY, session.refreshToken);
  accessToken = session.accessToken;
}

export function forgetAccountSession(): void {
  localStorage.removeItem(REFRESH_KEY);
  accessToken = null;
}

/** Tells the sign-in page what this browser is: it names the session in the list of signed-in browsers. */
export function deviceName(): string {
  const { userAgent } = navigator;
  const browser = /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(userAgent);
  const system = /\(([^;)]+)/.exec(userAgent)?.[1] ?? "unknown system";
  return browser === null ? system : `${browser[1]} ${browser[2]}, ${system}`;
}

/** A token for the connection; null once the session has ended. */
export async function accountToken(mustBeNew: boolean): Promise<string | null> {
  if (!mustBeNew && accessToken !== null) return accessToken;
  // Tabs share the refresh token, and each use replaces it: one tab at a time. Plain http elsewhere has no locks.
  return "locks" in navigator ? await navigator.locks.request(LOCK, refresh) : await refresh();
}

async function refresh(): Promise<string | null> {
  const refreshToken = localStorage.getItem(REFRESH_KEY);
  if (refreshToken === null) return null;
  try {
    const session = await openClient().action(api.accounts.refresh, { refreshToken });
    if (session.refreshToken !== null) localStorage.setItem(REFRESH_KEY, session.refreshToken);
    accessToken = session.accessToken;
    return accessToken;
  } catch (error) {
    // Offline is no reason to sign anybody out.
    if (plainErrorOf(error).code === "unauthenticated") forgetAccountSession();
    return null;
  }
}
