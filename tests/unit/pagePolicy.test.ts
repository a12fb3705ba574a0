import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript of the scripts
import { pagePolicy as untyped, policyInPage as untypedInPage } from "../../scripts/web/pagePolicy.mjs";

const pagePolicy = untyped as (elsewhere?: { supabaseUrl?: string; clerkIssuer?: string }) => string;
const policyInPage = untypedInPage as (environment: Record<string, string | undefined>) => string | null;
const root = path.resolve(import.meta.dirname, "../..");

/** The sources of one directive. */
function sources(policy: string, name: string): string[] {
  return policy.split("; ").flatMap((line) => (line.startsWith(`${name} `) ? line.split(" ").slice(1) : []));
}

test("a page of its own loads from its own origin alone, and no inline script", () => {
  const policy = pagePolicy();
  expect(sources(policy, "script-src")).toEqual(["'self'"]);
  expect(policy).not.toMatch(/https:\/\/[a-z]/);
  expect(pagePolicy({ supabaseUrl: "not an address", clerkIssuer: "" })).toBe(policy);
});

test("files in Supabase may be shown and fetched from there, and never run", () => {
  const policy = pagePolicy({ supabaseUrl: "https://abc.supabase.co/storage/v1?x=1; script-src *" });
  expect(sources(policy, "img-src")).toContain("https://abc.supabase.co");
  expect(sources(policy, "connect-src")).toContain("https://abc.supabase.co");
  expect(sources(policy, "script-src")).toEqual(["'self'"]);
});

test("Clerk's sign-in may load its script from its own address", () => {
  const policy = pagePolicy({ clerkIssuer: "https://calm-otter-1.clerk.accounts.dev" });
  expect(sources(policy, "script-src")).toContain("https://calm-otter-1.clerk.accounts.dev");
  expect(sources(policy, "connect-src")).toContain("https://calm-otter-1.clerk.accounts.dev");
  expect(sources(policy, "script-src")).not.toContain("'unsafe-inline'");
});

test("a build for a static host may call the backend it was built for, and nothing else of the web", () => {
  const policy = policyInPage({ VITE_CONVEX_URL: "https://calm-otter-1.convex.cloud" })!;
  expect(sources(policy, "connect-src")).toContain("https://calm-otter-1.convex.cloud");
  expect(sources(policy, "connect-src")).toContain("https://calm-otter-1.convex.site");
  expect(sources(policy, "img-src")).toContain("https://calm-otter-1.convex.site");
  expect(sources(policy, "script-src")).toEqual(["'self'"]);
  expect(policy).not.toContain("frame-ancestors"); // ignored in a page, and browsers complain
  const own = { VITE_CONVEX_URL: "https://convex.example", VITE_CONVEX_SITE_URL: "https://actions.example/" };
  expect(sources(policyInPage(own)!, "connect-src")).toEqual(
    expect.arrayContaining(["https://convex.example", "https://actions.example"]),
  );
  const key = `pk_live_${Buffer.from("clerk.northgate.example$").toString("base64")}`;
  const clerk = policyInPage({ ...own, VITE_CLERK_PUBLISHABLE_KEY: key })!;
  expect(sources(clerk, "script-src")).toContain("https://clerk.northgate.example");
});

test("a build that npm start serves carries no policy of its own: the server sends it", () => {
  expect(policyInPage({})).toBeNull();
  expect(policyInPage({ VITE_CONVEX_URL: " " })).toBeNull();
});

test("the headers of the static host are those of our own server, where a page cannot say them itself", () => {
  type Rule = { source: string; headers: { key: string; value: string }[] };
  const { headers } = JSON.parse(readFileSync(path.join(root, "vercel.json"), "utf8")) as { headers: Rule[] };
  const sent = (address: string) =>
    new Map(
      headers
        .filter(({ source }) => new RegExp(`^${source}$`).test(address))
        .flatMap((rule) => rule.headers.map(({ key, value }) => [key, value] as const)),
    );
  const server = readFileSync(path.join(root, "scripts/web/server.mjs"), "utf8");
  const block = /const SECURITY_HEADERS = \{([^}]*)\}/.exec(server)![1]!;
  const ours = [...block.matchAll(/"([^"]+)": "([^"]+)"/g)].map(([, key, value]) => [key!, value!] as const);
  expect(ours.length).toBeGreaterThan(3);
  for (const address of ["/", "/g/abc", "/assets/index.js", "/preview/frame.html"]) {
    for (const [key, value] of ours) expect(sent(address).get(key), `${key} of ${address}`).toBe(value);
  }
  expect(sent("/g/abc").get("Content-Security-Policy")).toBe(
    `frame-ancestors ${sources(pagePolicy(), "frame-ancestors").join(" ")}`,
  );
  const frame = sent("/preview/frame.html").get("Content-Security-Policy")!;
  expect(frame.split("; ")).toEqual(
    expect.arrayContaining([
      "sandbox allow-scripts",
      "connect-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ]),
  );
  // The frame's origin is opaque, so its modules are asked for across origins.
  expect(sent("/preview/frame.html").get("Access-Control-Allow-Origin")).toBe("*");
});
