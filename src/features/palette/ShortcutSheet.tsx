import { Dialog } from "radix-ui";

const SHORTCUTS: [string, string][] = [
  ["Search and commands", "⌘K"],
  ["Go to the prompt", "/"],
  ["Generate", "⌘↵"],
  ["Go to parts, benchmarks, orders, documents", "G then P B O D"],
  ["Go to links, inbox, settings", "G then L I S"],
  ["Next, previous in history", "J K"],
  ["Through the history by row, to its ends", "↓ ↑ Home End"],
  ["Next, previous version", "⇧J ⇧K"],
  ["Show or hide history, panel", "[ ]"],
  ["Fit the view", "F"],
  ["Front, right, top, iso", "1 2 3 4"],
  ["Perspective or orthographic", "P"],
  ["Section", "X"],
  ["Measure", "M"],
  ["Edges, wireframe, x-ray", "W"],
  ["Dimensions", "B"],
  ["Screenshot", "S"],
  ["Copy a link, with the view", "L ⇧L"],
  ["Zoom a focused viewer", "+ −"],
  ["Orbit, pan a focused viewer", "arrows, ⇧ arrows"],
  ["Vote: left, right, tie, both bad", "← → T B"],
  ["This sheet", "?"],
  ["Cancel the tool, then the selection", "Esc"],
];

export function ShortcutSheet({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="floating" aria-describedby={undefined}>
          <Dialog.Title className="rail-head">Keyboard</Dialog.Title>
          <dl className="sheet-list">
            {SHORTCUTS.map(([what, keys]) => (
              <div key={what} style={{ display: "contents" }}>
                <dt>{what}</dt>
                <dd>
                  <span className="key">{keys}</span>
                </dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
