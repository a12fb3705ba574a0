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
  {
    id: "workspace",
    label: "Workspace",
    group: "Workspace",
    component: lazy(() => import("../account/WorkspaceSection").then((m) => ({ default: m.WorkspaceSection }))),
  },
  {
    id: "members",
    label: "Members",
    group: "Workspace",
    component: lazy(() => import("../account/MembersSection").then((m) => ({ default: m.MembersSection }))),
  },
  {
    id: "audit",
    label: "Audit log",
    group: "Workspace",
    component: lazy(() => import("../account/AuditSection").then((m) => ({ default: m.AuditSection }))),
  },
  {
    id: "keys",
    label: "API keys",
    group: "You",
    component: lazy(() => import("../account/KeysSection").then((m) => ({ default: m.KeysSection }))),
  },
  {
    id: "accounts",
    label: "Accounts",
    group: "System",
    component: lazy(() => import("../account/AccountsSection").then((m) => ({ default: m.AccountsSection }))),
  },
];

export const settingsGroups = ["Workspace", "You", "System"] as const;
