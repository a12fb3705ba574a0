// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startFakeGitHub, type FakeGitHub } from "../tests/fakes/github";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

// A version goes to GitHub through the real Octokit over real HTTP.

let github: FakeGitHub;
let backend: Backend;
let generationId: Id<"generations">;
beforeEach(async () => {
  github = await startFakeGitHub();
  backend = await startBackend({ GITHUB_TOKEN: github.token, GITHUB_API_URL: github.url });
  generationId = await backend.ann.mutation(api.generations.create, { prompt: plate });
  await backend.end(generationId);
});
afterEach(async () => {
  await backend.close();
  await github.close();
});

const send = (more: Record<string, string> = {}) =>
  backend.ann.action(api.exports.toGitHub, {
    workspaceId: backend.workspaceId,
    generationId,
    repository: "team/parts",
    ...more,
  });

test("a version becomes one commit with script, facts, checks, files and picture, and a pull request", async () => {
  const { branch, pullRequestUrl } = await send();
  const files = github.filesOn(branch);
  const names = [...files.keys()].map((path) =>
    path
      .split("/")
      .at(-1)!
      .replace(/^.*-v1\./, "part-v1."),
  );
  expect(names).toEqual(
    expect.arrayContaining([
      "README.md",
      "part.py",
      "prompt.txt",
      "facts.json",
      "parameters.json",
      "part-v1.step",
      "part-v1.png",
    ]),
  );
  expect([...files].find(([path]) => path.endsWith("part.py"))?.[1]).toContain("build123d");
  expect([...files].find(([path]) => path.endsWith("prompt.txt"))?.[1]).toBe(`${plate}\n`);
  expect(files.get("README.md")).toBe("# Parts\n"); // what stood there stays
  expect(github.commitsOn(branch)).toHaveLength(2);
  expect(github.pulls[0]).toMatchObject({ base: "main", head: branch, html_url: pullRequestUrl });
});

test("exporting again adds a commit to the same branch and keeps the open pull request", async () => {
  const { branch } = await send();
  await send();
  expect(github.commitsOn(branch)).toHaveLength(3);
  expect(github.pulls).toHaveLength(1);
});

test("a workspace goes out as the newest good version of each thread", async () => {
  const second = await backend.ann.mutation(api.generations.create, { prompt: "20 mm cube" });
  await backend.end(second);
  const { branch } = await backend.ann.action(api.exports.toGitHub, {
    workspaceId: backend.workspaceId,
    repository: "team/parts",
  });
  const folders = new Set([...github.filesOn(branch).keys()].map((path) => path.split("/")[0]));
  expect(folders.size).toBe(3); // two parts and the README that was there
});

test.each([
  ["a token that GitHub refuses", /GET \/repos/, 401, {}, "invalid", "token"],
  ["a token without the right", /POST .*blobs/, 403, {}, "invalid", "may not write"],
  [
    "the rate limit",
    /POST .*trees/,
    403,
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1893456000" },
    "rate_limited",
    "until 00:00 UTC",
  ],
  ["a branch that moved", /POST .*refs/, 422, {}, "conflict", "moved"],
  ["an empty repository", /GET .*heads\/main/, 409, {}, "conflict", "no commit yet"],
  ["a server that fails", /POST .*commits/, 500, {}, "internal", "500"],
])("%s is said as it is, and the branch stays as it was", async (_name, match, status, headers, code, words) => {
  github.failNext(match, status, headers as Record<string, string>);
  const failure = send();
  await expect(failure).rejects.toThrow(words);
  expect(await refusal(failure)).toBe(code);
  expect(github.pulls).toEqual([]);
});

test("an unknown repository, a bad name and a bad branch are refused", async () => {
  expect(await refusal(send({ repository: "team/other" }))).toBe("invalid");
  expect(await refusal(send({ repository: "not a name" }))).toBe("invalid");
  expect(await refusal(send({ branch: "a..b" }))).toBe("invalid");
});

test("without a token it says what to set, and calls nobody", async () => {
  vi.stubEnv("GITHUB_TOKEN", "");
  await expect(send()).rejects.toThrow("GITHUB_TOKEN");
  expect(await backend.ann.query(api.exports.github, { workspaceId: backend.workspaceId })).toEqual({
    isConfigured: false,
  });
});

test("the export is on record with who made it and where it went", async () => {
  const { pullRequestUrl } = await send();
  const events = await backend.t.run((ctx) => ctx.db.query("events").collect());
  expect(events.find(({ verb }) => verb === "version.exported")).toMatchObject({
    actorName: "Ann",
    after: { repository: "team/parts", pullRequestUrl },
  });
});
