import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Durability } from "../storage/durability.ts";
import { newDataFolder } from "./server.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function open(failed: (error: Error) => void = (error) => expect.fail(error.message)): Durability {
  const folder = newDataFolder();
  folders.push(folder);
  return new Durability(join(folder, "log"), failed);
}

test("[T3] work that waits for the disk goes in the order in which it asked, also what asks meanwhile", async () => {
  const durability = open();
  const order: string[] = [];
  durability.whenStored(() => order.push("nothing to wait for"));
  durability.appended();
  await new Promise<void>((done) => {
    durability.whenStored(() => {
      order.push("first");
      durability.whenStored(() => order.push("asked by the first"));
    });
    durability.whenStored(() => order.push("second"));
    durability.appended();
    durability.whenStored(() => {
      order.push("of the next commit");
      done();
    });
    order.push("nothing before the disk");
  });
  expect(order).toEqual([
    "nothing to wait for",
    "nothing before the disk",
    "first",
    "second",
    "of the next commit",
    // What it tells of may be of the next commit too.
    "asked by the first",
  ]);
  expect(durability.isSettled).toBe(true);
  durability.close();
});

test("[T3] a flush that fails is reported, and nobody is told that the commit is stored", async () => {
  let told = false;
  const failure = await new Promise<Error>((resolve) => {
    const durability = open(resolve);
    durability.close();
    durability.appended();
    durability.whenStored(() => (told = true));
  });
  expect(failure.message).toMatch(/EBADF/);
  expect(told).toBe(false);
});
