/**
 * Stand-ins for what the sandbox refuses, so that ordinary React code works in it: forms are submitted to their handlers
 * (never to a server), storage lives in memory, and dialogs that cannot open say so in the console.
 */
export function softenSandbox(): void {
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { configurable: true, value: memoryStorage() });
  }
  window.alert = (message?: unknown) => console.info(`alert: ${String(message)}`);
  window.confirm = (message?: string) => {
    console.info(`confirm: ${message ?? ""} (answered yes: the preview opens no dialogs)`);
    return true;
  };
  window.prompt = (message?: string, usual?: string) => {
    console.info(`prompt: ${message ?? ""} (answered "${usual ?? ""}": the preview opens no dialogs)`);
    return usual ?? "";
  };
  window.print = () => console.info("The preview cannot print. Download the app as .zip and print from there.");
  window.addEventListener("click", (event) => {
    submitInPlace(event);
    keepInPlace(event);
  });
}

/** A sandbox without allow-forms stops a submission before its handlers hear of it; this tells them. */
function submitInPlace(event: MouseEvent): void {
  if (event.defaultPrevented || !(event.target instanceof Element)) return;
  const button = event.target.closest<HTMLButtonElement | HTMLInputElement>(
    "button, input[type=submit], input[type=image]",
  );
  const form = button?.form;
  if (!button || !form || button.disabled || (button.type !== "submit" && button.type !== "image")) return;
  event.preventDefault();
  if (!form.noValidate && !button.formNoValidate && !form.reportValidity()) return;
  form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button }));
}

function keepInPlace(event: MouseEvent): void {
  if (event.defaultPrevented || !(event.target instanceof Element)) return;
  const link = event.target.closest("a[href]");
  const href = link?.getAttribute("href") ?? "#";
  if (!link || href.startsWith("#")) return;
  event.preventDefault();
  console.info(
    link.hasAttribute("download")
      ? "The preview cannot save files. Download the app as .zip and try there."
      : `The preview follows no links: ${href}`,
  );
}

function memoryStorage(): Storage {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, String(value)),
    removeItem: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
