/** Pages of shifts and closed days. */
import { IconCalendarCheck, IconCash } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/shifts",
    component: lazyRouteComponent(() => import("./ShiftsPage.tsx"), "ShiftsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/days",
    component: lazyRouteComponent(() => import("./DaysPage.tsx"), "DaysPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/shifts", group: "day", title: "shifts:title", icon: IconCash, permission: "shift_close", key: "h" },
  { to: "/days", group: "day", title: "shifts:days.title", icon: IconCalendarCheck, permission: "approve", key: "z" },
];
