/** Network addresses as limits count them. Pure. */

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+)$/;
/** Of an IPv6 address: a household has 2^64 addresses below these, and would count as that many. */
const IPV6_GROUPS = 4;

/** What one party shares: an IPv4 address, or the /64 of an IPv6 one. Null for none and for this machine. */
export function networkOf(ip: string | null): string | null {
  const address = ip?.trim().replace(/^::ffff:/i, "") ?? "";
  if (address === "" || LOOPBACK.test(address)) return null;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, IPV6_GROUPS);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
