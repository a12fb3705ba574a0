import { v, type Infer } from "convex/values";
import { refuse } from "./errors";

/** Links to other people's pages: which addresses are taken, and what a frame may be allowed. Pure. */

export const vLinkPermission = v.union(
  v.literal("camera"),
  v.literal("microphone"),
  v.literal("display-capture"),
  v.literal("clipboard-write"),
);
export type LinkPermission = Infer<typeof vLinkPermission>;
export const linkPermissions: readonly LinkPermission[] = [
  "camera",
  "microphone",
  "display-capture",
  "clipboard-write",
];

/** What the backend found behind an address: it answers, it refuses frames, it gives an error, nobody answers, it was not asked. */
export const vLinkStatus = v.object({
  state: v.union(
    v.literal("open"),
    v.literal("unframed"),
    v.literal("error"),
    v.literal("away"),
    v.literal("not_asked"),
  ),
  detail: v.string(),
  at: v.number(),
});
export type LinkStatus = Infer<typeof vLinkStatus>;

const MAX_URL_CHARACTERS = 2_000;

/** The address in one spelling. Throws `invalid`. */
export function checkLinkUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw refuse("invalid", `“${text.trim().slice(0, 60)}” is no address.`, "Write it with https:// at its beginning.");
  }
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isHere)) {
    throw refuse("invalid", `${url.protocol}// addresses are not opened.`, "Use an https:// address.");
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse(
      "invalid",
      "The address holds a name or a password.",
      "Leave them out: everyone here sees the address.",
    );
  }
  if (url.href.length > MAX_URL_CHARACTERS) {
    throw refuse(
      "too_large",
      `The address has ${url.href.length} characters; at most ${MAX_URL_CHARACTERS} are kept.`,
      "Use a shorter one.",
    );
  }
  return url.href;
}

/** What a frame to `url` may do. A page of our own origin gets an opaque one: it must not reach into this page. */
export function frameRights(
  url: string,
  ownOrigin: string,
  permissions: readonly LinkPermission[],
): { sandbox: string; allow: string } {
  const { origin } = new URL(url);
  const sandbox = [
    "allow-scripts",
    "allow-forms",
    "allow-popups",
    ...(origin === ownOrigin ? [] : ["allow-same-origin"]),
  ];
  return { sandbox: sandbox.join(" "), allow: permissions.map((name) => `${name} ${origin}`).join("; ") };
}
