import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useState } from "react";
import type { Id } from "../../../convex/_generated/dataModel";
import type { PageAction, PageActions } from "../../lib/pageActions";
import { Found, type FoundPlace } from "./Found";

export type PaletteItem = { id: string; title: string };

/** ⌘K: every action of the page, the parts of the history by name, and words in prompts, code and comments. */
export function Palette(props: {
  workspaceId: Id<"workspaces">;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  actions: readonly PageAction[];
  /** What the screen on show adds to them. */
  offered: PageActions;
  items: readonly PaletteItem[];
  onOpenItem: (id: string) => void;
  onOpenPlace: (place: FoundPlace) => void;
}) {
  const { workspaceId, isOpen, actions, offered, items, onOpenItem, onOpenPlace } = props;
  const [text, setText] = useState("");
  const onOpenChange = (next: boolean) => {
    setText("");
    props.onOpenChange(next);
  };
  const runAndClose = (run: () => void) => {
    onOpenChange(false);
    run();
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="floating" aria-describedby={undefined}>
          <Dialog.Title className="hidden-visually">Search and commands</Dialog.Title>
          <Command label="Search and commands">
            <Command.Input placeholder="Search or run a command" value={text} onValueChange={setText} />
            <Command.List>
              <Command.Empty>Nothing of this name.</Command.Empty>
              <Command.Group heading="Actions">
                {[...(isOpen ? offered.all() : []), ...actions].map((action) => (
                  <Command.Item key={action.id} value={action.label} onSelect={() => runAndClose(action.run)}>
                    {action.label}
                    <span className="spacer" />
                    {action.keys && <span className="key">{action.keys}</span>}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="History">
                {items.map((item) => (
                  <Command.Item
                    key={item.id}
                    value={`${item.title} ${item.id}`}
                    onSelect={() => runAndClose(() => onOpenItem(item.id))}
                  >
                    <span className="ellipsis">{item.title}</span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Found workspaceId={workspaceId} text={text} onOpen={(place) => runAndClose(() => onOpenPlace(place))} />
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
