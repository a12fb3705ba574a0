// CodeMirror, loaded only when the Code tab is opened.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { codeColours, codeLook } from "../../components/codeLook";
import { CodeSearch } from "./CodeSearch";
import { searchField, setQuery, step } from "./findMatches";

export type CodeFault = { line: number; message: string };

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
  language: string;
  isEditable: boolean;
  fault: CodeFault | null;
  onChange: (text: string) => void;
  onRun: () => void;
}) {
  const { text, language, isEditable, fault, onChange, onRun } = props;
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [isSearching, setIsSearching] = useState(false);
  const changed = useEffectEvent((next: string) => {
    if (next !== text) onChange(next);
  });
  const run = useEffectEvent(onRun);
  const firstText = useEffectEvent(() => text);
  const faultLine = fault?.line ?? null;
  const faultMessage = fault?.message ?? "";

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: firstText(),
        extensions: [
          lineNumbers(),
          history(),
          language === "python" ? python() : javascript({ jsx: true, typescript: true }),
          indentUnit.of(language === "python" ? "    " : "  "),
          indentOnInput(),
          bracketMatching(),
          isEditable ? highlightActiveLine() : [],
          syntaxHighlighting(codeColours),
          codeLook,
          searchField,
          faultLine === null ? [] : lintGutter(),
          keymap.of([
            { key: "Mod-f", run: () => (setIsSearching(true), true) },
            { key: "Mod-Enter", run: () => (run(), true) },
            // Escape, then Tab leaves the editor: a keyboard user is never caught in it.
            indentWithTab,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.contentAttributes.of({ "aria-label": isEditable ? "Script, editable" : "Script" }),
          EditorState.readOnly.of(!isEditable),
          EditorView.editable.of(isEditable),
          markedLine(faultLine),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && isEditable) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    if (faultLine !== null && faultLine >= 1 && faultLine <= editor.state.doc.lines) {
      const { from, to } = editor.state.doc.line(faultLine);
      editor.dispatch(setDiagnostics(editor.state, [{ from, to, severity: "error", message: faultMessage }]));
      editor.dispatch({ effects: EditorView.scrollIntoView(from, { y: "center" }) });
    }
    setView(editor);
    return () => editor.destroy();
  }, [isEditable, language, faultLine, faultMessage]);

  useEffect(() => {
    if (view === null || view.state.doc.toString() === text) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [view, text]);

  return (
    <>
      {isSearching && view !== null && (
        <CodeSearch
          onQuery={(query) => view.dispatch({ effects: setQuery.of(query) })}
          onStep={(query, by) => step(view, query, by)}
          onClose={() => {
            setIsSearching(false);
            view.dispatch({ effects: setQuery.of("") });
            view.focus();
          }}
        />
      )}
      <div className="code-editor" ref={host} />
    </>
  );
}
