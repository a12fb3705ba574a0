/** From which network address a request comes (SPEC H7): what `ctx.meta.getRequestMetadata()` tells as `ip`. */
import type { IncomingMessage } from "node:http";

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+)$/;

/**
 * The socket's other end; where that is a proxy on this machine, whom it speaks for. Anybody can write the header, so
 * it is believed from this machine alone, and its last entry alone: those before it are what the client said itself.
 */
export function addressOfPeer(request: IncomingMessage): string | null {
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? null;
  if (peer === null || !LOOPBACK.test(peer)) return peer;
  const forwarded = request.headers["x-forwarded-for"];
  const last = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").at(-1)?.trim() ?? "";
  return last === "" ? peer : last;
}
