// A thread below 900 px: one column, with all that is known of the version under tabs. On a tablet those are a sheet
// that is pulled up over the viewer, on a phone the viewer keeps its height.
import { useRef, useState, type ReactNode } from "react";
import { SheetGrip } from "../components/ui/SheetGrip";
import { TabList } from "../components/ui/TabList";
import type { SheetStop } from "../lib/sheetStops";
import { useMediaQuery } from "../lib/useMediaQuery";
import { PhoneBody } from "./PhoneBody";
import { PHONE_TABS, phoneSections } from "./phoneSections";
import { capitalized } from "./threadWords";

export type NarrowTab = (typeof PHONE_TABS)[number];

export function NarrowThread(props: {
  title: string;
  tab: string;
  onTab: (tab: NarrowTab) => void;
  viewer: ReactNode;
  stageStrip: ReactNode;
  sections: Record<string, ReactNode>;
  composer: ReactNode;
  announcement: ReactNode;
}) {
  const { title, tab, onTab, viewer, stageStrip, sections, composer, announcement } = props;
  const hasSheet = useMediaQuery("(min-width: 600px)");
  const [stop, setStop] = useState<SheetStop>("half");
  const main = useRef<HTMLElement>(null);
  const current = PHONE_TABS.find((each) => each === tab) ?? "thread";
  return (
    <main className="centre is-phone" ref={main} data-sheet={hasSheet ? stop : undefined}>
      <h1 className="hidden-visually">{title}</h1>
      {viewer}
      {stageStrip}
      {hasSheet && (
        <SheetGrip
          stop={stop}
          onStop={setStop}
          body={() => main.current?.querySelector<HTMLElement>(".phone-body") ?? null}
        />
      )}
      <TabList
        name="Result"
        tabs={PHONE_TABS.map((id) => ({ id, label: capitalized(id) }))}
        selected={current}
        onSelect={(id) => {
          onTab(id);
          if (stop === "tabs") setStop("half");
        }}
        isPhone
      />
      <PhoneBody sections={phoneSections(sections, current)} current={current} />
      {composer}
      {announcement}
    </main>
  );
}
