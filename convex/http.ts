import { httpRouter } from "convex/server";
import { internal } from "./_generated/api";
import type { ActionCtx } from "./_generated/server";
import { httpAction } from "./functions";
import { verifiedPayload } from "./lib/clerk";
import { errorDataOf, httpStatusByCode, refuse, type ErrorData } from "./lib/errors";
import { mimeType } from "./lib/formats";
import {
  bearerKey,
  calledOrigin,
  readCreateBody,
  readLimit,
  readObject,
  readRange,
  readValues,
  requireBearerKey,
} from "./lib/httpRequests";
import { networkOf } from "./lib/networks";
import { settings } from "./lib/settings";
import { linkExpiry, signedPath, verifyLink } from "./lib/signing";
import { KEY_PREFIX } from "./model/apiKeys";
import { requireSecretsKey } from "./model/artifacts";
import { supabaseFiles } from "./model/fileStore";
import { pageOf, type HttpGeneration } from "./model/httpViews";
import { askHealth } from "./providers/executor";

/** The HTTP API and the files: the same on every backend, since it is made of functions alone. */

const HEALTH_IS_FRESH_MS = 20_000;
/** Health is answered within 1 s, an unreachable executor included. */
const HEALTH_PROBE_MS = 700;
const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

const http = httpRouter();

type Handler = (ctx: ActionCtx, request: Request) => Promise<Response>;

/**
 * Counts before the answer, in a transaction of its own: one that ends in a refusal counts too. Files go uncounted: a
 * page asks for many at once, and each link is signed.
 */
async function countRequest(ctx: ActionCtx, request: Request): Promise<void> {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/files/")) return;
  const { ip } = await ctx.meta.getRequestMetadata();
  if (networkOf(ip) === null) return;
  const limit = pathname.startsWith("/api/v1/shares/") ? "linkFrom" : "apiFrom";
  await ctx.runMutation(internal.httpApi.countRequest, { limit });
}

/** Every error leaves as the API's error JSON. */
function endpoint(handler: Handler) {
  return httpAction(async (ctx, request) => {
    try {
      await countRequest(ctx, request);
      const answer = await handler(ctx, request);
      // A query cannot note that a personal key was used.
      const apiKey = bearerKey(request);
      if (apiKey?.startsWith(KEY_PREFIX) === true && request.method === "GET")
        await ctx.runMutation(internal.apiKeys.noteUse, { apiKey });
      return answer;
    } catch (error) {
      const known = errorDataOf(error);
      if (known !== null) return errorResponse(known);
      console.error(request.method, new URL(request.url).pathname, error);
      return errorResponse({
        code: "internal",
        message: "The backend failed to answer.",
        hint: "Try again; the backend's log has the details.",
      });
    }
  });
}

http.route({
  path: "/api/v1/health",
  method: "GET",
  handler: endpoint(async (ctx, request) => {
    const apiKey = bearerKey(request);
    const { executor: known, providers, backup } = await ctx.runQuery(internal.httpApi.health, { apiKey });
    // A run tells that the executor works, not which version it is.
    const isKnown = known !== null && known.version !== null && Date.now() - known.checkedAt < HEALTH_IS_FRESH_MS;
    const executor = isKnown ? known : await probeExecutor(ctx);
    if (apiKey === null) return json({ ok: executor.ok });
    return json({
      ok: executor.ok,
      backend: settings.backendName(),
      executor: { ok: executor.ok, version: executor.version },
      providers: providers.map(({ id, configured, ok, model, reason }) => ({
        id,
        ok: configured && ok !== false,
        model,
        ...(reason === null ? {} : { reason }),
      })),
      ...(backup === null ? {} : { backup }),
    });
  }),
});

http.route({
  path: "/api/v1/generations",
  method: "POST",
  handler: endpoint(async (ctx, request) => {
    const apiKey = requireBearerKey(request);
    const body = readCreateBody(await readObject(request));
    const { id, status, isNew } = await ctx.runMutation(internal.httpApi.create, { apiKey, ...body });
    return json({ id, status, url: pageOf(id) }, isNew ? 201 : 200);
  }),
});

