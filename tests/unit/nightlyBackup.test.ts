// When a nightly backup is due, what a failed one says, and what owners and health learn of it.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
// @ts-expect-error The scripts are plain JavaScript.
import { isDue, lastBackupAt, makeNightly, reasonIn, startNightly } from "../../scripts/lib/nightly.mjs";
// @ts-expect-error The scripts are plain JavaScript.
import { readSettings } from "../../scripts/lib/settings.mjs";

const folders: string[] = [];
function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "naturalcad-nightly-"));
  folders.push(folder);
  return folder;
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const local = (text: string) => new Date(text).getTime(); // without a zone: local time

it.each([
  ["the night has not come yet", "2026-03-04T02:05", "2026-03-05T01:59", false],
  ["the night has come", "2026-03-04T02:05", "2026-03-05T02:00", true],
  ["it was made this night already", "2026-03-05T02:00:01", "2026-03-05T23:59", false],
  ["the machine slept for three nights", "2026-03-04T02:05", "2026-03-07T09:00", true],
])("is due or not: %s", (_case, last, now, expected) => {
  expect(isDue(local(last), local(now))).toBe(expected);
});

it("counts from when the installation was made until there is a first backup", () => {
  const data = emptyFolder();
  const secrets = path.join(data, "secrets.json");
  writeFileSync(secrets, "{}");
  const made = new Date("2026-03-04T12:00:00Z");
  utimesSync(secrets, made, made);
  expect(lastBackupAt(path.join(data, "backups"), data)).toBe(made.getTime());
  const folder = path.join(data, "backups", "naturalcad-2026-03-05-020000");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "backup.json"), JSON.stringify({ madeAt: "2026-03-05T02:00:00.000Z" }));
  // One that was cut off counts for nothing.
  mkdirSync(path.join(data, "backups", "naturalcad-2026-03-06-020000.part"));
  expect(lastBackupAt(path.join(data, "backups"), data)).toBe(Date.parse("2026-03-05T02:00:00Z"));
});

it("tells why it failed, without the machine's paths", async () => {
  const data = emptyFolder();
  const secrets = path.join(data, "secrets.json");
  writeFileSync(secrets, "{}");
  utimesSync(secrets, 0, 0);
  writeFileSync(path.join(data, "convex.sqlite3"), "");
  writeFileSync(path.join(data, "taken"), "a file");
  const end = await new Promise<() => void>((resolve, reject) => {
    const stop = startNightly(
      { data, to: path.join(data, "taken", "backups"), keep: 2, convexPort: 1 },
      async (result: unknown) => {
        try {
          expect(result).toMatchObject({ ok: false, reason: "The folder of the backups is a file." });
          resolve(stop);
        } catch (error) {
          reject(error as Error);
        }
      },
    );
  });
  end();
});

it("keeps the newest, drops the oldest, and shares unchanged files between them", async () => {
  const data = emptyFolder();
  const to = path.join(data, "backups");
  mkdirSync(path.join(data, "files"));
  writeFileSync(path.join(data, "files", "0a"), "bytes of a part");
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path.join(data, "convex.sqlite3"));
  database.exec("CREATE TABLE rows (id TEXT)");
  database.close();
  const { existsSync, readdirSync, readFileSync, renameSync, statSync } = await import("node:fs");
  const early = path.join(to, "naturalcad-2026-01-01-020000");
  const second = path.join(to, "naturalcad-2026-01-02-020000");
  for (const name of [early, second]) {
    expect(await makeNightly({ data, to, keep: 2, convexPort: 1 })).toMatchObject({ ok: true, files: 2 });
    renameSync(path.join(to, readdirSync(to).sort().at(-1)!), name);
  }
  expect(statSync(path.join(second, "files", "0a")).ino).toBe(statSync(path.join(early, "files", "0a")).ino);
  // A backup that was spoilt on the disk does not spoil the next one.
  writeFileSync(path.join(second, "files", "0a"), "bytes of a pxrt");
  expect(await makeNightly({ data, to, keep: 2, convexPort: 1 })).toMatchObject({ ok: true, files: 2 });
  expect(existsSync(early)).toBe(false);
  const newest = path.join(to, readdirSync(to).sort().at(-1)!);
  expect(readFileSync(path.join(newest, "files", "0a"), "utf8")).toBe("bytes of a part");
});

it("names the disk, the folder, or the sentence of the script", () => {
  expect(reasonIn("✗ Error: ENOSPC: no space left on device, write '/data/x'")).toBe("The disk is full.");
  expect(reasonIn("\n✗ The backend on port 3210 did not make the copy: no\n  hint")).toContain("did not make the copy");
  expect(reasonIn("✗ Error: boom\n at /home/x")).toBe("The lines that npm start printed say why.");
});

it("is on by default beside the data, kept for 7 nights, and can be moved or turned off", () => {
  expect(readSettings(["--data", "/srv/nc"]).backups).toEqual({ to: path.resolve("/srv/nc/backups"), keep: 7 });
  expect(readSettings(["--backups", "/mnt/b", "--keep-backups", "14"]).backups).toEqual({
    to: path.resolve("/mnt/b"),
    keep: 14,
  });
  expect(readSettings(["--backups", "off"]).backups).toBeNull();
  expect(() => readSettings(["--keep-backups", "0"])).toThrow("whole number from 1");
});
