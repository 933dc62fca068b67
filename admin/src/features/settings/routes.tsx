/** Pages of settings: tabs of settings, and the editor of receipts. */
import { IconAdjustments, IconReceipt2 } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/settings",
    component: lazyRouteComponent(() => import("./SettingsPage.tsx"), "SettingsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/settings/$tab",
    component: lazyRouteComponent(() => import("./SettingsPage.tsx"), "SettingsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/receipts",
    component: lazyRouteComponent(() => import("./TemplatesPage.tsx"), "TemplatesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/receipts/$receipt_template_id",
    component: lazyRouteComponent(() => import("./EditorPage.tsx"), "EditorPage"),
  }),
] as const;

const permission = "settings_write";

export const entries: readonly PageEntry[] = [
  { to: "/settings", group: "settings", title: "settings:title", icon: IconAdjustments, permission, key: "c" },
  { to: "/receipts", group: "settings", title: "settings:receipts.title", icon: IconReceipt2, permission },
];

export const acts: readonly ActEntry[] = [
  { title: "settings:act.features", to: "/settings/features", permission, icon: IconAdjustments },
  { title: "settings:act.taxes", to: "/settings/taxes", permission, icon: IconAdjustments },
  { title: "settings:act.shifts", to: "/settings/shifts", permission, icon: IconAdjustments },
  { title: "settings:act.gate", to: "/settings/gate", permission, icon: IconAdjustments },
  { title: "settings:act.approvals", to: "/settings/approvals", permission, icon: IconAdjustments },
  { title: "settings:act.privacy", to: "/settings/privacy", permission, icon: IconAdjustments },
  { title: "settings:act.receipt", to: "/receipts/new", permission, icon: IconReceipt2 },
];
