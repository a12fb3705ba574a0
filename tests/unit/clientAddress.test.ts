// Whose address a request counts for: at the web origin, and as limits see it.
import { expect, test } from "vitest";
import { networkOf } from "../../convex/lib/networks";
// @ts-expect-error The start scripts are plain JavaScript: they run before anything is installed.
import { clientAddress, proxiesFrom } from "../../scripts/web/clientAddress.mjs";

test.each([
  ["a stranger", "198.51.100.4", undefined, "198.51.100.4"],
  ["a stranger who claims to be another", "198.51.100.4", "203.0.113.7", "198.51.100.4"],
  ["a proxy on this machine", "127.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["a proxy on this machine, IPv4 as IPv6", "::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["somebody behind it who claims to be another", "::1", "192.0.2.1, 203.0.113.7", "203.0.113.7"],
  ["a named proxy", "10.0.0.2", "203.0.113.7", "203.0.113.7"],
  ["two named proxies in a row", "10.0.0.2", "192.0.2.1, 203.0.113.7, 10.0.0.3", "203.0.113.7"],
  ["this machine itself", "127.0.0.1", undefined, "127.0.0.1"],
])("the web origin takes %s for who it is", (_case, remoteAddress, forwarded, expected) => {
  const request = { socket: { remoteAddress }, headers: { "x-forwarded-for": forwarded } };
  expect(clientAddress(request, proxiesFrom("10.0.0.2, 10.0.0.3"))).toBe(expected);
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:0db8::9", "2001:db8:0:0::/64"],
  ["127.0.0.1", null],
  ["::1", null],
  [null, null],
])("limits count %s as %s", (ip, expected) => {
  expect(networkOf(ip)).toBe(expected);
});
