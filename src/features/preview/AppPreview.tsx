import { useEffect, useEffectEvent, useRef, useState } from "react";
import { readFrameMessage, type HostMessage, type PreviewTheme } from "./frameMessages";
import { serveWorkspace, type WorkspaceData } from "./serveWorkspace";

/** A frame that has said nothing for this long is taken away: long, since a busy machine may starve one that is well. */
const SILENCE_LIMIT_MS = 10_000;
/** Until its first word a frame may take longer: it loads its modules. */
const START_LIMIT_MS = 15_000;
const CHECK_MS = 500;

type Props = {
  /** The app as one TypeScript file with a default export. */
  code: string;
  theme: PreviewTheme;
  /** The rows that the app may ask for; without them it runs on samples. */
  data?: WorkspaceData | null;
  onConsole?(entry: { level: string; text: string }): void;
  onRuntimeError?(message: string, line: number | null): void;
  onReady?(): void;
};

type Stop = { message: string; line: number | null };

/**
 * Runs an app in a frame of opaque origin that can reach neither this page nor the network. Every change of the code gets a new
 * frame; code that does not compile leaves the last one that did.
 */
export function AppPreview(props: Props) {
  const { code, theme } = props;
  const [module, setModule] = useState<{ code: string; run: number } | null>(null);
  const [problem, setProblem] = useState<Stop | null>(null);
  const [isHung, setIsHung] = useState(false);

  const reportError = useEffectEvent((message: string, line: number | null) => props.onRuntimeError?.(message, line));

  useEffect(() => {
    let isCurrent = true;
    void import("./compileApp").then(({ compileApp }) => {
      if (!isCurrent) return;
      const compiled = compileApp(code);
      if (compiled.kind === "error") {
        setProblem({ message: compiled.message, line: compiled.line });
        reportError(compiled.message, compiled.line);
        return;
      }
      setProblem(null);
      setIsHung(false);
      setModule((last) => ({ code: compiled.code, run: (last?.run ?? 0) + 1 }));
    });
    return () => {
      isCurrent = false;
    };
  }, [code]);

  function runAgain() {
    setIsHung(false);
    setModule((last) => (last ? { ...last, run: last.run + 1 } : last));
  }

  return (
    <div
      className="relative size-full overflow-hidden"
      data-state={isHung ? "stopped" : problem ? "error" : module ? "running" : "loading"}
    >
      {module && !isHung && (
        <Frame
          key={module.run}
          code={module.code}
          theme={theme}
          data={props.data ?? null}
          onConsole={(entry) => props.onConsole?.(entry)}
          onError={(message, line) => props.onRuntimeError?.(message, line)}
          onReady={() => props.onReady?.()}
          onSilent={(message) => {
            setIsHung(true);
            props.onRuntimeError?.(message, null);
          }}
        />
      )}
      {isHung && (
        <div role="alert" className="grid h-full place-items-center p-6 text-center text-[13px]">
          <div>
            <p>The app did not answer for {SILENCE_LIMIT_MS / 1_000} s and was stopped.</p>
            <button type="button" className="mt-3 rounded-md border px-3 py-1.5 font-medium" onClick={runAgain}>
              Run again
            </button>
          </div>
        </div>
      )}
      {problem && !isHung && (
        <p
          role="alert"
          className="absolute inset-x-0 bottom-0 border-t bg-[var(--bg-1,#14171a)] px-4 py-2 text-[12px] text-[var(--bad,#ff7a78)]"
        >
          {problem.line === null ? "" : `Line ${problem.line}: `}
          {problem.message}
          {module ? " The last version that ran is shown." : ""}
        </p>
      )}
    </div>
  );
}

/**
 * The app's frame stands in one of ours, whose policy lets it load the preview's own files and nothing else: an app
 * that goes to another address, which would carry rows along, goes nowhere.
 */
function shellOf(theme: PreviewTheme): string {
  const place = `${window.location.origin}/preview/`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>App preview</title>
<meta http-equiv="Content-Security-Policy" content="frame-src ${place}">
<style>:root{color-scheme:${theme}}html,body{margin:0;height:100%}iframe{display:block;width:100%;height:100%;border:0}</style>
<iframe title="App" src="${place}frame.html#${theme}" sandbox="allow-scripts" referrerpolicy="no-referrer"></iframe>`;
}

function Frame(props: {
  code: string;
  theme: PreviewTheme;
  data: WorkspaceData | null;
  onConsole(entry: { level: string; text: string }): void;
  onError(message: string, line: number | null): void;
  onReady(): void;
  onSilent(message: string): void;
}) {
  const { code, theme } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const closeData = useRef<(() => void) | null>(null);
  // Kept through changes of the theme: another shell would load the frame again.
  const [shell] = useState(() => shellOf(theme));

  const appWindow = () => frame.current?.contentWindow?.frames[0] ?? null;
  const send = useEffectEvent((message: HostMessage, ports: MessagePort[] = []) => {
    // An opaque origin has no name to address; the source check on both sides stands in for it.
    appWindow()?.postMessage(message, "*", ports);
  });
  const start = useEffectEvent(() => {
    closeData.current?.();
    closeData.current = null;
    if (props.data === null) return send({ type: "run", code, theme });
    const { port1, port2 } = new MessageChannel();
    closeData.current = serveWorkspace(port1, props.data, (message) => props.onError(message, null));
    send({ type: "run", code, theme }, [port2]);
  });
  const receive = useEffectEvent((event: MessageEvent) => {
    if (event.source === null || event.source !== appWindow()) return null;
    const message = readFrameMessage(event.data);
    switch (message?.type) {
      case "hello":
        start();
        break;
      case "console":
        props.onConsole({ level: message.level, text: message.text });
        break;
      case "error":
        props.onError(message.message, message.line);
        break;
      case "ready":
        props.onReady();
        break;
    }
    return message;
  });
  const giveUp = useEffectEvent((hasSpoken: boolean) =>
    props.onSilent(
      hasSpoken
        ? `The app did not answer for ${SILENCE_LIMIT_MS / 1_000} s and was stopped. Look for a loop that never ends.`
        : `The preview did not start within ${START_LIMIT_MS / 1_000} s. Reload the page.`,
    ),
  );

  useEffect(() => {
    let silentMs = 0;
    let lastTick = performance.now();
    let hasSpoken = false;
    const onMessage = (event: MessageEvent) => {
      if (receive(event) === null) return;
      silentMs = 0;
      hasSpoken = true;
    };
    // Browsers slow the timers of hidden pages down, so silence there means nothing.
    const onVisible = () => {
      silentMs = 0;
    };
    const watch = setInterval(() => {
      // A machine so busy that this very timer comes late says nothing about the app: the delay does not count.
      const sinceMs = performance.now() - lastTick;
      lastTick += sinceMs;
      if (document.hidden) return onVisible();
      silentMs += Math.min(sinceMs, CHECK_MS);
      if (silentMs > (hasSpoken ? SILENCE_LIMIT_MS : START_LIMIT_MS)) giveUp(hasSpoken);
    }, CHECK_MS);
    window.addEventListener("message", onMessage);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      closeData.current?.();
      clearInterval(watch);
      window.removeEventListener("message", onMessage);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);

  useEffect(() => send({ type: "theme", theme }), [theme]);

  return (
    <iframe
      ref={frame}
      title="App preview"
      srcDoc={shell}
      referrerPolicy="no-referrer"
      className="block size-full border-0"
    />
  );
}
