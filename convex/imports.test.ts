// @vitest-environment edge-runtime
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import { checkInputFile, freeInputName, inputName } from "./lib/inputFiles";

const STEP = "ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n";

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

const keep = (content: BlobPart) => backend.t.run((ctx) => ctx.storage.store(new Blob([content])));
const add = async (fileName: string, content: BlobPart) =>
  await backend.ann.action(api.imports.add, {
    workspaceId: backend.workspaceId,
    fileName,
    storageId: await keep(content),
  });

test("a STEP file becomes a thread with one measured version, and no provider is asked", async () => {
  const id = await add("Hinge plate.step", STEP);
  const made = await backend.end(id);
  expect(made).toMatchObject({ status: "succeeded", origin: "import", number: 1 });
  expect(await backend.t.run((ctx) => ctx.db.query("attempts").collect())).toEqual([]);
  expect(made.facts).toMatchObject({ solids: 1 });
  expect(made.artifacts.map(({ format }) => format)).toEqual(expect.arrayContaining(["glb", "stl", "step"]));
  const [call] = backend.worker.calls;
  expect(call?.code).toContain('inputs["Hinge_plate"]');
  expect(call?.inputs).toEqual([{ name: "Hinge_plate", format: "step", base64: btoa(STEP) }]);
});

test("a follow-up, an edit and a draft of its slider find the same file", async () => {
  const id = await add("hinge.stp", STEP);
  const { parameters } = await backend.end(id);
  const edited = await backend.ann.mutation(api.generations.runCode, {
    generationId: id,
    text: 'from build123d import *\nresult = inputs["hinge"] + Box(1, 1, 1)\n',
  });
  await backend.end(edited);
  const values = { [parameters[0]!.name]: parameters[0]!.default };
  await backend.ann.action(api.versions.draft, { workspaceId: backend.workspaceId, generationId: id, values }).catch(
    () => undefined, // what the fake answers to a draft is not the question here
  );
  expect(backend.worker.calls.map(({ inputs }) => inputs?.[0]?.name)).toEqual(["hinge", "hinge", "hinge"]);
});

describe("a file brought to a thread that is there", () => {
  const addTo = async (threadId: string, fileName: string, caller = backend.ann) =>
    await caller.action(api.imports.add, {
      ...{ workspaceId: backend.workspaceId, fileName, threadId },
      storageId: await keep(STEP),
    });

  test("is its next version, and every later script finds both files under names of their own", async () => {
    const first = await backend.end(await add("hinge.step", STEP));
    const second = await backend.end(await addTo(first.threadId, "hinge.stp"));
    expect(second).toMatchObject({ threadId: first.threadId, number: 2, status: "succeeded", parentId: first._id });
    const call = backend.worker.calls.at(-1);
    expect(call?.inputs?.map(({ name }) => name)).toEqual(["hinge", "hinge_2"]);
    expect(call?.code).toContain('result = inputs["hinge_2"]');
    expect(call?.code).toContain('# Files that came before it: inputs["hinge"]');
  });

  test("is refused for a thread of another workspace, of an app, and one that is full", async () => {
    const elsewhere = await backend.t.run(async (ctx) => {
      const workspace = (await ctx.db.query("workspaces").first())!;
      const author = (await ctx.db.query("users").first())!;
      const { _id, _creationTime, ...fields } = workspace;
      const workspaceId = await ctx.db.insert("workspaces", { ...fields, slug: "elsewhere" });
      const thread = (title: string, kind: "cad" | "app", where: typeof workspaceId) => ({
        ...{ workspaceId: where, kind, title, authorId: author._id, authorName: author.name },
        ...{ generationCount: 0, headNumber: 0, headStatus: "queued" as const, lastActivityAt: 0 },
      });
      return {
        foreign: await ctx.db.insert("threads", thread("Foreign", "cad", workspaceId)),
        app: await ctx.db.insert("threads", thread("Stock list", "app", workspace._id)),
      };
    });
    expect(await refusal(addTo(elsewhere.foreign, "a.step"))).toBe("not_found");
    expect(await refusal(addTo(elsewhere.app, "a.step"))).toBe("conflict");
    const { threadId } = await backend.end(await add("hinge.step", STEP));
    await backend.t.run(async (ctx) => {
      const { _id, _creationTime, ...row } = (await ctx.db.query("inputFiles").first())!;
      for (let count = 2; count <= 16; count++) await ctx.db.insert("inputFiles", { ...row, name: `part_${count}` });
    });
    expect(await refusal(addTo(threadId, "seventeenth.step"))).toBe("conflict");
    expect((await backend.t.run((ctx) => ctx.db.query("generations").collect())).length).toBe(1);
  });
});

