// Who this browser is, and the connection to the backend.
import { ConvexReactClient } from "convex/react";
import { accountToken, hasAccountSession } from "./accountSession";
import { backend } from "./backendAddress";

const GUEST_KEY = "naturalcad.guest";

export type Guest = { guestId: string; name: string };

const FIRST = [
  "Amber",
  "Brass",
  "Cedar",
  "Cobalt",
  "Copper",
  "Flint",
  "Indigo",
  "Jade",
  "Maple",
  "Onyx",
  "Slate",
  "Teal",
];
const SECOND = [
  "Badger",
  "Crane",
  "Falcon",
  "Heron",
  "Ibis",
  "Lynx",
  "Marten",
  "Otter",
  "Raven",
  "Stoat",
  "Tern",
  "Wren",
];

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? "Guest";
}

/** The guest of this browser; made once and kept. */
export function loadGuest(): Guest {
  const stored = localStorage.getItem(GUEST_KEY);
  if (stored !== null) {
    try {
      const parsed: unknown = JSON.parse(stored);
      if (typeof parsed === "object" && parsed !== null && "guestId" in parsed && "name" in parsed)
        return parsed as Guest;
    } catch {
      // A damaged entry is replaced by a new guest below.
    }
  }
  const guest = { guestId: crypto.randomUUID(), name: `${pick(FIRST)} ${pick(SECOND)}` };
  saveGuest(guest);
  return guest;
}

export function saveGuest(guest: Guest): void {
  localStorage.setItem(GUEST_KEY, JSON.stringify(guest));
}

/** The token of the next session carries the new name too, so the one record that `connect` reads is changed. */
export function renameGuest(guest: Guest, name: string): void {
  guest.name = name;
  saveGuest(guest);
}

/**
 * The backend client. A browser with an account gets its tokens from the backend, any other one asks our own origin for
 * a guest's; where people sign in, the backend takes guests no more and the page leads to /signin.
 */
export function connect(guest: Guest): ConvexReactClient {
  const client = connectWithoutTokens();
  client.setAuth(async ({ forceRefreshToken }) =>
    hasAccountSession() ? await accountToken(forceRefreshToken) : await guestToken(guest),
  );
  return client;
}

/** For sign-in by Clerk, which gives the tokens itself. */
export function connectWithoutTokens(): ConvexReactClient {
  return new ConvexReactClient(backend.convex(), { skipConvexDeploymentUrlCheck: true });
}

async function guestToken(guest: Guest): Promise<string | null> {
  const response = await fetch("/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ guestId: guest.guestId, name: guest.name }),
  }).catch(() => undefined); // offline: the client asks again when it reconnects
  if (!response?.ok) return null;
  const { token } = (await response.json()) as { token: string }; // our own server's shape
  return token;
}
