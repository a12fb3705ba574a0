/** The look of `/_dashboard`: pages of text and tables without a script, in the reader's own light or dark. */

/** HTML that is safe to place in a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Html[];

/** Markup with its values escaped; what is Html already goes in as it is. */
export function html(markup: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(markup.map((text, index) => text + (index < parts.length ? textOf(parts[index]!) : "")).join(""));
}

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return String(part).replace(/[&<>"']/g, (sign) => names[sign]!);
}

/** A table; columns whose name starts with "#" hold numbers. */
export function table(columns: string[], rows: Part[][], nothing: string): Html {
  if (rows.length === 0) return html`<p class="quiet">${nothing}</p>`;
  const classOf = (column: number) => new Html(columns[column]!.startsWith("#") ? ' class="number"' : "");
  const head = columns.map((name, column) => html`<th scope="col" ${classOf(column)}>${name.replace("#", "")}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, column) => html`<td${classOf(column)}>${cell}</td>`)}
      </tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="Rows" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

const SECTIONS = [
  ["", "Tables"],
  ["functions", "Functions"],
  ["jobs", "Scheduled"],
  ["logs", "Logs"],
] as const;

export function page(section: string, title: Html, content: Html): Html {
  const links = SECTIONS.map(([path, name]) => {
    const current = new Html(path === section ? ' aria-current="page"' : "");
    return html`<a href="/_dashboard${path === "" ? "" : `/${path}`}" ${current}>${name}</a>`;
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Backend</title>
        <link rel="stylesheet" href="/_dashboard/style.css" />
      </head>
      <body>
        <header>
          <b>Backend</b>
          <nav aria-label="Sections">${links}</nav>
          <span class="quiet">read only</span>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`;
}

export const STYLE = `:root{color-scheme:light dark;--ink:light-dark(#1b1d21,#e6e7ea);--quiet:light-dark(#5c626d,#9aa1ad);
--line:light-dark(#dfe2e7,#2b2f36);--ground:light-dark(#ffffff,#121417);--accent:light-dark(#0b5cad,#7db7ff)}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:13px/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums}
header{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:center;padding:10px 20px;border-bottom:1px solid var(--line)}
nav{display:flex;gap:16px;margin-right:auto}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
nav a{color:var(--quiet);padding:4px 0}nav a[aria-current]{color:var(--ink);box-shadow:0 1px 0 var(--ink)}
main{padding:16px 20px 40px}
h1{font-size:15px;font-weight:600;margin:0 0 12px}
.quiet{color:var(--quiet)}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:5px 20px 5px 0;border-bottom:1px solid var(--line);white-space:nowrap}
th{font-weight:500;color:var(--quiet)}
.number{text-align:right}
code,pre{font:12px/1.5 ui-monospace,monospace}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;min-width:280px;max-width:110ch}
summary{cursor:pointer}
.pager{display:flex;gap:16px;margin-top:12px}
`;
