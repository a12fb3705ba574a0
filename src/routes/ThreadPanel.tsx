// The panel beside the viewer: all that is known of the version on screen, or its code.
import type { ReactNode } from "react";
import { PanelGrip } from "../components/ui/PanelGrip";
import { TabList, type Tab } from "../components/ui/TabList";

export type PanelTab = "result" | "code";

const TABS: readonly Tab<PanelTab>[] = [
  { id: "result", label: "Result" },
  { id: "code", label: "Code" },
];

export function ThreadPanel(props: { tab: PanelTab; onTab: (tab: PanelTab) => void; children: ReactNode }) {
  const { tab, onTab, children } = props;
  return (
    <aside className="panel" aria-label="Result">
      <PanelGrip />
      <TabList name="Result" tabs={TABS} selected={tab} onSelect={onTab} />
      {/* Its content may be taller than the screen, so it can be scrolled by key. */}
      <div className="tab-body" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {children}
      </div>
    </aside>
  );
}
