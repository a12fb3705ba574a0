// What can be done to the chosen version; loaded after the first paint, with the menu's own code.
import { Ellipsis } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { Version } from "./VersionStrip";

export function VersionMenu(props: {
  version: Version;
  canEdit: boolean;
  onRestore: () => void;
  onBranch: () => void;
  onRename: () => void;
  onPin: () => void;
  onCompare: (() => void) | null;
}) {
  const { version, canEdit } = props;
  const items: { label: string; detail?: string; isDisabled?: boolean; run: () => void }[] = [
    {
      label: "Restore as the newest",
      detail: version.status === "succeeded" ? "same code, no model" : "needs a version that succeeded",
      isDisabled: !canEdit || version.status !== "succeeded",
      run: props.onRestore,
    },
    { label: "Branch from here", detail: "your next prompt starts at it", isDisabled: !canEdit, run: props.onBranch },
    ...(props.onCompare === null ? [] : [{ label: "Compare", detail: "with another version", run: props.onCompare }]),
    { label: "Rename", isDisabled: !canEdit, run: props.onRename },
    { label: version.isPinned ? "Unpin" : "Pin", isDisabled: !canEdit, run: props.onPin },
    {
      label: "Copy link",
      run: () => void navigator.clipboard.writeText(`${location.origin}${location.pathname}?v=${version.number}`),
    },
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button ghost icon" aria-label={`More for version ${version.number}`}>
        <Ellipsis size={16} strokeWidth={1.5} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* What an item opens takes the focus itself: a name field, the prompt. */}
        <DropdownMenu.Content className="menu" align="end" side="top" sideOffset={6} onCloseAutoFocus={keepFocus}>
          {items.map(({ label, detail, isDisabled = false, run }) => (
            <DropdownMenu.Item key={label} className="menu-item" disabled={isDisabled} onSelect={run}>
              {label}
              {detail !== undefined && <span className="quiet">{detail}</span>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function keepFocus(event: Event): void {
  if (document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement)
    event.preventDefault();
}
