import { useState } from "react";

/** A secret that the backend tells once: to copy now. */
export function SecretOnce({ label, value, note }: { label: string; value: string; note: string }) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="secret-once">
      <input aria-label={label} value={value} readOnly onFocus={(event) => event.target.select()} />
      <button
        type="button"
        className="button"
        // Without https there is no clipboard; the text is selected by a click then.
        disabled={!("clipboard" in navigator)}
        onClick={() => void navigator.clipboard.writeText(value).then(() => setIsCopied(true))}
      >
        {isCopied ? "Copied" : "Copy"}
      </button>
      <p className="quiet">{note}</p>
    </div>
  );
}
