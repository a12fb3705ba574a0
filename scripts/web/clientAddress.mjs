// Whom a request at the web origin comes from. Behind a proxy that is what the proxy says, and nobody else is believed.

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+)$/;

const plain = (address) => (address ?? "").trim().replace(/^::ffff:/, "");

/**
 * @param {{ socket: { remoteAddress?: string }, headers: Record<string, string | string[] | undefined> }} request
 * @param {ReadonlySet<string>} proxies addresses besides loopback whose `X-Forwarded-For` is believed
 * @returns {string} the nearest address that is no proxy of ours
 */
export function clientAddress(request, proxies) {
  const isProxy = (address) => LOOPBACK.test(address) || proxies.has(address);
  const said = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map(plain)
    .filter((address) => address !== "");
  let address = plain(request.socket.remoteAddress);
  while (isProxy(address) && said.length > 0) address = said.pop();
  return address;
}

/** The addresses of `NATURALCAD_TRUSTED_PROXIES`, separated by commas. */
export function proxiesFrom(text) {
  return new Set((text ?? "").split(",").map(plain).filter(Boolean));
}
