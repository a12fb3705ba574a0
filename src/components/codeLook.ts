// How code looks in every editor of the page; loaded with the editors.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const codeColours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
    color: "var(--code-keyword)",
  },
  { tag: [tags.string], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)" },
]);

export const codeLook = EditorView.theme({
  "&": { color: "var(--text-1)" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--text-1)" },
  ".cm-gutters": { background: "none", border: "none", color: "var(--text-3)" },
  ".cm-cursor": { borderLeftColor: "var(--text-1)" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "none" },
  "&.cm-focused .cm-activeLine": { background: "var(--bg-2)" },
  ".cm-content .cm-error-line": { background: "var(--bad-bg)" },
  ".cm-found": { background: "var(--warn-bg)", outline: "1px solid var(--warn)" },
  ".cm-tooltip": { background: "var(--bg-1)", border: "1px solid var(--line-2)", color: "var(--text-1)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-changedLine, &.cm-merge-b .cm-changedLine": { background: "var(--ok-bg)" },
  ".cm-changedText, &.cm-merge-b .cm-changedText": { background: "none", fontWeight: "600" },
  ".cm-deletedChunk": { background: "var(--bad-bg)" },
  ".cm-deletedChunk .cm-deletedText": { background: "none", fontWeight: "600" },
  ".cm-changeGutter": { width: "3px", paddingLeft: "1px" },
  ".cm-changedLineGutter": { background: "var(--ok)" },
  ".cm-deletedLineGutter": { background: "var(--bad)" },
  ".cm-collapsedLines": { background: "var(--bg-2)", color: "var(--text-3)", padding: "2px 5px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--bg-3) !important" },
});
