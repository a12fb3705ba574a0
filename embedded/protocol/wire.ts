/** Messages of the sync protocol (`/api/<version>/sync`), as they are on the wire. */
import type { Json, JsonObject } from "./json.ts";

export type StateVersion = { querySet: number; ts: string; identity: number };
export type AddQuery = {
  type: "Add";
  queryId: number;
  udfPath: string;
  args: Json[];
  journal?: string | null;
  componentPath?: string;
};
export type RemoveQuery = { type: "Remove"; queryId: number };
export type ClientMessage =
  | {
      type: "Connect";
      sessionId: string;
      connectionCount: number;
      lastCloseReason: string | null;
      maxObservedTimestamp?: string;
      clientTs?: number;
    }
  | { type: "ModifyQuerySet"; baseVersion: number; newVersion: number; modifications: (AddQuery | RemoveQuery)[] }
  | { type: "Mutation"; requestId: number; udfPath: string; args: Json[]; componentPath?: string }
  | { type: "Action"; requestId: number; udfPath: string; args: Json[]; componentPath?: string }
  | { type: "Authenticate"; tokenType: "Admin"; value: string; baseVersion: number; impersonating?: JsonObject }
  | { type: "Authenticate"; tokenType: "User"; value: string; baseVersion: number }
  | { type: "Authenticate"; tokenType: "None"; baseVersion: number }
  | { type: "Event"; eventType: string; event: Json };

/** Reads a client's message. @throws Error naming what is malformed. */
export function parseClientMessage(text: string): ClientMessage {
  const message = JSON.parse(text) as Record<string, unknown>;
  const must = (isGood: boolean, what: string): void => {
    if (!isGood) throw new Error(`Malformed ${String(message.type)} message: ${what}`);
  };
  switch (message.type) {
    case "Connect":
      must(typeof message.sessionId === "string" && message.sessionId.length <= 64, "sessionId");
      must(
        message.maxObservedTimestamp == null || typeof message.maxObservedTimestamp === "string",
        "maxObservedTimestamp",
      );
      break;
    case "ModifyQuerySet":
      must(Number.isInteger(message.baseVersion) && Number.isInteger(message.newVersion), "versions");
      must(Array.isArray(message.modifications), "modifications");
      for (const change of message.modifications as Record<string, unknown>[]) {
        must(Number.isInteger(change?.queryId), "queryId");
        if (change.type === "Remove") continue;
        must(change.type === "Add", "modification type");
        must(typeof change.udfPath === "string" && Array.isArray(change.args), "Add");
      }
      break;
    case "Mutation":
    case "Action":
      must(Number.isInteger(message.requestId), "requestId");
      must(typeof message.udfPath === "string" && Array.isArray(message.args), "udfPath and args");
      break;
    case "Authenticate":
      must(Number.isInteger(message.baseVersion), "baseVersion");
      must(message.tokenType === "None" || typeof message.value === "string", "value");
      break;
    case "Event":
      break;
    default:
      throw new Error(`Unknown message type ${JSON.stringify(message.type)}`);
  }
  return message as ClientMessage;
}

/** A timestamp as base64 of 8 bytes, little endian. */
export function encodeTs(ts: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(ts);
  return bytes.toString("base64");
}

/** @throws RangeError for anything but 8 bytes. */
export function decodeTs(text: string): bigint {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 8) throw new RangeError(`A timestamp has 8 bytes, got ${bytes.length}`);
  return bytes.readBigUInt64LE(0);
}
