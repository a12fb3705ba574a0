import { createElement, useEffect, type ComponentType } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { FrameMessage, HostMessage } from "../src/features/preview/frameMessages.ts";
import { connect } from "./sdk/connection.ts";
import { softenSandbox } from "./softenSandbox.ts";

/**
 * Runs one app inside the sandboxed frame: takes its compiled module from the page, mounts the default export, and reports
 * readiness, console lines, errors and a heartbeat. It trusts only the window that embeds it; the page trusts nothing from here.
 */

const BEAT_MS = 500;
const MAX_CONSOLE_LINE = 2_000;

/** The page itself: between it and this frame stands the one that keeps it from going elsewhere. */
const page = window.top ?? window.parent;

let root: Root | undefined;
let moduleUrl = "";

function send(message: FrameMessage): void {
  // The frame's own origin is opaque and the page's is not known here; nothing that is sent is secret.
  page.postMessage(message, "*");
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** The line of the app's source that an error came from: the compiler keeps line numbers. */
function lineOf(stack: string | undefined): number | null {
  const at = moduleUrl === "" ? -1 : (stack ?? "").indexOf(moduleUrl);
  const found = at < 0 ? undefined : /^:(\d+)/.exec((stack ?? "").slice(at + moduleUrl.length))?.[1];
  return found === undefined ? null : Number(found);
}

/** The loop guard says its line itself: its own place in the code is the first line. */
function lineOfError(error: Error): number | null {
  return "appLine" in error && typeof error.appLine === "number" ? error.appLine : lineOf(error.stack);
}

/** An error in words; the browser's own sentence about an unknown module helps nobody. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return textOf(error);
  const module = /Failed to resolve module specifier "([^"]+)"/.exec(error.message)?.[1];
  if (module)
    return `The module "${module}" is not available here. Apps can import react, react-dom, recharts, lucide-react and workspace.`;
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

function report(error: unknown, line?: number | null): void {
  const message = wordsOf(error);
  send({ type: "error", message, line: line ?? (error instanceof Error ? lineOfError(error) : null) });
}

function reportConsole(): void {
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    const original = console[level].bind(console);
    console[level] = (...values: unknown[]) => {
      original(...values);
      send({ type: "console", level, text: values.map(textOf).join(" ").slice(0, MAX_CONSOLE_LINE) });
    };
  }
}

/** Says in the frame itself that nothing is there to see, in case nobody looks at the console. */
function showStopped(message: string): void {
  const place = document.getElementById("root");
  if (!place || place.textContent?.trim()) return;
  const note = document.createElement("p");
  note.style.cssText = "margin:24px;font:14px/1.5 system-ui,sans-serif;color:#8b1d24";
  if (document.documentElement.dataset["theme"] === "dark") note.style.color = "#ff9a98";
  note.textContent = `The app stopped: ${message}`;
  document.body.append(note);
}

function fail(error: unknown, line?: number | null): void {
  report(error, line);
  showStopped(wordsOf(error));
}

async function run(code: string): Promise<void> {
  const place = document.getElementById("root");
  if (!place || root) return;
  moduleUrl = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const loaded: { default?: unknown } = await import(/* @vite-ignore */ moduleUrl);
  if (typeof loaded.default !== "function") throw new Error("The file has no component as its default export.");
  root = createRoot(place, {
    onUncaughtError: (error) => fail(error),
    onCaughtError: (error) => report(error),
  });
  // The module decides at run time; what it exports is called as a component because React calls any function so.
  root.render(createElement(Mounted, { app: loaded.default as ComponentType }));
}

/** Reports readiness once the app is on screen; an app that throws while it renders never gets there. */
function Mounted(props: { app: ComponentType }) {
  useEffect(() => send({ type: "ready" }), []);
  return createElement(props.app);
}

window.addEventListener("message", (event: MessageEvent<HostMessage>) => {
  if (event.source !== page) return;
  const message = event.data;
  if (message.type === "theme" || message.type === "run") document.documentElement.dataset["theme"] = message.theme;
  const [port] = event.ports;
  if (message.type === "run" && port !== undefined && root === undefined) connect(port);
  if (message.type === "run") run(message.code).catch((error: unknown) => fail(error));
});
window.addEventListener("error", (event) =>
  report(event.error ?? event.message, event.filename === moduleUrl ? event.lineno : undefined),
);
window.addEventListener("unhandledrejection", (event) => report(event.reason));

reportConsole();
softenSandbox();
setInterval(() => send({ type: "beat" }), BEAT_MS);
send({ type: "hello" });
