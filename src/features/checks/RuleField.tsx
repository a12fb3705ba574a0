import { useEffect, useRef, useState } from "react";

/** One rule as text. Enter keeps it, Escape leaves it, an empty one takes the rule away. */
export function RuleField(props: { label: string; text: string; onSave: (text: string) => void; onClose: () => void }) {
  const { label, onSave, onClose } = props;
  const [text, setText] = useState(props.text);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <form
      className="rule-field"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(text);
      }}
    >
      <input
        ref={field}
        type="text"
        aria-label={label}
        value={text}
        placeholder="4 × Ø5 mm holes"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onClose();
        }}
      />
      <button type="submit" className="button">
        Keep
      </button>
      <button type="button" className="button ghost" onClick={onClose}>
        Cancel
      </button>
    </form>
  );
}
