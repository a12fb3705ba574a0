/**
 * Which addresses the backend itself may ask, so that a link in a workspace is no way into the network that the backend
 * stands in, and what an answer says about frames. Pure. What a name resolves to is not seen here: a public name that
 * leads to a private address is stopped by the network of the backend, or not at all.
 */

/** Address blocks that lead to no public host (RFC 6890): first address and length of the prefix. */
const PRIVATE_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
const PRIVATE_ENDINGS = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|arpa|test|invalid|onion)$/;

/** Why the address is not asked, in words; null when it may be. An origin that an owner allowed is asked as it is. */
export function probeRefusal(address: string, allowedOrigins: readonly string[]): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return "This is no address.";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return `${url.protocol} addresses are not asked.`;
  if (allowedOrigins.includes(url.origin)) return null;
  const host = url.hostname.toLowerCase().replace(/\.+$/, "");
  if (host.startsWith("[") || host.includes(":")) {
    return isPublicIpv6(host.replace(/^\[|\]$/g, "")) ? null : PRIVATE;
  }
  const number = ipv4Of(host);
  if (number !== null) return isPublicIpv4(number) ? null : PRIVATE;
  if (!host.includes(".") || PRIVATE_ENDINGS.test(host)) return PRIVATE;
  return null;
}

const PRIVATE = "It leads into a private network. An owner can allow this origin.";

/** An IPv4 address in any notation that resolvers take: one to four parts, decimal, octal or hexadecimal; else null. */
function ipv4Of(host: string): number | null {
  const parts = host.split(".");
  if (parts.length > 4) return null;
  const numbers = parts.map((part) =>
    /^0x[\da-f]*$/.test(part)
      ? parseInt(part.slice(2) || "0", 16)
      : /^0[0-7]+$/.test(part)
        ? parseInt(part, 8)
        : /^\d+$/.test(part)
          ? Number(part)
          : NaN,
  );
  if (numbers.some(Number.isNaN)) return null;
  const last = numbers.pop() ?? 0;
  const value = numbers.reduce((sum, part, at) => sum + part * 256 ** (3 - at), last);
  // Beyond 32 bits it is no address; it is no name either, so it is held to be a private one.
  return value < 2 ** 32 ? value : 0;
}

function isPublicIpv4(address: number): boolean {
  return !PRIVATE_IPV4.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor((ipv4Of(first) ?? 0) / size);
  });
}

/** Only global unicast (2000::/3) without the blocks that carry IPv4 or stand in documents. */
function isPublicIpv6(host: string): boolean {
  const [head = "", second = ""] = host.split(":");
  const first = parseInt(head, 16);
  if (host.startsWith(":") || Number.isNaN(first) || first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2002) return false;
  return !(first === 0x2001 && (second === "" || parseInt(second, 16) < 0x200 || parseInt(second, 16) === 0xdb8));
}

/** Whether headers let a page of `ownOrigin` show the answer in a frame. */
export function letsFrame(headers: { get(name: string): string | null }, url: string, ownOrigin: string): boolean {
  const { origin } = new URL(url);
  const [, ancestors] =
    /(?:^|[;,])\s*frame-ancestors([^;,]*)/i.exec(headers.get("content-security-policy") ?? "") ?? [];
  // Where both are there, browsers look at frame-ancestors alone.
  if (ancestors !== undefined) {
    const sources = ancestors.trim().toLowerCase().split(/\s+/);
    const scheme = ownOrigin.slice(0, ownOrigin.indexOf(":") + 1);
    return sources.some(
      (source) =>
        source === "*" || source === scheme || source === ownOrigin || (source === "'self'" && origin === ownOrigin),
    );
  }
  const option = headers.get("x-frame-options")?.trim().toLowerCase() ?? "";
  if (option === "sameorigin") return origin === ownOrigin;
  return option === "";
}
