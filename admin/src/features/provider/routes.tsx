/** Pages of the provider's people, who look after all parks of the deployment. */
import { IconBuildings, IconChartHistogram, IconDatabaseImport, IconPlus } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/provider/parks",
    component: lazyRouteComponent(() => import("./ParksPage.tsx"), "ParksPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/provider/parks/$tenant_id",
    component: lazyRouteComponent(() => import("./ParkPage.tsx"), "ParkPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/provider/usage",
    component: lazyRouteComponent(() => import("./UsagePage.tsx"), "UsagePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/provider/restore",
    component: lazyRouteComponent(() => import("./RestorePage.tsx"), "RestorePage"),
  }),
] as const;

const group = "provider";
const permission = "provider";

export const entries: readonly PageEntry[] = [
  { to: "/provider/parks", group, title: "provider:title", icon: IconBuildings, permission },
  { to: "/provider/usage", group, title: "provider:usage.title", icon: IconChartHistogram, permission },
  { to: "/provider/restore", group, title: "provider:restore.title", icon: IconDatabaseImport, permission },
];

export const acts: readonly ActEntry[] = [
  { title: "provider:add", to: "/provider/parks?add=yes", permission, icon: IconPlus },
];
