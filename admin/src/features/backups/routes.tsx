/** Pages of the company's backups. */
import { IconDatabaseExport } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/backups",
    component: lazyRouteComponent(() => import("./BackupsPage.tsx"), "BackupsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/backups/$backup_id",
    component: lazyRouteComponent(() => import("./BackupPage.tsx"), "BackupPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/backups", group: "settings", title: "backups:title", icon: IconDatabaseExport, permission: "settings_write" },
];
