import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { MAX_PROMPT_CHARACTERS } from "../../../convex/lib/limits";
import type { PlainError } from "../../lib/errors";
import { providerName } from "../../lib/providerNames";
import type { CostHint } from "./costHint";

export type PromptBoxProps = {
  text: string;
  onText: (text: string) => void;
  onSubmit: () => void;
  provider: string;
  /** Ids of the providers that can answer now, without "auto". */
  providers: readonly string[];
  onProvider: (id: string) => void;
  placeholder: string;
  isSending: boolean;
  error: PlainError | null;
  isOffline: boolean;
  costHint?: CostHint | null;
  /** What is chosen in the viewer and goes with the prompt: a few words, and all that is said of it. */
  chosen?: { title: string; text: string; onRemove: () => void } | null;
  /** What the wide box of the first page adds before the provider. */
  children?: ReactNode;
};

const FIGURES = new Intl.NumberFormat("en");

/** What is wrong with a prompt before it is sent; null when nothing is. */
export function problemOf(text: string): string | null {
  if (text.length <= MAX_PROMPT_CHARACTERS) return null;
  return `The prompt has ${FIGURES.format(text.length)} characters; at most ${FIGURES.format(MAX_PROMPT_CHARACTERS)} characters fit. Shorten it to send it.`;
}

/** The box that everything starts from. It keeps its text until the backend has taken it. */
export function PromptBox(props: PromptBoxProps) {
  const {
    text,
    onText,
    onSubmit,
    provider,
    providers,
    onProvider,
    placeholder,
    isSending,
    error,
    isOffline,
    costHint = null,
    chosen = null,
    children,
  } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const errorId = useId();
  const problem = problemOf(text);
  const isEmpty = text.trim() === "";
  const submit = () => {
    if (!isEmpty && problem === null && !isSending) onSubmit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") field.current?.blur();
  };
  useEffect(() => {
    // Where field-sizing is missing the box grows by hand, up to eight lines.
    const element = field.current;
    if (element === null || CSS.supports("field-sizing", "content")) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 172)}px`;
  }, [text]);
  const message = problem ?? (error === null ? null : `${error.message} ${error.hint}`);
  return (
    <form
      className="prompt-box"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        id="prompt"
        aria-label="Prompt"
        aria-invalid={message !== null}
        aria-describedby={message === null ? undefined : errorId}
        rows={1}
        value={text}
        placeholder={placeholder}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {message !== null && (
        <div className="field-error" id={errorId} role="alert">
          {message}
        </div>
      )}
      <div className="controls">
        {chosen !== null && (
          <span className="chip" title={chosen.text}>
            About: {chosen.title}
            <button type="button" className="link" onClick={chosen.onRemove}>
              <span aria-hidden="true">×</span>
              <span className="hidden-visually">Send without {chosen.title}</span>
            </button>
          </span>
        )}
        {children}
        <select
          className="select"
          aria-label="Provider"
          value={provider}
          onChange={(event) => onProvider(event.target.value)}
        >
          <option value="auto">{providerName("auto")}</option>
          {providers.map((id) => (
            <option key={id} value={id}>
              {providerName(id)}
            </option>
          ))}
        </select>
        <span className="spacer" />
        {costHint !== null && (
          <span className={costHint.tone === "quiet" ? "quiet" : `is-${costHint.tone}`} title={costHint.title}>
            {costHint.text}
          </span>
        )}
        {isOffline && <span className="is-warn">Offline: sent on reconnect</span>}
        <button type="submit" className="button primary" disabled={isEmpty || problem !== null || isSending}>
          Generate <kbd aria-hidden="true">⌘↵</kbd>
        </button>
      </div>
    </form>
  );
}
