import { strFromU8, unzipSync } from "fflate";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleZip } from "./bundleZip";

let server: Server;
let origin: string;
beforeEach(async () => {
  server = createServer((request, response) => {
    response.writeHead(request.url === "/gone" ? 404 : 200).end(`bytes of ${request.url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => void server.close());

const content = (path: string) => ({
  folder: "plate",
  texts: { "README.md": "# Plate\n", "part.py": "result = Box(1, 2, 3)\n" },
  files: [{ name: "plate-v1.step", url: `${origin}${path}` }],
});

test("texts and files lie in one folder, and the same version gives the same bytes", async () => {
  const bytes = await bundleZip(content("/step"));
  const entries = unzipSync(bytes);
  expect(Object.keys(entries)).toEqual(["plate/README.md", "plate/part.py", "plate/plate-v1.step"]);
  expect(strFromU8(entries["plate/plate-v1.step"]!)).toBe("bytes of /step");
  expect(await bundleZip(content("/step"))).toEqual(bytes);
});

test("a file that does not come leaves no bundle that lacks it", async () => {
  await expect(bundleZip(content("/gone"))).rejects.toThrow("plate-v1.step did not come: the store answered 404.");
});
