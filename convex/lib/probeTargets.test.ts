import { describe, expect, test } from "vitest";
import { letsFrame, probeRefusal } from "./probeTargets";

describe("an address that leads into the backend's own network is not asked", () => {
  test.each([
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost:8080/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1./",
    "http://0/",
    "http://10.0.0.8/",
    "http://172.16.9.9/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://metadata.google.internal/",
    "http://metadata/",
    "http://printer.local/",
    "http://nas.lan/",
    "http://router.home.arpa/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://example.org/",
    "not an address",
  ])("%s", (address) => expect(probeRefusal(address, [])).not.toBeNull());
});

test.each([
  "https://example.org/",
  "http://example.org:8080/a?b",
  "https://172.32.0.1/",
  "https://100.128.0.1/",
  "https://11.0.0.1/",
  "https://[2606:4700::1111]/",
  "https://local.example.org/",
])("a public address is asked: %s", (address) => expect(probeRefusal(address, [])).toBeNull());

test("an origin that an owner allowed is asked, and its neighbour on another port is not", () => {
  const allowed = ["http://192.168.1.20:3000"];
  expect(probeRefusal("http://192.168.1.20:3000/board", allowed)).toBeNull();
  expect(probeRefusal("http://192.168.1.20:3001/board", allowed)).not.toBeNull();
  expect(probeRefusal("https://192.168.1.20:3000/board", allowed)).not.toBeNull();
});

test.each([
  [{}, true],
  [{ "x-frame-options": "DENY" }, false],
  [{ "x-frame-options": "SAMEORIGIN" }, false],
  [{ "content-security-policy": "default-src 'self'; frame-ancestors 'none'" }, false],
  [{ "content-security-policy": "frame-ancestors 'self' https://cad.example" }, true],
  [{ "content-security-policy": "frame-ancestors 'self'" }, false],
  [{ "content-security-policy": "frame-ancestors https:", "x-frame-options": "DENY" }, true],
  [{ "content-security-policy": "default-src 'none'" }, true],
])("headers %j let the page be framed: %s", (headers, expected) =>
  expect(
    letsFrame(new Headers(headers as Record<string, string>), "https://other.example/", "https://cad.example"),
  ).toBe(expected),
);
