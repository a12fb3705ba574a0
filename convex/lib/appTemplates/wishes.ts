import type { Warning } from "../validators";

/** Things people often ask of an app beside its subject. A template says which of them it grants. */
export type Wish =
  | "storage"
  | "accounts"
  | "network"
  | "email"
  | "scanner"
  | "pdf"
  | "print"
  | "csv"
  | "import"
  | "chart"
  | "drag"
  | "sorting"
  | "search"
  | "filter"
  | "validation"
  | "tests"
  | "undo"
  | "paging"
  | "languages"
  | "photos"
  | "editing"
  | "ai";

/** `live` is what is true instead of an app that reads the workspace's rows. */
const WISHES: { wish: Wish; sign: RegExp; message: string; live?: string }[] = [
  {
    wish: "storage",
    sign: /\b(databases?|persist\w*|local ?storage|back ?end|supabase|convex|postgres|sqlite|save[sd]? (?:it |them |data |everything )?(?:to|in|into)|synci?s?|synced|synchroni[sz]\w*)\b/,
    message: "Entries live in the page and are gone after a reload: this template stores nothing.",
    live:
      "What it shows of the workspace is kept there, and what it adds once writing is allowed under Live data; samples " +
      "and what is typed before are gone after a reload.",
  },
  {
    wish: "accounts",
    sign: /\b(log ?in|sign ?in|sign ?up|passwords?|user accounts?|permissions?|authenticat\w*|roles?)\b/,
    message: "There is no sign-in and no roles: everyone who opens the app can change everything.",
    live: "It has no sign-in of its own: the roles of the workspace decide who writes.",
  },
  {
    wish: "network",
    sign: /\b(apis?|web ?hooks?|erp|sap|netsuite|mes|live data|real[- ]?time|iot|mqtt|opc|plc|sensors?)\b/,
    message: "It is not connected to any other system: the rows are samples written in the file.",
    live: "It is connected to this workspace's rows and to no other system.",
  },
  {
    wish: "email",
    sign: /\b(e-?mails?|sms|text messages?|slack|notif\w+|alerts? (?:me|us|the))\b/,
    message: "It sends no messages; it only shows what needs attention.",
  },
  {
    wish: "scanner",
    sign: /\b(scan\w*|camera|qr)\b/,
    message: "It reads no camera; a scanner that types like a keyboard works in its text fields.",
  },
  {
    wish: "pdf",
    sign: /\bpdfs?\b/,
    message: "It makes no PDF by itself; the browser's print dialog can save the page as one.",
  },
  {
    wish: "print",
    sign: /\bprint(?:s|able|er|ing)?\b/,
    message: "It has no print layout; the browser prints the page as it stands.",
  },
  {
    wish: "csv",
    sign: /\b(csv|excel|xlsx|export\w*|download\w*|spreadsheets?)\b/,
    message: "It has no export or download button.",
  },
  {
    wish: "import",
    sign: /\b(import\w*|upload\w*)\b/,
    message: "It cannot read a file; its sample rows are written in the code.",
    live: "It cannot read a file; tables of the workspace take CSV on their own screens.",
  },
  {
    wish: "chart",
    sign: /\b(charts?|graphs?|plots?|histograms?|gauges?|pareto|trends?|sparklines?)\b/,
    message: "It draws no chart; the figures are shown as text.",
  },
  { wish: "drag", sign: /\bdrag\w*\b/, message: "Things are moved with buttons, not by dragging." },
  { wish: "sorting", sign: /\b(sort\w*|order(?:ed|able) by)\b/, message: "Its rows cannot be sorted." },
  { wish: "search", sign: /\bsearch\w*\b/, message: "It has no search field." },
  { wish: "filter", sign: /\bfilter\w*\b/, message: "It has no filter." },
  {
    wish: "validation",
    sign: /\b(validat\w+|error messages?|required fields?)\b/,
    message: "It does not check what is entered beyond the kind of each field.",
  },
  { wish: "tests", sign: /\b(unit tests?|with tests?|test cases?|test suite)\b/, message: "It comes without tests." },
  { wish: "undo", sign: /\b(undo|redo|history)\b/, message: "It keeps no history and cannot undo." },
  { wish: "paging", sign: /\b(paginat\w+|paging|infinite scroll)\b/, message: "All rows are on one page." },
  {
    wish: "languages",
    sign: /\b(multi-?lingual|languages?|translat\w+|french|german|spanish|bilingual)\b/,
    message: "Its words are English only.",
  },
  {
    wish: "photos",
    sign: /\b(photos?|pictures?|images?|attachments?)\b/,
    message: "It takes no pictures or attachments.",
  },
  {
    wish: "editing",
    sign: /\b(edit(?:able|ing)?|inline edit\w*|crud|delet\w+)\b/,
    message: "Rows cannot be edited or deleted once they are there.",
  },
  {
    wish: "ai",
    sign: /\b(ai|machine learning|predict\w*|forecast\w*)\b/,
    message: "It predicts nothing: every figure is entered or computed from entries.",
  },
];

/** Warnings for the wishes of a prompt (lower case) that `grants` leaves open. `isLive` for an app on the workspace's rows. */
export function openWishes(text: string, grants: readonly Wish[], isLive: boolean): Warning[] {
  return WISHES.filter(({ wish, sign }) => !grants.includes(wish) && sign.test(text)).map(
    ({ wish, message, live }) => ({ code: `app_wish/${wish}`, message: isLive ? (live ?? message) : message }),
  );
}
