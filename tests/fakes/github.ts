import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** GitHub's REST API on the wire, as far as one commit and one pull request need it, with real objects behind it. */

type Commit = { sha: string; tree: string; parents: string[]; message: string };
type Pull = { number: number; head: string; base: string; title: string; body: string; html_url: string };

export type FakeGitHub = {
  url: string;
  token: string;
  /** The files on a branch, as text. */
  filesOn(branch: string): Map<string, string>;
  commitsOn(branch: string): string[];
  pulls: readonly Pull[];
  /** The next call whose method and path match answers this instead. */
  failNext(match: RegExp, status: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
};

/** One repository, `team/parts`, whose default branch `main` holds a README. */
export async function startFakeGitHub(): Promise<FakeGitHub> {
  const token = "github_pat_of_this_test";
  const blobs = new Map<string, string>();
  const trees = new Map<string, Map<string, string>>();
  const commits = new Map<string, Commit>();
  const refs = new Map<string, string>();
  const pulls: Pull[] = [];
  const failures: { match: RegExp; status: number; headers: Record<string, string> }[] = [];
  const shaOf = (text: string) => createHash("sha1").update(text).digest("hex");

  const addBlob = (base64: string) => {
    const sha = shaOf(`blob ${base64}`);
    blobs.set(sha, Buffer.from(base64, "base64").toString("utf8"));
    return sha;
  };
  const addTree = (files: Map<string, string>) => {
    const sha = shaOf(`tree ${JSON.stringify([...files])}`);
    trees.set(sha, files);
    return sha;
  };
  const addCommit = (tree: string, parents: string[], message: string) => {
    const sha = shaOf(`commit ${tree} ${parents.join()} ${message} ${commits.size}`);
    commits.set(sha, { sha, tree, parents, message });
    return sha;
  };
  const readme = addBlob(Buffer.from("# Parts\n").toString("base64"));
  refs.set("heads/main", addCommit(addTree(new Map([["README.md", readme]])), [], "First"));

  const answer = (method: string, path: string, body: Record<string, never>): [number, unknown] => {
    const rest = /^\/repos\/team\/parts(.*)$/.exec(path)?.[1];
    if (rest === undefined) return [404, { message: "Not Found" }];
    if (rest === "") return [200, { default_branch: "main", full_name: "team/parts" }];
    const refName = /^\/git\/refs?\/(.+)$/.exec(rest)?.[1];
    if (method === "GET" && refName !== undefined) {
      const sha = refs.get(refName);
      return sha === undefined ? [404, { message: "Not Found" }] : [200, { ref: `refs/${refName}`, object: { sha } }];
    }
    const commitSha = /^\/git\/commits\/(.+)$/.exec(rest)?.[1];
    if (method === "GET" && commitSha !== undefined) {
      const commit = commits.get(commitSha);
      return commit === undefined ? [404, {}] : [200, { sha: commit.sha, tree: { sha: commit.tree } }];
    }
    const input = body as unknown as {
      content: string;
      tree: { path: string; sha: string }[] & string;
      base_tree: string;
      message: string;
      parents: string[];
      ref: string;
      sha: string;
      head: string;
      base: string;
      title: string;
      body: string;
    };
    if (method === "POST" && rest === "/git/blobs") return [201, { sha: addBlob(input.content) }];
    if (method === "POST" && rest === "/git/trees") {
      const files = new Map(trees.get(input.base_tree));
      for (const { path: file, sha } of input.tree as { path: string; sha: string }[]) files.set(file, sha);
      return [201, { sha: addTree(files) }];
    }
    if (method === "POST" && rest === "/git/commits") {
      const sha = addCommit(input.tree, input.parents, input.message);
      return [201, { sha, html_url: `https://github.test/team/parts/commit/${sha}` }];
    }
    if (method === "POST" && rest === "/git/refs") {
      const name = input.ref.replace(/^refs\//, "");
      if (refs.has(name)) return [422, { message: "Reference already exists" }];
      refs.set(name, input.sha);
      return [201, { ref: input.ref }];
    }
    if (method === "PATCH" && refName !== undefined) {
      const isForward = commits.get(input.sha)?.parents.includes(refs.get(refName) ?? "");
      if (!isForward) return [422, { message: "Update is not a fast forward" }];
      refs.set(refName, input.sha);
      return [200, { ref: refName }];
    }
    if (method === "GET" && rest === "/pulls") return [200, pulls];
    if (method === "POST" && rest === "/pulls") {
      const number = pulls.length + 1;
      const pull = { ...input, number, html_url: `https://github.test/team/parts/pull/${number}` };
      pulls.push(pull);
      return [201, pull];
    }
    return [404, { message: "Not Found" }];
  };

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const path = decodeURIComponent(url.pathname);
      const body = await readJson(request);
      const index = failures.findIndex(({ match }) => match.test(`${request.method} ${path}`));
      const [failure] = index === -1 ? [] : failures.splice(index, 1);
      const isKnown = request.headers.authorization === `token ${token}`;
      const [status, value] =
        failure !== undefined
          ? [failure.status, { message: "failed on purpose" }]
          : isKnown
            ? answer(request.method ?? "GET", path, body)
            : [401, { message: "Bad credentials" }];
      response
        .writeHead(status, { "Content-Type": "application/json", ...failure?.headers })
        .end(JSON.stringify(value));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    pulls,
    filesOn: (branch) => {
      const tree = trees.get(commits.get(refs.get(`heads/${branch}`) ?? "")?.tree ?? "") ?? new Map<string, string>();
      return new Map([...tree].map(([path, sha]) => [path, blobs.get(sha) ?? ""]));
    },
    commitsOn: (branch) => {
      const messages: string[] = [];
      for (let sha = refs.get(`heads/${branch}`); sha !== undefined; sha = commits.get(sha)?.parents[0]) {
        messages.push(commits.get(sha)?.message ?? "");
      }
      return messages;
    },
    failNext: (match, status, headers = {}) => failures.push({ match, status, headers }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readJson(request: IncomingMessage): Promise<Record<string, never>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, never>);
}
