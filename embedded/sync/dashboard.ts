/**
 * GET /_dashboard: what the backend holds and does, to read. Open to this machine in development; the administrator's
 * everywhere else, by `Authorization: Convex KEY` or as the password that a browser asks for.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { RequestError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { Caller } from "../runtime/identity.ts";
import { VARIABLES } from "../runtime/systemTables.ts";
import type { Backend } from "./backend.ts";
import type { Html } from "./dashboardHtml.ts";
import { html, page, STYLE, table } from "./dashboardHtml.ts";

const ADMINISTRATOR: Caller = { isAdmin: true, identity: null, expiresAtMs: null };
const PAGE_ROWS = 50;
const MAX_SHOWN_CHARACTERS = 20_000;

export function isDashboardPath(path: string): boolean {
  return path === "/_dashboard" || path.startsWith("/_dashboard/");
}

/** @throws RequestError 403 for a wrong key, 404 for what the dashboard has not, 405 for anything but reading */
export async function answerDashboard(
  backend: Backend,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-store");
  if (request.method !== "GET") throw new RequestError(405, "ReadOnly", "The dashboard can only be read: use GET.");
  if (url.pathname === "/_dashboard/style.css") {
    response.writeHead(200, { "Content-Type": "text/css; charset=utf-8" }).end(STYLE);
    return;
  }
  if (!mayRead(backend, request)) {
    response.setHeader("WWW-Authenticate", 'Basic realm="Backend: any name, and the admin key as the password"');
    throw new RequestError(401, "AdminKeyNeeded", "The dashboard needs the admin key here.");
  }
  const text = (await pageAt(backend, url)).text;
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(text);
}

/** @throws RequestError 403 for a wrong key */
function mayRead(backend: Backend, request: IncomingMessage): boolean {
  const [scheme = "", credentials = ""] = (request.headers.authorization ?? "").split(" ");
  if (scheme === "Convex") return backend.adminCaller(credentials).isAdmin;
  if (scheme === "Basic") {
    const text = Buffer.from(credentials, "base64").toString("utf8");
    return backend.adminCaller(text.slice(text.indexOf(":") + 1)).isAdmin;
  }
  // In production a proxy on this machine may stand for everybody; one that says whom it speaks for is no neighbour
  // either. The name that was asked for keeps out pages whose own name was made to lead here.
  const isForwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((name) => name in request.headers);
  const isAskedHere = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? "");
  const isFromHere = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(request.socket.remoteAddress ?? "");
  return !backend.engine.isProduction && !isForwarded && isAskedHere && isFromHere;
}

async function pageAt(backend: Backend, url: URL): Promise<Html> {
  const section = url.pathname.slice("/_dashboard".length).replace(/^\/|\/$/g, "");
  switch (section) {
    case "":
      return page("", html`Tables`, tablesOf(backend));
    case "table":
      return documentsPage(backend, url);
    case "functions":
      return page("functions", html`Functions since the start`, functionsOf(backend));
    case "jobs":
      return jobsPage(backend, url);
    case "logs":
      return page("logs", html`The last log lines, newest first`, logsOf(backend));
    default:
      throw new RequestError(404, "NotFound", `The dashboard has no page ${url.pathname}.`);
  }
}

