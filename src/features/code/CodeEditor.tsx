// CodeMirror, loaded only when the Code tab is opened.
import { python } from "@codemirror/lang-python";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useEffectEvent, useRef } from "react";

const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
    color: "var(--code-keyword)",
  },
  { tag: [tags.string], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--text-1)" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--text-1)" },
  ".cm-gutters": { background: "none", border: "none", color: "var(--text-3)" },
  ".cm-error-line": { background: "var(--bad-bg)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--bg-3) !important" },
});

function markedLine(line: number | null) {
  return EditorView.decorations.compute(["doc"], (state) => {
    const builder = new RangeSetBuilder<Decoration>();
    if (line !== null && line >= 1 && line <= state.doc.lines) {
      const { from } = state.doc.line(line);
      builder.add(from, from, Decoration.line({ class: "cm-error-line" }));
    }
    return builder.finish();
  });
}

export default function CodeEditor(props: {
  text: string;
  isEditable: boolean;
  errorLine: number | null;
  onChange: (text: string) => void;
}) {
  const { text, isEditable, errorLine, onChange } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useEffectEvent((next: string) => onChange(next));
  const firstText = useEffectEvent(() => text);

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: firstText(),
        extensions: [
          lineNumbers(),
          python(),
          syntaxHighlighting(colours),
          look,
          EditorView.contentAttributes.of({ "aria-label": isEditable ? "Script, editable" : "Script" }),
          EditorState.readOnly.of(!isEditable),
          EditorView.editable.of(isEditable),
          markedLine(errorLine),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && isEditable) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [isEditable, errorLine]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  return <div className="code-editor" ref={host} />;
}
