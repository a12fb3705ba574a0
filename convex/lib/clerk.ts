import { Webhook } from "standardwebhooks";
import { refuse } from "./errors";
import type { Role } from "./validators";

/** What Clerk tells by webhook, read from its signed text. Pure. */

export type ClerkChange =
  | { kind: "organization"; organizationId: string; name: string; at: number }
  | { kind: "organizationGone"; organizationId: string; at: number }
  | { kind: "member"; organizationId: string; name: string; userId: string; userName: string; role: Role; at: number }
  | { kind: "memberGone"; organizationId: string; userId: string; at: number }
  | { kind: "person"; userId: string; userName: string; at: number }
  | { kind: "personGone"; userId: string; at: number };

/** Roles of an organisation by Clerk's keys; a role that we do not know may only look. */
const ROLES: Record<string, Role> = {
  "org:admin": "owner",
  admin: "owner",
  "org:member": "editor",
  basic_member: "editor",
  "org:editor": "editor",
  "org:commenter": "commenter",
  "org:viewer": "viewer",
};

export function roleOf(clerkRole: string): Role {
  return Object.hasOwn(ROLES, clerkRole) ? ROLES[clerkRole]! : "viewer"; // its own key, as just asked
}

/**
 * The payload of a webhook whose signature (Svix headers; https://docs.svix.com/receiving/verifying-payloads/how-manual)
 * and time (5 minutes) are good. Throws `unauthenticated` for any other.
 */
export function verifiedPayload(secret: string, headers: Headers, body: string): unknown {
  const header = (name: string) => headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`) ?? "";
  try {
    return new Webhook(secret).verify(body, {
      "webhook-id": header("id"),
      "webhook-timestamp": header("timestamp"),
      "webhook-signature": header("signature"),
    });
  } catch {
    throw refuse(
      "unauthenticated",
      "This webhook is not signed by the secret that is set here, or is older than 5 minutes.",
      "Copy the signing secret of the endpoint from Clerk into CLERK_WEBHOOK_SECRET.",
    );
  }
}

type Json = Record<string, unknown>;
const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The change that a payload tells of; null for events that say nothing about workspaces. Throws `invalid` without ids. */
export function changeIn(payload: unknown): ClerkChange | null {
  const { type, data: raw, timestamp } = object(payload);
  const data = object(raw);
  const at = typeof timestamp === "number" ? timestamp : typeof data.updated_at === "number" ? data.updated_at : 0;
  const person = object(data.public_user_data);
  const organization = object(data.organization);
  switch (type) {
    case "organization.created":
    case "organization.updated":
      return { kind: "organization", organizationId: id(data.id), name: text(data.name), at };
    case "organization.deleted":
      return { kind: "organizationGone", organizationId: id(data.id), at };
    case "organizationMembership.created":
    case "organizationMembership.updated":
      return {
        kind: "member",
        organizationId: id(organization.id),
        name: text(organization.name),
        userId: id(person.user_id),
        userName: nameOf(person),
        role: roleOf(text(data.role)),
        at,
      };
    case "organizationMembership.deleted":
      return { kind: "memberGone", organizationId: id(organization.id), userId: id(person.user_id), at };
    case "user.created":
    case "user.updated":
      return { kind: "person", userId: id(data.id), userName: nameOf(data), at };
    case "user.deleted":
      return { kind: "personGone", userId: id(data.id), at };
    default:
      return null;
  }
}

function id(value: unknown): string {
  const found = text(value);
  if (found === "" || found.includes("|"))
    throw refuse("invalid", "This event names no organisation or person.", "Send it again from Clerk's dashboard.");
  return found;
}

function nameOf(person: Json): string {
  return [text(person.first_name), text(person.last_name)].join(" ").trim();
}