http.route({
  path: "/api/v1/generations",
  method: "GET",
  handler: endpoint(async (ctx, request) => {
    const apiKey = requireBearerKey(request);
    const { searchParams } = new URL(request.url);
    const limit = readLimit(searchParams.get("limit"), DEFAULT_PAGE, MAX_PAGE);
    const page = await ctx.runQuery(internal.httpApi.generations, {
      apiKey,
      limit,
      cursor: searchParams.get("cursor"),
    });
    return json({ items: page.items.map((item) => withLinks(item, request)), cursor: page.cursor });
  }),
});

http.route({
  pathPrefix: "/api/v1/generations/",
  method: "GET",
  handler: endpoint(async (ctx, request) => {
    const apiKey = requireBearerKey(request);
    const [id = "", ...rest] = pathAfter(request, "/api/v1/generations/");
    if (rest.length > 0) throw noSuchPath(request);
    const generation = await ctx.runQuery(internal.httpApi.generation, { apiKey, id });
    return json(withLinks(generation, request));
  }),
});

http.route({
  pathPrefix: "/api/v1/generations/",
  method: "POST",
  handler: endpoint(async (ctx, request) => {
    const apiKey = requireBearerKey(request);
    const [id = "", action, ...rest] = pathAfter(request, "/api/v1/generations/");
    if (rest.length === 0 && action === "parameters") {
      const values = readValues(await readObject(request));
      const child = await ctx.runMutation(internal.httpApi.runParameters, { apiKey, id, values });
      return json({ id: child }, 201);
    }
    if (rest.length === 0 && action === "cancel") {
      return json({ status: await ctx.runMutation(internal.httpApi.cancel, { apiKey, id }) });
    }
    throw noSuchPath(request);
  }),
});

http.route({
  pathPrefix: "/api/v1/shares/",
  method: "GET",
  handler: endpoint(async (ctx, request) => {
    const [token = ""] = pathAfter(request, "/api/v1/shares/");
    // Whoever has the link may read it from any page; there are no cookies to abuse.
    return json(await ctx.runMutation(internal.shares.open, { token }), 200, { "Access-Control-Allow-Origin": "*" });
  }),
});

/** Clerk tells who belongs to which organisation. Without its two variables there is no such path. */
http.route({
  path: "/api/v1/clerk/webhook",
  method: "POST",
  handler: endpoint(async (ctx, request) => {
    const secret = settings.clerkWebhookSecret();
    if (secret === null || settings.clerkIssuer() === null) throw noSuchPath(request);
    const payload = verifiedPayload(secret, request.headers, await request.text());
    await ctx.runMutation(internal.clerk.take, { payload: JSON.stringify(payload) });
    return json({ ok: true });
  }),
});

for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"] as const) {
  http.route({
    pathPrefix: "/api/",
    method,
    handler: endpoint(async (_ctx, request) => {
      throw noSuchPath(request);
    }),
  });
}

