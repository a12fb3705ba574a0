import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript of the scripts
import { pagePolicy as untyped } from "../../scripts/web/pagePolicy.mjs";

const pagePolicy = untyped as (elsewhere?: { supabaseUrl?: string; clerkIssuer?: string }) => string;

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
