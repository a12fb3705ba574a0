// Two scripts as one, with what came and what went; loaded when two versions are compared.
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { syntaxHighlighting } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { codeColours, codeLook } from "../../components/codeLook";

export default function CodeDiff({ from, to, language }: { from: string; to: string; language: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: to,
        extensions: [
          lineNumbers(),
          language === "python" ? python() : javascript({ jsx: true, typescript: true }),
          syntaxHighlighting(codeColours),
          codeLook,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ "aria-label": "Changes in the script", tabindex: "0" }),
          unifiedMergeView({
            original: from,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [from, to, language]);
  return <div className="code-editor" ref={host} />;
}
