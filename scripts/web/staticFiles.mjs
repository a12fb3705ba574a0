// Serves the built web app: hashed assets for ever, index.html for every page route, gzip made once per file.
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { gzip } from "node:zlib";
import { promisify } from "node:util";

const zip = promisify(gzip);

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};
const COMPRESSIBLE = new Set([".html", ".js", ".css", ".json", ".svg", ".wasm", ".webmanifest"]);

/** @param {string} folder the build output */
export function makeStaticFiles(folder) {
  const cache = new Map();

  async function load(file) {
    const info = await stat(file).catch(() => undefined);
    if (!info?.isFile()) return undefined;
    const known = cache.get(file);
    if (known && known.mtimeMs === info.mtimeMs) return known;
    const extension = path.extname(file);
    const bytes = await readFile(file);
    const entry = {
      mtimeMs: info.mtimeMs,
      type: TYPES[extension] ?? "application/octet-stream",
      bytes,
      zipped: COMPRESSIBLE.has(extension) && bytes.length > 1_024 ? await zip(bytes, { level: 9 }) : undefined,
    };
    cache.set(file, entry);
    return entry;
  }

  return async function serve(request, response, pathname) {
    let decoded;
    try {
      decoded = decodeURIComponent(pathname);
    } catch {
      decoded = "/";
    }
    const file = path.join(folder, path.normalize(decoded));
    const isInside = file.startsWith(folder + path.sep);
    const isAsset = decoded.startsWith("/assets/");
    const entry =
      (isInside && !decoded.endsWith("/") ? await load(file) : undefined) ??
      (isAsset ? undefined : await load(path.join(folder, "index.html")));
    if (!entry) {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("Not found");
      return;
    }
    const headers = {
      "Content-Type": entry.type,
      "Cache-Control": isAsset ? "public, max-age=31536000, immutable" : "no-cache",
      Vary: "Accept-Encoding",
    };
    const acceptsGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    const body = acceptsGzip && entry.zipped ? entry.zipped : entry.bytes;
    if (body === entry.zipped) headers["Content-Encoding"] = "gzip";
    response.writeHead(200, { ...headers, "Content-Length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  };
}
