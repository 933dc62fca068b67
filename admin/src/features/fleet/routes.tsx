/** Pages of the fleet: devices by store, those that are silent, their days, and alerts. */
import { IconActivityHeartbeat, IconBell } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/fleet",
    component: lazyRouteComponent(() => import("./FleetPage.tsx"), "FleetPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/fleet/days",
    component: lazyRouteComponent(() => import("./DaysPage.tsx"), "DaysPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/alerts",
    component: lazyRouteComponent(() => import("./AlertsPage.tsx"), "AlertsPage"),
  }),
] as const;

const group = "devices";
const permission = "device_manage";

export const entries: readonly PageEntry[] = [
  { to: "/fleet", group, title: "fleet:title", icon: IconActivityHeartbeat, permission },
  { to: "/alerts", group, title: "fleet:alerts", icon: IconBell, permission },
];