http.route({
  pathPrefix: "/files/",
  method: "GET",
  handler: endpoint(async (ctx, request) => {
    const { searchParams } = new URL(request.url);
    const [artifactId = ""] = pathAfter(request, "/files/");
    const exp = searchParams.get("exp");
    checkLink(artifactId, exp, searchParams.get("sig"));

    const file = await ctx.runQuery(internal.httpApi.file, { artifactId });
    const headers = new Headers({
      "Content-Type": mimeType(file.format),
      "Cache-Control": `private, max-age=${Math.max(0, Number(exp) - Math.floor(Date.now() / 1000))}, immutable`,
      ETag: `"${file.sha256}"`,
      "Accept-Ranges": "bytes",
      "Access-Control-Allow-Origin": "*",
      "X-Content-Type-Options": "nosniff",
      // A picture or model is shown by the page, never as a page of its own.
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "Content-Disposition": `${searchParams.get("download") === "1" ? "attachment" : "inline"}; filename="${file.fileName}"`,
    });
    if (request.headers.get("If-None-Match")?.includes(`"${file.sha256}"`)) {
      return new Response(null, { status: 304, headers });
    }
    if (file.stored.kind === "supabase")
      return await redirectToSupabase(file.stored.path, headers, Number(exp), file.fileName);
    const blob = await ctx.storage.get(file.stored.storageId);
    if (blob === null) {
      throw refuse("not_found", "The file's bytes are gone from the store.", "Run this version again.");
    }
    const range = readRange(request.headers.get("Range"), blob.size);
    if (range === "unsatisfiable") {
      headers.set("Content-Range", `bytes */${blob.size}`);
      return new Response(null, { status: 416, headers });
    }
    if (range === null) {
      headers.set("Content-Length", String(blob.size));
      return new Response(blob.stream(), { status: 200, headers });
    }
    headers.set("Content-Range", `bytes ${range.start}-${range.end}/${blob.size}`);
    headers.set("Content-Length", String(range.end - range.start + 1));
    return new Response(blob.slice(range.start, range.end + 1).stream(), { status: 206, headers });
  }),
});

export default http;

/** Supabase sends the bytes itself, for as long as the link is good. */
async function redirectToSupabase(path: string, headers: Headers, exp: number, fileName: string): Promise<Response> {
  const isDownload = headers.get("Content-Disposition")?.startsWith("attachment") === true;
  const seconds = Math.max(1, exp - Math.floor(Date.now() / 1000));
  const address = await supabaseFiles().downloadAddress(path, seconds, isDownload ? fileName : null);
  return new Response(null, {
    status: 302,
    headers: { Location: address, "Cache-Control": `private, max-age=${seconds}`, "X-Content-Type-Options": "nosniff" },
  });
}

async function probeExecutor(ctx: ActionCtx): Promise<{ ok: boolean; version: string | null }> {
  const url = settings.workerUrl();
  const health =
    url === null
      ? { ok: false, version: null, error: "WORKER_URL is not set." }
      : await askHealth({ url, token: settings.workerToken() }, HEALTH_PROBE_MS);
  await ctx.runMutation(internal.httpApi.noteExecutor, health);
  return health;
}

function withLinks(generation: HttpGeneration, request: Request) {
  const origin = calledOrigin(request);
  const exp = linkExpiry(Date.now());
  const artifacts = generation.artifacts.map((artifact) => ({
    ...artifact,
    url: origin + signedPath(requireSecretsKey(), artifact.id, exp),
  }));
  return { ...generation, artifacts };
}

function checkLink(artifactId: string, exp: string | null, sig: string | null): void {
  const verdict = verifyLink(requireSecretsKey(), artifactId, exp, sig, Date.now());
  switch (verdict) {
    case "good":
      return;
    case "expired":
      throw refuse("forbidden", "This link has expired.", "Ask for a new one: open the generation again.");
    case "forged":
      throw refuse("forbidden", "This link is not signed by this backend.", "Ask for a link: open the generation.");
    default:
      verdict satisfies never;
  }
}

function pathAfter(request: Request, prefix: string): string[] {
  const { pathname } = new URL(request.url);
  return pathname.slice(prefix.length).split("/").map(safeDecode);
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // not an id in any case
  }
}

function noSuchPath(request: Request) {
  const { pathname } = new URL(request.url);
  return refuse("not_found", `There is no ${request.method} ${pathname.slice(0, 200)}.`, "Read the HTTP API's table.");
}

function json(body: unknown, status = 200, more: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...more },
  });
}

function errorResponse({ code, message, hint, retryAfterS }: ErrorData): Response {
  const response = json({ error: { code, message, hint } }, httpStatusByCode[code]);
  if (code === "unauthenticated") response.headers.set("WWW-Authenticate", "Bearer");
  if (code === "rate_limited") response.headers.set("Retry-After", String(retryAfterS ?? 1));
  return response;
}
