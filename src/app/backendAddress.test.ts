import { expect, test } from "vitest";
import { convexAddress, siteAddress } from "./backendAddress";

test("without settings of the build everything is asked of the page's own origin", () => {
  expect(convexAddress({}, "https://cad.example")).toBe("https://cad.example");
  expect(siteAddress({ VITE_CONVEX_URL: " " }, "https://cad.example")).toBe("https://cad.example");
});

test("a page on a static host asks the deployment that it was built for", () => {
  const cloud = { VITE_CONVEX_URL: "https://calm-otter-1.convex.cloud/" };
  expect(convexAddress(cloud, "https://pages.example")).toBe("https://calm-otter-1.convex.cloud");
  expect(siteAddress(cloud, "https://pages.example")).toBe("https://calm-otter-1.convex.site");
  const own = { VITE_CONVEX_URL: "https://convex.example", VITE_CONVEX_SITE_URL: "https://actions.example/" };
  expect(siteAddress(own, "https://pages.example")).toBe("https://actions.example");
});
