// Single keys of a thread's page: L copies its address, Shift with L the view too, Shift with J and K goes through versions.
import type { Version } from "../features/versions/VersionStrip";
import { cameraText, sectionText, type ViewLink } from "../features/viewer/viewLink";
import { isTyping, useKeys } from "../lib/keyboard";
import { usePageActions } from "../lib/pageActions";

export function useThreadKeys(props: {
  versions: readonly Version[];
  selected: Version | null;
  viewLink: ViewLink;
  onShow: (version: Version) => void;
}): void {
  const { versions, selected, viewLink, onShow } = props;
  const step = (by: number) => {
    const index = versions.findIndex((version) => version._id === selected?._id);
    const next = versions[index + by];
    if (next) onShow(next);
  };
  usePageActions([
    { id: "next version", label: "Next version", keys: "⇧J", run: () => step(1) },
    { id: "previous version", label: "Previous version", keys: "⇧K", run: () => step(-1) },
    { id: "link", label: "Copy a link to this version", keys: "L", run: () => copyAddress(selected, null) },
    { id: "view link", label: "Copy a link with the view", keys: "⇧L", run: () => copyAddress(selected, viewLink) },
  ]);
  useKeys((event) => {
    if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return false;
    if (event.key.toLowerCase() === "l") {
      copyAddress(selected, event.shiftKey ? viewLink : null);
      return true;
    }
    if (!event.shiftKey) return false;
    if (event.key === "J") step(1);
    else if (event.key === "K") step(-1);
    else return false;
    return true;
  });
}

function copyAddress(selected: Version | null, viewLink: ViewLink | null): void {
  const url = new URL(window.location.pathname, window.location.origin);
  if (selected !== null) url.searchParams.set("v", String(selected.number));
  const view = viewLink?.view ?? null;
  if (view !== null) {
    url.searchParams.set("cam", cameraText(view));
    const cut = sectionText(view.section);
    if (cut !== null) url.searchParams.set("cut", cut);
  }
  void navigator.clipboard.writeText(url.href);
}