function shownTables({ engine }: Backend) {
  // Variables are secrets: a page left open must not show them.
  const all = engine.documents.catalog.all().filter(({ name }) => name !== VARIABLES);
  const key = ({ component, name }: { component: string; name: string }) => `${component};${name.replace(/^_/, "~")}`;
  return all.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

function tablesOf(backend: Backend): Html {
  const rows = shownTables(backend).map((info) => [
    html`<a href="${tableUrl(info.component, info.name)}">${info.name}</a>`,
    info.component === "" ? "app" : info.component,
    backend.engine.documents.count(info).toLocaleString("en"),
    info.stored.map(({ name }) => name).join(", "),
  ]);
  return table(["Table", "Component", "#Documents", "Indexes"], rows, "There are no tables yet.");
}

async function documentsPage(backend: Backend, url: URL): Promise<Html> {
  const component = url.searchParams.get("component") ?? "";
  const name = url.searchParams.get("name") ?? "";
  // Asking the catalog by name would make the table.
  const info = shownTables(backend).find((other) => other.component === component && other.name === name);
  if (info === undefined) throw new RequestError(404, "TableNotFound", `There is no table ${JSON.stringify(name)}.`);
  const { page: documents, ...rest } = await readDocuments(backend, component, name, url.searchParams.get("cursor"));
  const rows = documents.map((document) => {
    const { _id, _creationTime, ...fields } = document;
    return [html`<code>${String(_id)}</code>`, timeOf(_creationTime), expandable(JSON.stringify(fields, null, 2))];
  });
  const next = html`<a href="${tableUrl(component, name, rest.continueCursor)}">Next ${PAGE_ROWS}</a>`;
  const first = html`<a href="${tableUrl(component, name)}">First</a>`;
  const count = backend.engine.documents.count(info).toLocaleString("en");
  const links = [...(url.searchParams.has("cursor") ? [first] : []), ...(rest.isDone ? [] : [next])];
  const content = html`${table(["Id", "Made (UTC)", "Document"], rows, "No documents here.")}
    <div class="pager">${links}</div>`;
  return page(
    "",
    html`${component === "" ? "" : `${component} / `}${name} <span class="quiet">${count}</span>`,
    content,
  );
}

async function jobsPage(backend: Backend, url: URL): Promise<Html> {
  const components = [...new Set(shownTables(backend).map(({ component }) => component))];
  const component = url.searchParams.get("component") ?? "";
  const isKnown = shownTables(backend).some(
    (info) => info.component === component && info.name === "_scheduled_functions",
  );
  const jobs = isKnown ? (await readDocuments(backend, component, "_scheduled_functions", null)).page : [];
  const rows = jobs.map((job) => {
    const state = job.state as JsonObject;
    const error = typeof state.error === "string" ? state.error : "";
    return [String(job.name), String(state.kind), timeOf(job.scheduledTime), error === "" ? "" : expandable(error)];
  });
  const links = components.map(
    (other) =>
      html`<a href="/_dashboard/jobs?${new URLSearchParams({ component: other }).toString()}"
        >${other === "" ? "app" : other}</a
      >`,
  );
  const content = html`<div class="pager">${links}</div>
    ${table(["Function", "State", "Due (UTC)", "Error"], rows, "Nothing has been scheduled.")}`;
  return page(
    "jobs",
    html`The newest ${PAGE_ROWS} scheduled functions of ${component === "" ? "the app" : component}`,
    content,
  );
}

function functionsOf({ engine }: Backend): Html {
  const rows = engine.functions.registry.all().map((entry) => {
    const timing = engine.callLog.timing(entry.address);
    const kind = `${entry.isPublic ? "" : "internal "}${entry.kind}`;
    if (timing === undefined) return { row: [entry.address, kind, "0", "", "", ""], calls: 0 };
    const { calls, failures, totalMs, longestMs } = timing;
    const numbers = [calls.toLocaleString("en"), failures.toLocaleString("en"), (totalMs / calls).toFixed(2)];
    return { row: [entry.address, kind, ...numbers, longestMs.toFixed(2)], calls };
  });
  rows.sort((one, other) => other.calls - one.calls || (one.row[0]! < other.row[0]! ? -1 : 1));
  const columns = ["Function", "Kind", "#Calls", "#Failed", "#Mean ms", "#Longest ms"];
  return table(
    columns,
    rows.map(({ row }) => row),
    "There are no functions.",
  );
}

function logsOf({ engine }: Backend): Html {
  const rows = engine.callLog.lines().map(({ atMs, path, text }) => [timeOf(atMs), path, html`<pre>${text}</pre>`]);
  return table(["Time (UTC)", "Function", "Line"], rows, "No function has logged anything since the start.");
}

type Documents = { page: JsonObject[]; isDone: boolean; continueCursor: string };

/** Newest first, and only what is on disk. @throws RequestError 400 for a cursor of another table */
async function readDocuments(
  backend: Backend,
  component: string,
  name: string,
  cursor: string | null,
): Promise<Documents> {
  const query = `${component === "" ? "" : `${component};`}_system/cli/tableData:default`;
  const args: Json = { table: name, order: "desc", paginationOpts: { cursor, numItems: PAGE_ROWS } };
  const outcome = await backend.engine.queryStored(query, args, ADMINISTRATOR);
  if (!outcome.ok) throw new RequestError(400, "PageNotRead", outcome.message);
  return JSON.parse(outcome.value) as Documents;
}

function tableUrl(component: string, name: string, cursor?: string): string {
  return `/_dashboard/table?${new URLSearchParams({ component, name, ...(cursor === undefined ? {} : { cursor }) }).toString()}`;
}

/** A long text behind its first line. */
function expandable(text: string): Html {
  const shown = text.slice(0, MAX_SHOWN_CHARACTERS);
  const short = shown.replace(/\s+/g, " ");
  if (short.length <= 100) return html`<code>${short}</code>`;
  const rest = text.length > shown.length ? `\n… ${text.length - shown.length} more characters` : "";
  return html`<details>
    <summary><code>${short.slice(0, 100)}…</code></summary>
    <pre>${shown}${rest}</pre>
  </details>`;
}

function timeOf(ms: Json | undefined): string {
  const date = new Date(Number(ms));
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 23).replace("T", " ");
}
