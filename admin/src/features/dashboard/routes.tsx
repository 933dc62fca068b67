/** The dashboard: the console's first page. */
import { IconLayoutDashboard } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

export const routes = [
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./DashboardPage.tsx"), "DashboardPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/", group: "day", title: "dashboard:title", icon: IconLayoutDashboard, key: "d", bottom: 1 },
];
