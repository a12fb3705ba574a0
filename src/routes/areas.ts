// The areas of a workspace beside its parts: what the rail lists, what G and a letter open, what the palette offers.
import { ChartNoAxesColumn, FileText, Inbox, Link2, Package, Settings, type LucideIcon } from "lucide-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";

export type Area = {
  /** The first part of the address. */
  path: string;
  label: string;
  icon: LucideIcon;
  /** Pressed after G. */
  key: string;
  screen: LazyExoticComponent<ComponentType>;
};

/** Each screen reads the rest of its address with `useAreaPath`, and is loaded when it is opened. */
export const areas: readonly Area[] = [
  {
    path: "benchmarks",
    label: "Benchmarks",
    icon: ChartNoAxesColumn,
    key: "b",
    screen: lazy(() =>
      import("../features/benchmarks/BenchmarksScreen").then((m) => ({ default: m.BenchmarksScreen })),
    ),
  },
  {
    path: "shop",
    label: "Parts, BOMs, orders",
    icon: Package,
    key: "o",
    screen: lazy(() => import("../features/shop/ShopScreen").then((m) => ({ default: m.ShopScreen }))),
  },
  {
    path: "documents",
    label: "Documents",
    icon: FileText,
    key: "d",
    screen: lazy(() => import("../features/documents/DocumentsScreen").then((m) => ({ default: m.DocumentsScreen }))),
  },
  {
    path: "links",
    label: "Links",
    icon: Link2,
    key: "l",
    screen: lazy(() => import("../features/links/LinksScreen").then((m) => ({ default: m.LinksScreen }))),
  },
  {
    path: "inbox",
    label: "Inbox",
    icon: Inbox,
    key: "i",
    screen: lazy(() => import("../features/inbox/InboxScreen").then((m) => ({ default: m.InboxScreen }))),
  },
  {
    path: "settings",
    label: "Settings",
    icon: Settings,
    key: "s",
    screen: lazy(() => import("../features/settings/SettingsScreen").then((m) => ({ default: m.SettingsScreen }))),
  },
];

/** Where an area is; `""` are the parts themselves. */
export const addressOf = (path: string): string => (path === "" ? "/" : `/${path}/`);
