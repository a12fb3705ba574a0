import { Octokit } from "@octokit/rest";
import { refuse, type ErrorData } from "../lib/errors";
import type { ConvexError } from "convex/values";

/** Client of GitHub: one commit on a branch of its own, and a pull request. Holds no state. */

export type GitHubTarget = {
  token: string;
  /** The API's address; GitHub's own unless the installation names another. */
  apiUrl: string | null;
  owner: string;
  repository: string;
  branch: string;
};

export type GitHubCommit = {
  /** What the commit adds or replaces, by path. Text, or bytes. */
  files: ReadonlyMap<string, string | Uint8Array>;
  message: string;
  pullRequest: { title: string; body: string };
};

export type GitHubExport = { branch: string; commitUrl: string; pullRequestUrl: string };

const ANSWER_WITHIN_MS = 20_000;

/**
 * Commits the files on `branch` (made from the default branch where it is missing) and opens a pull request, or finds
 * the one that is open. All files arrive in one commit: a failure on the way leaves the branch as it was.
 * @throws ConvexError `invalid` (token, repository), `conflict` (the branch moved, no base),
 * `rate_limited`, `internal` (GitHub does not answer)
 */
export async function commitToGitHub(target: GitHubTarget, commit: GitHubCommit): Promise<GitHubExport> {
  const { owner, repository: repo, branch } = target;
  const github = new Octokit({
    auth: target.token,
    ...(target.apiUrl === null ? {} : { baseUrl: target.apiUrl.replace(/\/+$/, "") }),
    request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS * Math.max(1, commit.files.size / 4)) },
    // Its own log would print addresses; what went wrong is told to the person who asked.
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  try {
    const { data: known } = await github.repos.get({ owner, repo });
    const base = await github.git.getRef({ owner, repo, ref: `heads/${known.default_branch}` });
    const standing = await github.git.getRef({ owner, repo, ref: `heads/${branch}` }).catch(ifMissing);
    const parent = standing?.data.object.sha ?? base.data.object.sha;
    const parentCommit = await github.git.getCommit({ owner, repo, commit_sha: parent });

    const tree = [];
    for (const [path, content] of commit.files) {
      const { data: blob } = await github.git.createBlob({
        owner,
        repo,
        content: toBase64(content),
        encoding: "base64",
      });
      tree.push({ path, mode: "100644" as const, type: "blob" as const, sha: blob.sha });
    }
    const { data: newTree } = await github.git.createTree({ owner, repo, tree, base_tree: parentCommit.data.tree.sha });
    const { data: made } = await github.git.createCommit({
      owner,
      repo,
      message: commit.message,
      tree: newTree.sha,
      parents: [parent],
    });
    if (standing === null) await github.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: made.sha });
    else await github.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha: made.sha, force: false });

    const open = await github.pulls.list({ owner, repo, head: `${owner}:${branch}`, state: "open" });
    const pull =
      open.data[0] ??
      (await github.pulls.create({ owner, repo, head: branch, base: known.default_branch, ...commit.pullRequest }))
        .data;
    return { branch, commitUrl: made.html_url, pullRequestUrl: pull.html_url };
  } catch (error) {
    throw explained(error, target);
  }
}

function ifMissing(error: unknown): null {
  if (statusOf(error) === 404) return null;
  throw error;
}

const statusOf = (error: unknown): number | null =>
  typeof error === "object" && error !== null && "status" in error && typeof error.status === "number"
    ? error.status
    : null;

function explained(error: unknown, { owner, repository, branch }: GitHubTarget): ConvexError<ErrorData> {
  const name = `${owner}/${repository}`;
  const status = statusOf(error);
  const headers = (error as { response?: { headers?: Record<string, string> } }).response?.headers ?? {};
  const isLimited =
    status === 429 || (status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"]));
  if (isLimited) {
    const resetsAt = Number(headers["x-ratelimit-reset"]) * 1000;
    const when =
      Number.isFinite(resetsAt) && resetsAt > 0 ? ` until ${new Date(resetsAt).toISOString().slice(11, 16)} UTC` : "";
    return refuse(
      "rate_limited",
      `GitHub takes no more calls with this token${when}.`,
      "Try again then. Nothing was changed.",
    );
  }
  switch (status) {
    case 401:
      return refuse(
        "invalid",
        "GitHub refused the token.",
        "Set GITHUB_TOKEN to a fine-grained token that has not expired.",
      );
    case 403:
      return refuse(
        "invalid",
        `The token may not write to ${name}.`,
        "Give it “Contents” and “Pull requests” with read and write for this repository.",
      );
    case 404:
      return refuse(
        "invalid",
        `GitHub shows no repository ${name} to this token.`,
        "Check the name, and that the token was made for this repository.",
      );
    case 409:
      return refuse(
        "conflict",
        `${name} has no commit yet.`,
        "Make a first commit there, for example a README, then export again.",
      );
    case 422:
      return refuse(
        "conflict",
        `The branch ${branch} of ${name} moved while this was written, or its name is not allowed.`,
        "Export again, or choose another branch. Nothing was overwritten.",
      );
    default:
      return refuse(
        "internal",
        status === null ? "GitHub does not answer." : `GitHub answered ${status}.`,
        "Try again; the ZIP always works. Nothing was changed.",
      );
  }
}

function toBase64(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  let binary = "";
  // In slices: a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}
