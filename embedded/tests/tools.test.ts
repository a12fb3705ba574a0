// Convex's own command line against this backend.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync, strFromU8 } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import schema from "./fixtures/basic/convex/schema.ts";
import type { RunningServer } from "./server.ts";
import { ADMIN_KEY, api, startServer } from "./server.ts";

const CLI = fileURLToPath(new URL("../../node_modules/convex/bin/main.js", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "embedded-tools-"));

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function convex(
  args: string[],
  to: RunningServer = server,
  key = ADMIN_KEY,
): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: ROOT,
    env: { ...process.env, CONVEX_SELF_HOSTED_URL: to.url, CONVEX_SELF_HOSTED_ADMIN_KEY: key },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}

async function upload(to: RunningServer, text: string): Promise<string> {
  const url = (await to.http.mutation(api.files!.uploadUrl!, {})) as string;
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "text/plain" }, body: text });
  return ((await response.json()) as { storageId: string }).storageId;
}

test("run calls a function, an internal one too, and names an unknown one", async () => {
  const { output } = await convex(["run", "notes:add", JSON.stringify({ channel: "tools", body: "from the shell" })]);
  expect(output).toMatch(/"[0-9a-z]{32}"/);
  expect((await convex(["run", "notes:countIn", JSON.stringify({ channel: "tools" })])).status).toBe(0);
  const unknown = await convex(["run", "notes:nothing"]);
  expect(unknown.status).not.toBe(0);
  expect(unknown.output).toContain("notes:add");
});

test("data lists tables, and documents with the newest first", async () => {
  expect((await convex(["data"])).output.trim().split("\n")).toEqual(Object.keys(schema.tables).sort());
  const { output } = await convex(["data", "notes", "--limit", "5"]);
  expect(output).toContain("from the shell");
});

test("env sets, lists, gives and takes away a variable; functions see it at once", async () => {
  expect((await convex(["env", "set", "COLOUR", "green"])).status).toBe(0);
  expect((await convex(["env", "list"])).output).toContain("COLOUR=green");
  expect((await convex(["env", "get", "COLOUR"])).output.trim()).toBe("green");
  expect((await convex(["env", "set", "CONVEX_SITE_URL", "x"])).output).toContain("built in");
  expect((await convex(["env", "remove", "COLOUR"])).status).toBe(0);
  expect((await convex(["env", "list"])).output).not.toContain("COLOUR");
});

test("a snapshot has Convex's layout and comes back elsewhere with every id and file", async () => {
  const id = (await server.http.mutation(api.notes!.add!, { channel: "snapshot", body: "kept" })) as string;
  const fileId = await upload(server, "bytes of a file");
  const zip = join(folder, "snapshot.zip");
  const exported = await convex(["export", "--include-file-storage", "--path", zip]);
  expect(exported.status, exported.output).toBe(0);

  const entries = unzipSync(readFileSync(zip));
  const lines = (name: string) =>
    strFromU8(entries[name]!)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(Object.keys(entries)).toEqual(
    expect.arrayContaining([
      "README.md",
      "_tables/documents.jsonl",
      "notes/documents.jsonl",
      "_storage/documents.jsonl",
      `_storage/${fileId}.txt`,
    ]),
  );
  expect(lines("notes/documents.jsonl").map((row) => row._id)).toContain(id);
  expect(lines("_tables/documents.jsonl").find(({ name }) => name === "notes")).toMatchObject({
    id: expect.any(Number),
  });
  expect(strFromU8(entries[`_storage/${fileId}.txt`]!)).toBe("bytes of a file");

  // Elsewhere the same names have other numbers: another fixture's tables came first.
  const other = await startServer();
  try {
    const imported = await convex(["import", "--replace-all", "--yes", zip], other);
    expect(imported.status, imported.output).toBe(0);
    expect(await other.http.query(api.notes!.get!, { id })).toMatchObject({ body: "kept" });
    const url = (await other.http.query(api.files!.url!, { id: fileId })) as string;
    expect(await (await fetch(url)).text()).toBe("bytes of a file");
  } finally {
    await other.stop();
  }
});

test("an import that does not fit the schema is refused and changes nothing", async () => {
  const before = await server.http.query(api.notes!.list!, { channel: "snapshot" });
  const file = join(folder, "notes.jsonl");
  writeFileSync(file, '{"channel":"snapshot","body":"good"}\n{"channel":"snapshot","body":5}\n');
  const wrong = await convex(["import", "--append", "--yes", "--table", "notes", file]);
  expect(wrong.status).not.toBe(0);
  expect(wrong.output).toContain("does not match the schema");
  expect(await server.http.query(api.notes!.list!, { channel: "snapshot" })).toEqual(before);

  writeFileSync(file, '{"channel":"snapshot","body":"good"}\nnot json\n');
  expect((await convex(["import", "--append", "--yes", "--table", "notes", file])).output).toContain("Line 2");
  writeFileSync(file, "no zip at all");
  expect((await convex(["import", "--replace-all", "--yes", "--format", "zip", file])).output).toContain("not a ZIP");
});

test("nobody gets in without the admin key", async () => {
  const paths = ["export/request/zip", "import/start_upload", "update_environment_variables", "perform_import"];
  for (const path of paths) {
    for (const authorization of [undefined, "Convex embedded|wrong"]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
      const response = await fetch(`${server.url}/api/${path}`, { method: "POST", headers, body: "{}" });
      expect(response.status, path).toBe(403);
    }
  }
  const response = await fetch(`${server.url}/api/query`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: "_system/cli/tables", args: {}, format: "json" }),
  });
  expect(((await response.json()) as { errorMessage: string }).errorMessage).toContain(
    "Could not find public function",
  );
});
