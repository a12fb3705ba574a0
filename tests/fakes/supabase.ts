import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";

/** Supabase Storage on the wire: one private bucket, service role key, signed uploads and downloads that expire. */

export type FakeSupabase = {
  url: string;
  serviceRoleKey: string;
  files: ReadonlyMap<string, { bytes: Buffer; contentType: string }>;
  /** The next request that matches `METHOD path` fails with this status. */
  failNext(match: RegExp, status: number): void;
  /** The next read of a file gives other bytes than those that were stored. */
  damageNextRead(): void;
  close(): Promise<void>;
};

export async function startFakeSupabase(bucket = "naturalcad"): Promise<FakeSupabase> {
  const serviceRoleKey = "service-role-of-this-test";
  const files = new Map<string, { bytes: Buffer; contentType: string }>();
  const tokens = new Map<string, { path: string; use: "upload" | "download"; goodUntilMs: number }>();
  const failures: { match: RegExp; status: number }[] = [];
  let isNextReadDamaged = false;

  const token = (path: string, use: "upload" | "download", seconds: number) => {
    const made = randomUUID();
    tokens.set(made, { path, use, goodUntilMs: Date.now() + seconds * 1000 });
    return made;
  };
  const isGood = (made: string | null, path: string, use: string) => {
    const known = tokens.get(made ?? "");
    return known?.path === path && known.use === use && known.goodUntilMs > Date.now();
  };
  const json = (response: ServerResponse, status: number, value: unknown) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  const missing = (response: ServerResponse) =>
    json(response, 400, { statusCode: "404", error: "not_found", message: "Object not found" });
  const give = (response: ServerResponse, path: string) => {
    const file = files.get(path);
    if (file === undefined) return missing(response);
    const bytes = isNextReadDamaged ? Buffer.from("damaged") : file.bytes;
    isNextReadDamaged = false;
    response.writeHead(200, { "Content-Type": file.contentType }).end(bytes);
  };

  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = decodeURIComponent(url.pathname);
    const call = `${request.method} ${path}`;
    const index = failures.findIndex(({ match }) => match.test(call));
    if (index !== -1) return json(response, failures.splice(index, 1)[0]!.status, { message: "failed on purpose" });

    const below = (prefix: string) =>
      path.startsWith(`${prefix}/${bucket}/`) ? path.slice(`${prefix}/${bucket}/`.length) : null;
    const hasKey = request.headers.authorization === `Bearer ${serviceRoleKey}`;
    const contentType = request.headers["content-type"] ?? "application/octet-stream";

    const signedUpload = below("/storage/v1/object/upload/sign");
    const signedDownload = below("/storage/v1/object/sign");
    if (signedUpload !== null && request.method === "PUT") {
      if (!isGood(url.searchParams.get("token"), signedUpload, "upload"))
        return json(response, 403, { message: "invalid signature" });
      files.set(signedUpload, { bytes: body, contentType });
      return json(response, 200, { Key: `${bucket}/${signedUpload}` });
    }
    if (signedDownload !== null && request.method === "GET") {
      if (!isGood(url.searchParams.get("token"), signedDownload, "download"))
        return json(response, 403, { message: "invalid signature" });
      return give(response, signedDownload);
    }
    if (!hasKey) return json(response, 403, { message: "new row violates row-level security policy" });
    if (signedUpload !== null) {
      return json(response, 200, {
        url: `/object/upload/sign/${bucket}/${signedUpload}?token=${token(signedUpload, "upload", 7200)}`,
      });
    }
    if (signedDownload !== null) {
      if (!files.has(signedDownload)) return missing(response);
      const { expiresIn } = JSON.parse(body.toString("utf8")) as { expiresIn: number };
      return json(response, 200, {
        signedURL: `/object/sign/${bucket}/${signedDownload}?token=${token(signedDownload, "download", expiresIn)}`,
      });
    }
    if (request.method === "DELETE" && path === `/storage/v1/object/${bucket}`) {
      const { prefixes } = JSON.parse(body.toString("utf8")) as { prefixes: string[] };
      const removed = prefixes.filter((name) => files.delete(name));
      return json(
        response,
        200,
        removed.map((name) => ({ name })),
      );
    }
    const plain = below("/storage/v1/object");
    if (plain !== null && request.method === "GET") return give(response, plain);
    if (plain !== null) {
      files.set(plain, { bytes: body, contentType });
      return json(response, 200, { Key: `${bucket}/${plain}`, Id: randomUUID() });
    }
    return json(response, 404, { message: `Route ${call} not found` });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    serviceRoleKey,
    files,
    failNext: (match, status) => failures.push({ match, status }),
    damageNextRead: () => (isNextReadDamaged = true),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