test("the bundle of a version holds the files that its script reads, and what runs it with them", async () => {
  const first = await backend.end(await add("hinge.step", STEP));
  const other = { workspaceId: backend.workspaceId, fileName: "bolt.step", threadId: first.threadId };
  await backend.end(await backend.ann.action(api.imports.add, { ...other, storageId: await keep(STEP) }));
  const { files, texts } = await backend.ann.mutation(api.exports.bundle, { generationId: first._id });
  expect(files.map(({ name }) => name).filter((name) => name.startsWith("inputs/"))).toEqual(["inputs/hinge.step"]);
  const { url } = files.find(({ name }) => name === "inputs/hinge.step")!;
  expect(await (await backend.t.fetch(url)).text()).toBe(STEP);
  expect(texts["run.py"]).toContain('"hinge": import_step("inputs/hinge.step")');
  expect(texts["README.md"]).toContain("python run.py");
});

test("scripts of other threads are sent no file", async () => {
  await backend.end(await add("hinge.step", STEP));
  const other = await backend.ann.mutation(api.generations.create, {
    workspaceId: backend.workspaceId,
    prompt: "20 mm cube",
  });
  await backend.end(other);
  expect(backend.worker.calls.at(-1)).not.toHaveProperty("inputs");
});

test("the activity says who imported what", async () => {
  await backend.end(await add("hinge.step", STEP));
  const events = await backend.t.run((ctx) => ctx.db.query("events").collect());
  expect(events.filter(({ verb }) => verb === "file.imported")).toMatchObject([{ object: { label: "hinge.step" } }]);
});

describe("what is refused", () => {
  test.each([
    ["a file of another kind", "drawing.pdf", "%PDF-", "invalid"],
    ["a STEP file that is none", "part.step", "hello", "unprocessable"],
    ["an empty STL file", "part.stl", "", "unprocessable"],
    ["an STL file that was cut off", "part.stl", cutStl(), "unprocessable"],
  ])("%s, and nothing is written", async (_what, fileName, content, code) => {
    expect(await refusal(add(fileName, content))).toBe(code);
    const threads = await backend.t.run((ctx) => ctx.db.query("threads").collect());
    expect(threads).toEqual([]);
  });

  test("a file over 16 MiB, by its size alone", async () => {
    const large = new Blob([new Uint8Array(16 * 1024 * 1024 + 1)]);
    expect(await refusal(checkInputFile("part.step", large))).toBe("too_large");
  });

  test("an upload that is not there", async () => {
    const call = backend.ann.action(api.imports.add, {
      workspaceId: backend.workspaceId,
      fileName: "a.step",
      storageId: "nothing",
    });
    expect(await refusal(call)).toBe("not_found");
  });
});

test("both kinds of STL are taken", async () => {
  const words = new Blob(["solid a\n facet normal 0 0 1\n"]);
  const whole = new Uint8Array(84 + 50);
  whole[80] = 1;
  expect(await checkInputFile("a.STL", words)).toEqual({ name: "a", format: "stl" });
  expect(await checkInputFile("a.stl", new Blob([whole]))).toEqual({ name: "a", format: "stl" });
});

test.each([
  ['a"]\nimport os #.step', "a_import_os"],
  ["零件.step", "part"],
])("the name of %j cannot leave its quotes in a script", (fileName, name) => {
  expect(inputName(fileName)).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
  expect(inputName(fileName)).toBe(name);
});

test("a taken name is counted on within its length", () => {
  const long = "x".repeat(40);
  expect(freeInputName("a", ["a", "a_2"])).toBe("a_3");
  expect(freeInputName(long, [long])).toBe(`${"x".repeat(38)}_2`);
});

function cutStl(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(90);
  bytes[80] = 2;
  return bytes;
}

test("what was made of a file is no upload, and neither is the file itself a second time", async () => {
  const storageId = await keep(STEP);
  const again = (id: string) =>
    backend.ann.action(api.imports.add, { workspaceId: backend.workspaceId, fileName: "again.step", storageId: id });
  const made = await backend.end(await again(storageId));
  expect(await refusal(again(storageId))).toBe("not_found");
  expect(made.status).toBe("succeeded");
  const artifact = await backend.t.run(async (ctx) =>
    (await ctx.db.query("artifacts").collect()).find((each) => each.storageId !== undefined),
  );
  expect(await refusal(again(artifact!.storageId!))).toBe("not_found");
});
