// What can be done to a thread of the history; loaded after the first paint, with the menu's own code.
import { Ellipsis } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { HistoryItem } from "./usePages";

export function RowMenu(props: {
  item: HistoryItem;
  onRename: () => void;
  onTags: () => void;
  onPin: () => void;
  onArchive: () => void;
}) {
  const { item } = props;
  const items = [
    { label: item.isPinned ? "Unpin" : "Pin to the top", run: props.onPin },
    { label: "Rename", run: props.onRename },
    { label: "Tags", run: props.onTags },
    { label: item.isArchived ? "Put back" : "Archive", run: props.onArchive },
    {
      label: "Copy link",
      run: () => void navigator.clipboard.writeText(`${location.origin}/t/${item._id}`),
    },
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button ghost icon" aria-label={`More for ${item.title}`}>
        <Ellipsis size={14} strokeWidth={1.5} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* What an item opens takes the focus itself. */}
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} onCloseAutoFocus={keepFocus}>
          {items.map(({ label, run }) => (
            <DropdownMenu.Item key={label} className="menu-item" onSelect={run}>
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function keepFocus(event: Event): void {
  if (document.activeElement instanceof HTMLInputElement) event.preventDefault();
}
