// What the settings page holds: one row per section, each loaded when it is opened.
import { lazy, type ComponentType, type LazyExoticComponent } from "react";

export type SettingsSection = {
  /** The address of the section: `/settings/<id>`. */
  id: string;
  label: string;
  group: "Workspace" | "You" | "System";
  component: LazyExoticComponent<ComponentType>;
};

export const settingsSections: readonly SettingsSection[] = [
  {
    id: "providers",
    label: "Providers",
    group: "Workspace",
    component: lazy(() => import("./providers/ProvidersSection").then((m) => ({ default: m.ProvidersSection }))),
  },
  {
    id: "budget",
    label: "Costs and budget",
    group: "Workspace",
    component: lazy(() => import("../costs/CostsSection").then((m) => ({ default: m.CostsSection }))),
  },
  {
    id: "preferences",
    label: "Preferences",
    group: "You",
    component: lazy(() => import("./PreferencesSection").then((m) => ({ default: m.PreferencesSection }))),
  },
];

export const settingsGroups = ["Workspace", "You", "System"] as const;
