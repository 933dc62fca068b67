/** The page at the console's root, until the dashboard takes its place. */
import { IconLayoutDashboard } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

export const routes = [
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./HomePage.tsx"), "HomePage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/", group: "day", title: "home:title", icon: IconLayoutDashboard, key: "d", bottom: 1 },
];
